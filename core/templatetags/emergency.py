"""The emergency numbers in texts, so that no template writes one itself.

{% blocktranslate with police="police"|emergency_link %}Call {{ police }}.{% endblocktranslate %}
"""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.danger import emergency_lines as lines
from core.danger.emergency_lines import Line

register = template.Library()
_LINES = {
    "any": lines.ANY,
    "police": lines.POLICE,
    "municipal": lines.MUNICIPAL_POLICE,
    "ambulance": lines.AMBULANCE,
}


@register.simple_tag
def emergency_lines() -> tuple[Line, ...]:
    """Those that everybody is shown, the first one first."""
    return lines.EMERGENCY


@register.filter
def emergency(name: str) -> str:
    """The number of a line: of `any` emergency, the `police`, the `municipal` police, an `ambulance`."""
    return _LINES[name].number


@register.filter
def emergency_link(name: str) -> SafeString:
    """The number as a link that dials it."""
    line = _LINES[name]
    return format_html('<a href="{}">{}</a>', line.address, line.number)
