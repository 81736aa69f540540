"""Which worker does what: one does all in the browser, with one portal; the other tests are dealt one by one.

Groups of xdist would say the same by a marker, but with pytest 9.2 they are silently not made.
"""

from xdist.scheduler import LoadScopeScheduling

BROWSER = "tests/browser/"


class BrowserTogether(LoadScopeScheduling):  # type: ignore[misc] # xdist publishes no types
    """Deals the largest group first, then what stands alone, in the order of the tests."""

    def _split_scope(self, nodeid: str) -> str:
        return BROWSER if nodeid.startswith(BROWSER) else nodeid
