"""Measures one part in this process and prints what it found as JSON: `python -m bench.measure_part NAME SIZE`."""

import json
import sys
from importlib import import_module

import django

from bench.endings import leave_properly


def main(name: str, size: int) -> None:
    """The database is that of DATABASE_URL; how far it is, is on the standard error output."""
    leave_properly()
    django.setup()
    sys.stdout.write(json.dumps(import_module(f"bench.parts.{name}").measure(size)) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
