"""The first view of every public page on a phone, without a cache: light, few requests, nothing moves, text first."""

from collections.abc import Callable

import pytest

from tests.browser.looks import PublicPage
from tests.browser.page import Page
from tests.browser.weighing import MOST_SHIFT, Weight, calm, weigh_until_calm

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("whole_site")]

MOST_BYTES = 35_000
MOST_REQUESTS = 6
LATE_PICTURES = """
const show = (address) => document.body.prepend(Object.assign(new Image(360, 400), {src: address}));
addEventListener("DOMContentLoaded", () => {
  const grain = Object.assign(document.createElement("canvas"), {width: 360, height: 400});
  const pixels = new ImageData(360, 400);
  for (let at = 0; at < pixels.data.length; at += 65536) crypto.getRandomValues(pixels.data.subarray(at, at + 65536));
  for (let at = 3; at < pixels.data.length; at += 4) pixels.data[at] = 255;
  grain.getContext("2d").putImageData(pixels, 0, 0);
  show(grain.toDataURL());
});
addEventListener("load", () => requestAnimationFrame(() => requestAnimationFrame(() => {
  for (const number of [1, 2, 3, 4]) show(`/static/favicon.svg?${number}`);
})));
"""
ROW = "{:40} {:>8} {:>9} {:>7}  {}"


def too_heavy(weights: dict[str, Weight]) -> list[str]:
    """The pages that are not as light as promised."""
    return [
        path
        for path, weight in weights.items()
        if weight.transferred > MOST_BYTES
        or weight.requests > MOST_REQUESTS
        or weight.shift > MOST_SHIFT
        or not weight.largest
    ]


def test_the_first_view_of_every_page(
    public_pages: dict[str, PublicPage], record_property: Callable[[str, object], None]
) -> None:
    weights = {path: each.weight for path, each in public_pages.items()}
    rows = [
        ROW.format(path, f"{each.transferred:,}", each.requests, each.shift, each.largest)
        for path, each in weights.items()
    ]
    record_property("table", "\n".join([ROW.format("page", "bytes", "requests", "shift", "largest"), *rows]))
    assert too_heavy(weights) == []


def test_a_first_view_asks_for_few_files_and_for_leaflet_only_on_demand(
    public_pages: dict[str, PublicPage], whole_site: str
) -> None:
    for path, each in public_pages.items():
        [itself, *requested] = each.weight.requested
        assert itself == whole_site + path
        assert len(requested) <= 5, requested
        assert not [url for url in requested if "leaflet" in url or "/api/" in url], path


def test_what_comes_late_and_moves_the_page_is_noticed(page: Page) -> None:
    """Large pictures on top of a page that is already there."""
    page.resize(360)
    sound = weigh_until_calm(page, "/kontakt/")
    late = page.command("Page.addScriptToEvaluateOnNewDocument", source=LATE_PICTURES)
    try:
        spoilt = weigh_until_calm(page, "/kontakt/", lambda it: not calm(it) and it.requests > sound.requests + 3)
    finally:
        page.command("Page.removeScriptToEvaluateOnNewDocument", **late)
    assert spoilt.requests == sound.requests + 4
    assert spoilt.transferred > sound.transferred
    assert spoilt.shift > MOST_SHIFT
    assert not spoilt.largest
    assert too_heavy({"spoilt": spoilt, "sound": sound}) == ["spoilt"]
