"""axe-core in the page that is open: what it finds wrong for people who see, hear or move otherwise."""

from collections.abc import Iterable

import pytest

from tests import tools
from tests.browser.page import Page
from tests.thorough import DAY, THOROUGH

# WCAG 2.2 up to AA, and what axe-core itself recommends: landmarks, headings in order and the like.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What depends on colours; the rest is the same in light and dark.
OF_COLOURS = ["color-contrast", "link-in-text-block"]
View = tuple[int, str]  # the width in CSS pixels and the theme
# Each screen and each theme once; the other two pairs, of which only the colours are new, before a release.
VIEWS: list[View] = [(360, "light"), (1280, "dark")]
RARE_VIEWS: list[View] = [(360, "dark"), (1280, "light")] if THOROUGH else []
# A colour on its way from one theme to the other belongs to neither.
# `target-size` is of WCAG 2.2, yet off unless asked for.
_RUN = """
const [type, values, done] = arguments;
for (const each of document.getAnimations()) if (each instanceof CSSTransition) each.finish();
axe.run(document, {
  runOnly: {type, values}, rules: type === "tag" ? {"target-size": {enabled: true}} : {}, resultTypes: ["violations"],
}).then((result) => done(result.violations.flatMap(({id, nodes}) =>
  nodes.map((node) => `${id}: ${node.target.join(" ")}: ${node.failureSummary}`))), (error) => done([String(error)]));
"""


def violations(page: Page, *, of_colours: bool = False) -> list[str]:
    """What is wrong with the page as it is, or only with its colours: the rule, where, and what it says."""
    if page.script("typeof axe") == "undefined":
        if not tools.AXE.exists():
            pytest.skip(tools.MISSING)
        page.chromium.execute_script(tools.AXE.read_text(encoding="utf-8"))
    found: list[str] = page.chromium.execute_async_script(
        _RUN, *(("rule", OF_COLOURS) if of_colours else ("tag", RULES))
    )
    return found


def views_of_today(number: int, *, part: int = 1) -> list[View]:
    """How a page is looked at, by its number in a row of pages: the next one otherwise, and itself on its next day.

    Args:
        part: 2 for every second page of the row, the others on the next day.
    """
    if THOROUGH:
        return [*VIEWS, *RARE_VIEWS]
    turn, not_today = divmod(number + DAY, part)
    return [] if not_today else [VIEWS[turn % len(VIEWS)]]


def violations_in_views(page: Page, where: str, views: Iterable[View] = (*VIEWS, *RARE_VIEWS)) -> list[str]:
    """The same on some screens and in some themes, each with what was looked at. It ends on a desk, in light."""
    found = []
    for width, theme in views:
        page.resize(width)
        page.prefer(theme)
        wrong = violations(page, of_colours=(width, theme) in RARE_VIEWS)
        found += [f"{where}, {width} px, {theme}: {violation}" for violation in wrong]
    page.prefer("light")
    page.resize(1280)
    return found
