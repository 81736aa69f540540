"""What the first view of a page costs a phone: bytes over the wire, requests, and whether anything moves meanwhile."""

import json
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass

from tests.browser.page import Page

MOST_SHIFT = 0.001
RUNS = 3
# After the page is loaded and what its scripts put off is done, too. Something is always painted; not always moved.
_SEEN = """
const [done] = arguments;
const entries = (type, or_none) => new Promise((found) => {
  new PerformanceObserver((list) => found(list.getEntries())).observe({type, buffered: true});
  if (or_none) requestIdleCallback(() => requestAnimationFrame(() => setTimeout(() => found([]))));
});
(async () => {
  const {element} = (await entries("largest-contentful-paint", false)).at(-1);
  const shifts = await entries("layout-shift", true);
  const text = element && !element.matches("img, svg, svg *");
  done([shifts.reduce((sum, shift) => sum + shift.value, 0), text ? element.localName : ""]);
})();
"""


@dataclass(frozen=True, slots=True)
class Weight:
    """The first view of a page, without a cache."""

    transferred: int  # bytes over the wire: all bodies as compressed, and the heads of the answers
    requests: int
    requested: list[str]  # the addresses, first that of the page itself
    shift: float  # cumulative layout shift, as in Core Web Vitals
    largest: str  # the element with the largest text, "" if something else is the largest


def weigh(page: Page, path: str) -> Weight:
    """Load a page as if for the first time. Everything that it asks for counts, its icon included."""
    page.command("Network.setCacheDisabled", cacheDisabled=True)
    page.log("performance")
    page.open(path)
    shift, largest = page.chromium.execute_async_script(_SEEN)
    asked: dict[str, str] = {}
    sizes: dict[str, float] = {}

    def all_came() -> bool:
        for entry in page.log("performance"):
            event = json.loads(entry["message"])["message"]
            params = event["params"]
            if event["method"] == "Network.requestWillBeSent" and params["request"]["url"].startswith("http"):
                asked[params["requestId"]] = params["request"]["url"]
            elif event["method"] == "Network.loadingFinished" and params["requestId"] in asked:
                sizes[params["requestId"]] = params["encodedDataLength"]
        return asked.keys() == sizes.keys()

    page.until(all_came, "all that was asked for")
    page.command("Network.setCacheDisabled", cacheDisabled=False)
    icon = page.script("document.querySelector('link[rel=icon]').href")
    if icon.startswith("http") and icon not in asked.values():  # Chromium keeps it although it has no cache
        sizes[icon] = _size(icon)
    return Weight(round(sum(sizes.values())), len(sizes), [*asked.values()], round(shift, 4), largest)


def calm(weight: Weight) -> bool:
    """Whether nothing moved. A busy machine shows pages that are half there, but not every time."""
    return weight.shift <= MOST_SHIFT


def weigh_until_calm(page: Page, path: str, expected: Callable[[Weight], bool] = calm) -> Weight:
    """Weigh a page, and again if it is not as expected, at most three times."""
    for _ in range(RUNS):
        weight = weigh(page, path)
        if expected(weight):
            break
    return weight


def _size(url: str) -> int:
    request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})  # noqa: S310 - our own address
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        return len(bytes(answer.headers)) + len(answer.read())
