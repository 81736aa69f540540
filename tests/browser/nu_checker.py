"""The Nu checker of the W3C: faults of HTML, style sheets and SVG pictures."""

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests import tools

# What it takes for a fault and is none: properties of SVG 2 that all browsers know.
NOT_KNOWN_YET = ".*: Property “(vector-effect|rx)” doesn't exist.*"


def faults(documents: Mapping[tuple[str, str], str], folder: Path, *, ignored: str = "") -> list[str]:
    """The faults and warnings of documents, each with the name of its document and the line.

    Args:
        documents: texts by name and kind (html, css, svg).
        folder: takes their files.
        ignored: a pattern of what is not told, besides what the checker is wrong about.
    """
    java = shutil.which("java")
    if not java:
        pytest.skip("needs Java: sudo apt install default-jre-headless")
    if not tools.NU_CHECKER.exists():
        pytest.skip(tools.MISSING)
    names = {}
    for number, ((name, kind), text) in enumerate(documents.items()):
        file = folder / f"{number}.{kind}"
        file.write_text(text, encoding="utf-8")
        names[file.name] = name
    ran = subprocess.run(  # noqa: S603 - our own documents
        [
            # More than the usual stack, for deeply nested pages; and no time spent on making a short run faster.
            *(java, "-Xss4m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
            *("-jar", str(tools.NU_CHECKER), "--format", "json", "--stdout", "--exit-zero-always"),
            *("--also-check-css", "--also-check-svg"),
            *("--filterpattern", "|".join(filter(None, [NOT_KNOWN_YET, ignored]))),
            str(folder),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    return [
        f"{names[Path(urlsplit(found['url']).path).name]}, line {found.get('lastLine')}: {found['message']} "
        f"{found.get('extract', '')}"
        for found in json.loads(ran.stdout)["messages"]
    ]
