"""The saved replies that the portal starts with, from the files in `mailbox/saved_replies/texts/`.

Loading adds those whose title is not there and changes nothing that staff wrote.
"""

import tomllib
from pathlib import Path

from django.conf import settings
from django.db.models import Model
from django.utils import translation

FOLDER = Path(__file__).parent / "texts"


def read_texts(language: str) -> dict[str, dict[str, str]]:
    """The replies as written in a language, by their keys.

    Raises:
        tomllib.TOMLDecodeError: a file is not TOML.
    """
    return tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


def load_replies(model: type[Model], topic_model: type[Model]) -> int:
    """Add the replies that are missing, in all languages.

    Args:
        model: of saved replies, as it is now or as it was at a migration.
        topic_model: of topics, likewise.

    Returns:
        How many were added.
    """
    written = {code: read_texts(code) for code, _name in settings.LANGUAGES}
    known = set(model._default_manager.values_list("title", flat=True))
    topics = dict(topic_model._default_manager.values_list("slug", "pk"))
    new = []
    for key, said in written[settings.LANGUAGE_CODE].items():
        if said["title"] in known:
            continue
        texts = {f"text_{code}": replies[key]["text"].strip() for code, replies in written.items()}
        text = texts[f"text_{settings.LANGUAGE_CODE}"]
        topic = topics.get(said.get("topic", ""))
        new.append(model(title=said["title"], use=said.get("use", "answer"), topic_id=topic, text=text, **texts))
    with translation.override(settings.LANGUAGE_CODE):
        model._default_manager.bulk_create(new)
    return len(new)
