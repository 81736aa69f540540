"""Lighthouse on one of two pages each day, and before a release on all main ones, as on a phone: all has to be at 100.

Run as `make lighthouse`. It stands outside of the tests because it needs a quiet machine: what else runs makes pages
look slow.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests import tools
from tests.browser import chromium
from tests.running import Portal
from tests.thorough import THOROUGH, daily

PAGES = ["/", "/infoschranka/"]
RARE = ["/okrsky/1/", "/dotazy/", "/dotazy/soused-pali-odpad/"]  # looked at before a release
BEST = 100
PERFORMANCE = "performance"  # the only category that depends on what else the machine does
RUNS = 5
console = Console()


class NotRecordedError(Exception):
    """Lighthouse lost what the browser did, as happens on a busy machine; that says nothing about the page."""


def scores(url: str) -> dict[str, int]:
    """The scores of a page by category, 0 to 100.

    Raises:
        NotRecordedError: it is worth another try.
        RuntimeError: Lighthouse could not look at the page.
    """
    node, binary = shutil.which("node"), chromium.browser()
    if not node or not tools.LIGHTHOUSE.exists():
        raise RuntimeError(tools.MISSING)
    if not binary:
        raise RuntimeError(chromium.MISSING)
    flags = " ".join(chromium.FLAGS)
    command = [node, str(tools.LIGHTHOUSE), url, "--output=json", "--quiet", f"--chrome-flags={flags}"]
    ran = subprocess.run(  # noqa: S603 - our own address
        [*command, "--no-enable-error-reporting"],
        env=os.environ | {"CHROME_PATH": binary},
        capture_output=True,
        text=True,
        check=False,
    )
    if "Runtime error encountered" in ran.stderr:
        raise NotRecordedError(ran.stderr)
    if ran.returncode:
        raise RuntimeError(ran.stderr)
    categories = json.loads(ran.stdout)["categories"]
    return {name: round(BEST * (category["score"] or 0)) for name, category in categories.items()}


def main() -> int:
    """Print one table; 1 if a score is too low."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bezpecna_plzen.settings")
    table, failed = Table(), False
    table.add_column("page", overflow="fold")
    with tempfile.TemporaryDirectory(prefix="lighthouse-") as folder:
        portal = Portal(Path(folder))
        try:
            portal.start_server()
            for path in [*PAGES, *RARE] if THOROUGH else daily(PAGES, part=2):
                found = best_of(portal.address + path)
                if len(table.columns) == 1:
                    for name in found:
                        table.add_column(name, justify="right")
                table.add_row(path, *map(str, found.values()))
                failed |= min(found.values()) < BEST
        finally:
            portal.stop()
    console.print(table)
    console.print("[red]Not everything is at 100." if failed else "Everything is at 100.")
    return int(failed)


def best_of(url: str) -> dict[str, int]:
    """The scores of a page; one that was only slow or not recorded is looked at again, and that is said."""
    for run in range(1, RUNS + 1):
        try:
            found = scores(url)
        except NotRecordedError as error:
            if run == RUNS:
                raise
            console.print(
                f"{url}: run {run} of {RUNS} was not recorded, so once more: {error}", soft_wrap=True, markup=False
            )
            continue
        slow = found[PERFORMANCE] < BEST
        if not slow or run == RUNS or min(score for name, score in found.items() if name != PERFORMANCE) < BEST:
            break
        console.print(f"{url}: {PERFORMANCE} {found[PERFORMANCE]} in run {run} of {RUNS}, so once more", soft_wrap=True)
    return found


if __name__ == "__main__":
    sys.exit(main())
