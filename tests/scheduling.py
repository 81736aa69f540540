"""Which worker does what: some tests go to one and the same; the others are dealt one by one.

Groups of xdist would say the same by a marker, but with pytest 9.2 they are silently not made.
"""

import os

from xdist.scheduler import LoadScopeScheduling

# What these tests share takes long to set up: a portal and a browser, or thousands of files.
TOGETHER = (
    (  # in the browser, over all pages
        "tests/browser/test_accessibility.py",
        "tests/browser/test_crawl.py",
        "tests/browser/test_linear_order.py",
        "tests/browser/test_weight.py",
    ),
    ("tests/browser/",),
    ("tests/bezpecna_plzen/test_api_page.py",),
    ("tests/core/test_metadata_stripping.py",),
    ("tests/test_comments.py",),
    ("tests/test_conventions.py",),
    ("tests/test_languages.py",),
)


class SharedSetupTogether(LoadScopeScheduling):  # type: ignore[misc] # xdist publishes no types
    """Deals the largest group first, then what stands alone, in the order of the tests."""

    def _split_scope(self, nodeid: str) -> str:
        return next((group[0] for group in TOGETHER if nodeid.startswith(group)), nodeid)


def count_workers() -> int:
    """One more than there are cores: a test in the browser or with a server mostly waits for the other one."""
    return (os.cpu_count() or 1) + 1
