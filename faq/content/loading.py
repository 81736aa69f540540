"""What the portal starts with: topics, questions, pages, help contacts and synonyms, from the files in `faq/content/`.

Loading adds what is missing and never changes what somebody wrote: of a record that is there, only a language that it
does not have yet is filled in, and only while its Czech is still ours. A migration loads everything; `manage.py
load_content` brings what a new version of the portal adds.
"""

import secrets
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import translation

from core.rich_text import sanitise_html

FOLDER = Path(__file__).parent
RICH = {"urgent", "guidance", "answer", "body"}

GetModel = Callable[[str], type[models.Model]]
Texts = dict[str, str]


@dataclass(slots=True)
class LoadReport:
    """How many records were added, and how many got another language, by model."""

    added: Counter[str] = field(default_factory=Counter)
    translated: Counter[str] = field(default_factory=Counter)


def read_records(language: str, kind: str) -> dict[str, dict[str, Any]]:
    """The records of a kind (topics, questions, pages, contacts) as written in a language, by their keys.

    They are in `<language>/<kind>.toml` or spread over the files of `<language>/<kind>/`.

    Raises:
        tomllib.TOMLDecodeError: a file is not TOML.
        ValueError: a key is in two files.
    """
    records: dict[str, dict[str, Any]] = {}
    for path in _files_of(language, kind):
        found = tomllib.loads(path.read_text(encoding="utf-8"))
        if twice := records.keys() & found:
            raise ValueError(f"{path}: {', '.join(sorted(twice))} is in another file, too")
        records |= found
    return records


def read_synonyms() -> list[str]:
    """Sets of words that mean the same, each as the words separated by commas."""
    lines = (FOLDER / "synonyms.txt").read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def load_content(get: GetModel, *, now: datetime) -> LoadReport:
    """Add what is missing, all in one transaction.

    Args:
        get: the model of a name, as it is now or as it was at a migration.
        now: since when the questions are published.
    """
    report = LoadReport()
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
        topics = _load_records(_TOPICS, get("Topic"), report)
        questions = _load_records(_QUESTIONS, get("Question"), report, published_from=now)
        _load_records(_PAGES, get("Page"), report)
        contacts = _load_records(_CONTACTS, get("HelpContact"), report)
        _relate_records(questions, "topics", topics)
        _relate_records(questions, "related", questions, both_ways=True)
        _relate_records(contacts, "topics", topics)
        for words in read_synonyms():
            report.added["Synonym"] += get("Synonym").objects.get_or_create(words=words)[1]  # type: ignore[attr-defined]
        # Models as they were at a migration know nothing of the edition.
        get("Edition").objects.update_or_create(pk=1, defaults={"stamp": secrets.token_hex(16)})  # type: ignore[attr-defined]
    return report


@dataclass(frozen=True, slots=True)
class _Kind:
    """What the files have of one kind of records."""

    folder: str  # or the name of a file
    key: str  # the field that tells records apart
    texts: tuple[str, ...]  # fields kept in all languages
    plain: tuple[str, ...] = ()  # fields kept once


_TOPICS = _Kind("topics", "slug", ("title", "summary", "urgent", "guidance"))
_QUESTIONS = _Kind("questions", "slug", ("title", "answer"), ("keywords",))
_PAGES = _Kind("pages", "slug", ("title", "body"), ("reviewed_on",))
_CONTACTS = _Kind(
    "contacts",
    "name",
    ("about", "hours", "languages"),
    ("phone", "web", "address", "free", "anonymous", "position", "sources", "verified_on"),
)


@dataclass(slots=True)
class _Loaded:
    """Records of one kind after loading."""

    records: Mapping[str, Any]  # by key, all that the files name
    new: Mapping[str, Mapping[str, Any]]  # what the files say of those that were added


def _load_records(kind: _Kind, model: type[models.Model], report: LoadReport, **fields: object) -> _Loaded:
    """Add the records of a kind that are missing, with these fields, and fill in the languages of all of them."""
    czech = read_records(settings.LANGUAGE_CODE, kind.folder)
    records = {getattr(each, kind.key): each for each in model.objects.filter(**{f"{kind.key}__in": czech})}  # type: ignore[attr-defined]
    new = {key: said for key, said in czech.items() if key not in records}
    for key, said in new.items():
        records[key] = _make_record(kind, model, key, said, fields)
    # A record that has everything is not saved: it has not been changed.
    changed = {*new, *_fill_language(kind, records, settings.LANGUAGE_CODE)}
    # A translation of what the editors have since rewritten would say something else than they do.
    ours = {key: record for key, record in records.items() if _is_ours(record, _clean_texts(czech[key], kind.texts))}
    for language, _name in settings.LANGUAGES:
        if language != settings.LANGUAGE_CODE:
            translated = _fill_language(kind, ours, language)
            changed |= translated
            report.translated[model.__name__] += len(translated - new.keys())
    for key, record in records.items():
        if key in changed:
            record.save()
    report.added[model.__name__] += len(new)
    return _Loaded(records, new)


def _make_record(
    kind: _Kind, model: type[models.Model], key: str, said: Mapping[str, Any], fields: Mapping[str, object]
) -> models.Model:
    """A new record in Czech, not saved yet."""
    plain = {field: said[field] for field in kind.plain if field in said}
    record = model(**{kind.key: key}, **fields, **plain)
    for text, value in _clean_texts(said, kind.texts).items():
        setattr(record, text, value)
    return record


def _fill_language(kind: _Kind, records: Mapping[str, models.Model], language: str) -> set[str]:
    """Give records the texts of a language that they do not have; the keys of those that got any."""
    written = read_records(language, kind.folder)
    filled = set()
    for key, record in records.items():
        if _fill_texts(record, language, _clean_texts(written.get(key, {}), kind.texts)):
            filled.add(key)
    return filled


def _fill_texts(record: models.Model, language: str, texts: Texts) -> bool:
    """Give a record the texts of a language where it has none; whether that was anything."""
    missing = {text: value for text, value in texts.items() if value and not getattr(record, f"{text}_{language}")}
    for text, value in missing.items():
        setattr(record, f"{text}_{language}", value)
    return bool(missing)


def _is_ours(record: models.Model, czech: Texts) -> bool:
    """Whether the Czech of a record is what we shipped."""
    return all((getattr(record, f"{text}_{settings.LANGUAGE_CODE}") or "") == value for text, value in czech.items())


def _clean_texts(said: Mapping[str, Any], names: tuple[str, ...]) -> Texts:
    """The texts among what a file says of a record, clean."""
    texts = {name: str(said.get(name, "")).strip() for name in names}
    return {name: sanitise_html(text) if name in RICH else text for name, text in texts.items()}


def _relate_records(loaded: _Loaded, name: str, others: _Loaded, *, both_ways: bool = False) -> None:
    """Connect the new records with others, which the files name by their keys.

    `both_ways`: also the other way round, which models as they were at a migration do not do by themselves.

    Raises:
        KeyError: no such record.
    """
    for key, said in loaded.new.items():
        record = loaded.records[key]
        found = [others.records[other] for other in said.get(name, ())]
        getattr(record, name).add(*found)
        if both_ways:
            for other in found:
                getattr(other, name).add(record)


def _files_of(language: str, kind: str) -> Iterator[Path]:
    """The files of a kind in a language, in a fixed order."""
    single = FOLDER / language / f"{kind}.toml"
    if single.exists():
        yield single
    yield from sorted((FOLDER / language / kind).glob("*.toml"))
