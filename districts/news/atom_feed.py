"""News for feed readers (Atom, RFC 4287)."""

import re
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .notices import Announced, as_paragraphs

LENGTH = 30
CONTENT_TYPE = Atom1Feed.content_type
_NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class _Feed(Atom1Feed):
    """Says of each entry in which language it is: not everything is translated."""

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {"xml:lang": item["language"]}


def write_feed(newest: Iterable[Announced]) -> bytes:
    """A feed in the current language.

    Its addresses are those of the public site whoever asks, so that they and the identities made of them are always the
    same. An entry that was changed says so, but never earlier than it was published.
    """
    language = get_language() or settings.LANGUAGE_CODE
    feed = _Feed(
        title=_("Bezpečná Plzeň: news"),
        link=settings.SITE_URL + reverse("districts:notices"),
        description="",
        subtitle=_("Short news and alerts about safety in Plzeň."),
        language=language,
        author_name=_("Bezpečná Plzeň"),
        feed_url=settings.SITE_URL + reverse("districts:notices_feed"),
    )
    for each in newest:
        notice = each.notice
        address = settings.SITE_URL + notice.get_absolute_url()
        feed.add_item(
            title=_xml_text(notice.title),
            link=address,
            description=as_paragraphs(_xml_text(notice.text)),
            unique_id=address,
            pubdate=notice.published_from,
            updateddate=max(notice.published_from, notice.changed_at),
            categories=[_xml_text(str(district)) for district in each.districts],
            language=language if getattr(notice, f"title_{language}") else settings.LANGUAGE_CODE,
        )
    return feed.writeString("utf-8").encode()


def _xml_text(text: str) -> str:
    """Text without what came in by copying and no feed may have, such as vertical tabs."""
    return _NOT_IN_XML.sub("", text)
