"""Parts of pages that are made once: those that depend on data alone, and those that depend on nothing.

{% kept atlas.places "streets" district.number %}…{% endkept %}
{% fixed %}…{% endfixed %}
"""

from collections.abc import Sequence
from functools import partial

from django import template
from django.template import Context, Node, NodeList
from django.template.base import FilterExpression, Parser, Token
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


class KeptNode(Node):
    """What is between the tags, kept with some data."""

    def __init__(self, nodelist: NodeList, data: FilterExpression, key: Sequence[FilterExpression]) -> None:
        self.nodelist = nodelist
        self._data = data
        self._key = key

    def render(self, context: Context) -> SafeString:
        key = (get_language(), *(part.resolve(context) for part in self._key))
        made: SafeString = self._data.resolve(context).kept.get(key, partial(self.nodelist.render, context), len)
        return made


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    """Keep what is between the tags with data that has a `kept`, for each language.

    The name comes next and tells it from all others that are kept with the same data; then whatever else it depends
    on. Nothing in it may depend on the hour, the request or other data.
    """
    _tag, data, *key = token.split_contents()
    nodelist = parser.parse(["endkept"])
    parser.delete_first_token()
    return KeptNode(nodelist, parser.compile_filter(data), [parser.compile_filter(part) for part in key])


class FixedNode(Node):
    """What is between the tags, the same on all pages of a language."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        with context.push():
            return self.nodelist.render(context)


@register.tag
def fixed(parser: Parser, token: Token) -> FixedNode:
    """Say that what is between the tags depends on the language alone, so that it may be written out beforehand."""
    nodelist = parser.parse(["endfixed"])
    parser.delete_first_token()
    return FixedNode(nodelist)
