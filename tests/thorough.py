"""How much is tried: enough on each day, and before a release all that there is (`make check-all` sets THOROUGH=1).

What is rare and heavy is left to the latter: further languages and themes of what was walked through once, long series
of random examples. A test or a parameter that is only for it carries the marker `thorough`.
"""

import os

THOROUGH = os.environ.get("THOROUGH") == "1"
DAILY_PART = 5  # each day draws other examples, so that they add up
FEWEST_EXAMPLES = 10


def examples(number: int) -> int:
    """How many random examples of a property are tried, if this number is thorough."""
    return number if THOROUGH else max(number // DAILY_PART, FEWEST_EXAMPLES)
