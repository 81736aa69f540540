"""A portal of its own in a real Chromium, for people: `make read` and `make screenshots`."""

import argparse
import os
import sys
import tempfile
from pathlib import Path

import django
from rich.console import Console

from tests.browser import chromium
from tests.running import Portal

console = Console(highlight=False, soft_wrap=True)


def main() -> int:
    """Do what was asked for; 1 without Chromium."""
    parser = argparse.ArgumentParser(prog="python -m tests.browser", description=__doc__)
    what = parser.add_subparsers(dest="what", required=True)
    read = what.add_parser("read", help="what a screen reader would say of pages")
    read.add_argument("paths", nargs="*", help="like /okrsky/7/; without any, one page of each kind")
    what.add_parser("screenshots", help="the pictures of the README")
    asked = parser.parse_args()
    if not chromium.browser() or not chromium.driver():
        console.print(chromium.MISSING)
        return 1
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bezpecna_plzen.settings")
    django.setup()
    from tests.browser import read_aloud, screenshots  # they need the apps

    browser = chromium.started()
    try:
        with tempfile.TemporaryDirectory(prefix="portal-") as folder:
            portal = Portal(Path(folder))
            try:
                portal.start_server()
                if asked.what == "read":
                    for line in read_aloud.spoken(browser, portal, asked.paths):
                        console.print(line, markup=False)
                else:
                    for made in screenshots.take(browser, portal):
                        console.print(made)
            finally:
                portal.stop()
    finally:
        browser.quit()
    return 0


if __name__ == "__main__":
    sys.exit(main())
