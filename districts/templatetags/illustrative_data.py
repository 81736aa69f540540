"""What is made up, as the pages' templates say it."""

from collections.abc import Collection

from django import template
from django.utils.translation import gettext_lazy

from districts.models import ImportKind

register = template.Library()

_MADE_UP = {
    ImportKind.BOROUGHS: gettext_lazy("borders of boroughs"),
    ImportKind.DISTRICTS: gettext_lazy("borders of police districts"),
    ImportKind.ADDRESSES: gettext_lazy("addresses"),
    ImportKind.STAFF: gettext_lazy("people and their contacts"),
}


@register.filter
def made_up(kinds: Collection[ImportKind]) -> str:
    """What of the data is illustrative, in words."""
    return ", ".join(str(text) for kind, text in _MADE_UP.items() if kind in kinds)
