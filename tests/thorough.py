"""How much is tried: enough on each day, and before a release all that there is (`make check-all` sets THOROUGH=1).

What is rare and heavy is left to the latter: further languages and themes of what was walked through once, long series
of random examples. A test or a parameter that is only for it carries the marker `thorough`. Of long lists each day
takes another part, so that they are gone through within a week; a run that fails says which part it was.
"""

import os
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TypeVar

THOROUGH = os.environ.get("THOROUGH") == "1"
DAILY_PART = 5  # each day draws other examples, so that they add up
FEWEST_EXAMPLES = 10
# In the environment, so that all workers of a run agree, also at midnight.
DAY = int(os.environ.setdefault("TESTS_DAY", str(datetime.now(UTC).date().toordinal())))

Tried = TypeVar("Tried")


def examples(number: int, *, fewest: int = FEWEST_EXAMPLES, part: int = DAILY_PART) -> int:
    """How many random examples of a property are tried, if this number is thorough; each day at least the fewest."""
    return number if THOROUGH else max(number // part, fewest)


def daily(everything: Iterable[Tried], *, part: int = DAILY_PART, shift: int = 0) -> list[Tried]:
    """Every fifth of what there is to try, each day others; before a release all.

    Args:
        part: 5 for every fifth.
        shift: another one for somebody else who tries the same, so that on one day they try different things.
    """
    tried = list(everything)
    return tried if THOROUGH else tried[(DAY + shift) % part :: part]
