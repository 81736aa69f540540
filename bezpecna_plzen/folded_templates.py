"""Templates, folded for each language: what depends on nothing but the language is written out once, not for each page.

So are texts of the interface, addresses without arguments and of static files, and parts that other templates include.
What a template makes stays the same to the byte. Whoever works on the portal (DEBUG) gets them as they are written.
"""

from collections.abc import Container, Iterable
from html import escape
from threading import RLock
from typing import Any
from weakref import WeakSet

from django.conf import settings
from django.template import Context, Node, NodeList, Origin, Template, TemplateDoesNotExist
from django.template.base import FilterExpression, TextNode, TokenType, VariableNode, render_value_in_context
from django.template.defaulttags import CommentNode, ForNode, IfNode, LoadNode, URLNode, WithNode
from django.template.engine import Engine
from django.template.loader_tags import BlockNode, ExtendsNode, IncludeNode
from django.template.loaders import cached
from django.templatetags.i18n import BlockTranslateNode, GetCurrentLanguageNode, TranslateNode
from django.templatetags.static import StaticNode
from django.urls import NoReverseMatch, get_script_prefix
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from core.templatetags.kept import FixedNode, KeptNode

_Loaders = list[str | list[Any] | tuple[Any, ...]]


class Loader(cached.Loader):
    """Keeps templates as they are compiled, for each language."""

    def __init__(self, engine: Engine, loaders: _Loaders) -> None:
        """Take the loaders that read them."""
        super().__init__(engine, loaders)
        self._folding = RLock()
        self._folded: WeakSet[Template] = WeakSet()  # one that includes itself is not yet among them while it is folded

    def cache_key(self, template_name: str, skip: list[Origin] | None = None) -> str:
        """The template, and all that what is folded in it depends on; but the language, this changes in tests only."""
        static = settings.STORAGES["staticfiles"]["BACKEND"]
        folded_by = (get_language(), static, settings.STATIC_URL, settings.ROOT_URLCONF, get_script_prefix())
        return f"{super().cache_key(template_name, skip)} {folded_by}"

    def get_template(self, template_name: str, skip: list[Origin] | None = None) -> Template:
        """A template in the current language."""
        key = self.cache_key(template_name, skip)
        if isinstance(found := self.get_template_cache.get(key), Template):
            return found
        with self._folding:
            template = super().get_template(template_name, skip)
            if not self.engine.debug:
                template.nodelist = _Folder(template, self._folded).fold(template.nodelist)
                self._folded.add(template)
            return template


class _Nodes(NodeList):
    """Nodes that stay as they are, so what is among them is found out once: each page asks its base for the blocks."""

    def __init__(self) -> None:
        super().__init__()
        self._found: dict[type[Node], list[Node]] = {}

    def get_nodes_by_type(self, nodetype: type[Node]) -> list[Node]:
        if nodetype not in self._found:
            self._found[nodetype] = super().get_nodes_by_type(nodetype)
        return self._found[nodetype]


class _Assigned(Node):
    """Gives a variable a value that is known."""

    def __init__(self, name: str, value: object) -> None:
        self._name = name
        self._value = value

    def render(self, context: Context) -> SafeString:
        context[self._name] = self._value
        return SafeString("")


class _Variable(VariableNode):
    """A variable; most are texts, which need nothing but escaping."""

    def render(self, context: Context) -> str:
        value = self.filter_expression.resolve(context)
        if type(value) is str and context.autoescape:
            return escape(value)
        return value if type(value) is SafeString else render_value_in_context(value, context)


class _Included(Node):
    """A template that another one includes."""

    def __init__(self, nodelist: NodeList, values: dict[str, FilterExpression]) -> None:
        self.nodelist = nodelist
        self._values = values.items()

    def render(self, context: Context) -> SafeString:
        values = {name: value.resolve(context) for name, value in self._values}
        with context.push(**values):
            return self.nodelist.render(context)


class _Folder:
    """Folds the nodes of one template."""

    def __init__(self, template: Template, folded: Container[Template]) -> None:
        self._template = template
        self._folded = folded

    def fold(self, nodes: Iterable[Node]) -> NodeList:
        """The nodes, as few of them as can be."""
        folded = _Nodes()
        for node in nodes:
            for part in self._fold_node(node):
                before = folded[-1] if folded else None
                if isinstance(part, TextNode) and isinstance(before, TextNode):
                    folded[-1] = TextNode(before.s + part.s)
                else:
                    folded.append(part)
        folded.contains_nontext = any(not isinstance(node, TextNode) for node in folded)
        return folded

    def _fold_node(self, node: Node) -> Iterable[Node]:
        match node:
            case LoadNode() | CommentNode():
                return []
            case IfNode():
                node.conditions_nodelists = [(when, self.fold(nodes)) for when, nodes in node.conditions_nodelists]
            case ForNode():
                node.nodelist_loop = self.fold(node.nodelist_loop)  # type: ignore[arg-type] # it holds nodes only
                node.nodelist_empty = self.fold(node.nodelist_empty)  # type: ignore[arg-type] # likewise
            case ExtendsNode() | BlockNode() | WithNode() | KeptNode():
                node.nodelist = self.fold(node.nodelist)
            case VariableNode():
                return [_Variable(node.filter_expression)]
            case IncludeNode():
                return self._fold_include(node)
            case _ if _is_known(node):
                return self._write_out(node)
        return [node]

    def _fold_include(self, node: IncludeNode) -> Iterable[Node]:
        """What it includes, if that is known and is no page of its own."""
        if not _is_constant(node.template) or node.isolated_context or str(node.template.var).startswith("."):
            return [node]
        try:
            included = self._template.engine.get_template(str(node.template.var))
        except TemplateDoesNotExist:  # said when it is asked for
            return [node]
        is_page = any(included.nodelist.get_nodes_by_type(kind) for kind in (BlockNode, ExtendsNode))
        if is_page or included not in self._folded:
            return [node]
        if not node.extra_context and all(isinstance(part, TextNode) for part in included.nodelist):
            return included.nodelist
        return [_Included(included.nodelist, node.extra_context)]

    def _write_out(self, node: Node) -> Iterable[Node]:
        """What a node makes; itself if it cannot make it now."""
        made = []
        for autoescape in (True, False):
            context = Context(autoescape=autoescape)
            context.push()
            with context.bind_template(self._template):
                try:
                    text = node.render(context)
                except (NoReverseMatch, ValueError):  # of a page or a file that there is not: said when it is asked for
                    return [node]
            made.append((text, context.dicts[-1]))
        if made[0] != made[1]:
            return [node]
        text, assigned = made[0]
        return [*(_Assigned(name, value) for name, value in assigned.items()), *([TextNode(text)] if text else [])]


def _is_known(node: Node) -> bool:
    """Whether what a node makes depends on the language alone."""
    match node:
        case TranslateNode():
            expression = node.filter_expression
            return expression.var.lookups is None and not expression.filters and node.message_context is None
        case BlockTranslateNode():
            plain = all(token.token_type is TokenType.TEXT for token in node.singular)
            return plain and not node.extra_context and not node.plural and node.message_context is None
        case URLNode():
            return _is_constant(node.view_name) and not node.args and not node.kwargs
        case StaticNode():
            return _is_constant(node.path)
    return isinstance(node, GetCurrentLanguageNode | FixedNode)


def _is_constant(expression: object) -> bool:
    return isinstance(expression, FilterExpression) and not expression.is_var and not expression.filters
