"""Text with headings, lists and links: what editors may write, and nothing else gets through.

It is cleaned when it is stored, however that happens, and once more when it is shown: what got into the database by
another way is no more trusted than what a browser sends.
"""

from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django_prose_editor.fields import ProseEditorField, create_sanitizer

EXTENSIONS: dict[str, Any] = {
    "Bold": True,
    "Italic": True,
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "HardBreak": True,
    "Heading": {"levels": [2, 3]},
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto", "tel"]},
}
_cleaned = create_sanitizer(EXTENSIONS)


def sanitise_html(html: str) -> str:
    """The text with nothing but the elements, attributes and kinds of links above; what is in other elements stays."""
    return str(_cleaned(html))


def rendered_html(html: str) -> SafeString:
    """The text as it may stand on a page."""
    return mark_safe(sanitise_html(html))  # noqa: S308 - cleaned just now


class RichTextField(ProseEditorField):  # type: ignore[misc] # publishes no types
    """A text field edited as rich text and cleaned on every write, bulk writes included."""

    def __init__(self, *args: object, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **{"extensions": EXTENSIONS, "sanitize": True, **kwargs})

    def get_prep_value(self, value: object) -> object:
        """What the database is given."""
        prepared = super().get_prep_value(value)
        return sanitise_html(prepared) if isinstance(prepared, str) else prepared
