"""How a page is shown where a link to it is shared (Open Graph)."""

from html import unescape

from django import template
from django.conf import settings
from django.template import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from districts.models import District
from districts.social_pictures import picture_drawing

register = template.Library()

# Where each language is spoken by those who read the portal in it.
_LOCALES = {"cs": "cs_CZ", "en": "en_GB", "uk": "uk_UA", "de": "de_DE", "vi": "vi_VN"}


@register.inclusion_tag("components/social.html", takes_context=True)
def social(context: Context, district: District | None = None) -> dict[str, object]:
    """What networks are told about a page: its title and description, and the picture of a district or of the city.

    Title and description are the page's own blocks, which a template can place only once.
    """
    current = get_language() or settings.LANGUAGE_CODE
    number = {"number": district.number} if district else {}
    return {
        "title": _read_block(context, "title"),
        "description": _read_block(context, "description"),
        "url": next(page.url for page in context["pages"] if page.current),
        "locale": _LOCALES[current],
        "others": [_LOCALES[code] for code, _name in settings.LANGUAGES if code != current],
        "picture": settings.SITE_URL
        + reverse("districts:picture" if district else "districts:city_picture", kwargs=number),
        "width": picture_drawing.WIDTH,
        "height": picture_drawing.HEIGHT,
        "alt": _("Map of district %(number)s and its neighbours") % number
        if district
        else _("Map of the police districts"),
    }


def _read_block(context: Context, name: str) -> str:
    """The text of a block of the page that is being made."""
    rendered: str = context.render_context[BLOCK_CONTEXT_KEY].get_block(name).render(context)
    return unescape(rendered).strip()
