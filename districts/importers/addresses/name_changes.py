"""What an import changes among streets and city parts, in words: a person sees at once what a new file brings."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from districts.importers.import_report import ImportReport

_EXAMPLES = 10  # names in a note


def note_streets(before: Mapping[int, str], after: Mapping[int, str], report: ImportReport) -> None:
    """Note streets that are renamed, new or gone; both mappings give the name of each code."""
    renamed, new, gone = _compare_names(before, after)
    _note_names(renamed, _("Renamed streets (%(count)d): %(names)s."), report)
    _note_names(new, _("New streets (%(count)d): %(names)s."), report)
    _note_names(gone, _("Streets that are gone (%(count)d): %(names)s."), report)


def note_parts(before: Mapping[int, str], after: Mapping[int, str], report: ImportReport) -> None:
    """Note city parts that are renamed, new or gone; both mappings give the name of each code."""
    renamed, new, gone = _compare_names(before, after)
    _note_names(renamed, _("Renamed city parts (%(count)d): %(names)s."), report)
    _note_names(new, _("New city parts (%(count)d): %(names)s."), report)
    _note_names(gone, _("City parts that are gone (%(count)d): %(names)s."), report)


def _compare_names(before: Mapping[int, str], after: Mapping[int, str]) -> tuple[list[str], list[str], list[str]]:
    """What is renamed (`old → new`), new and gone."""
    return (
        sorted(f"{before[code]} → {name}" for code, name in after.items() if before.get(code, name) != name),
        sorted(name for code, name in after.items() if code not in before),
        sorted(name for code, name in before.items() if code not in after),
    )


def _note_names(names: Sequence[str], message: str, report: ImportReport) -> None:
    if names:
        some = ", ".join(names[:_EXAMPLES])
        if len(names) > _EXAMPLES:
            some += ", …"
        report.note(message % {"count": len(names), "names": some})
