"""Photos made anew: two thousand hostile, broken and good files, in a process whose memory is measured."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageColor

from core.images import metadata_stripping
from tests import hostile_images
from tests.hostile_images import CORNERS, SECRET, Case, Fate
from tests.thorough import THOROUGH, daily, examples

pytestmark = pytest.mark.once

MOST_MB = 300
ALLOWED = {0xC0: "SOF", 0xC4: "DHT", 0xDB: "DQT", 0xDD: "DRI", 0xE0: "APP0"}


@dataclass(frozen=True, slots=True)
class Run:
    """What became of the files of a folder."""

    outcomes: dict[str, str]
    clean: dict[str, bytes]
    peak_mb: int
    child_peak_mb: int


def sanitised(contents: Iterator[tuple[str, bytes]], folder: Path, *, threads: int = 1) -> Run:
    """Clean all files in a fresh process."""
    source, target = folder / "uploads", folder / "clean"
    for path in (source, target):
        path.mkdir()
    for name, content in contents:
        (source / name).write_bytes(content)
    command = [sys.executable, "-m", "tests.core.sanitise_folder", str(source), str(target), str(threads)]
    done = subprocess.run(command, capture_output=True, check=False, cwd=settings.BASE_DIR)  # noqa: S603
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    report: dict[str, Any] = json.loads(done.stdout)
    clean = {path.name: path.read_bytes() for path in target.iterdir()}
    return Run(report["outcomes"], clean, report["peak_mb"], report["child_peak_mb"])


def fault(jpeg: bytes) -> str | None:
    """What is wrong with a clean JPEG: anything but the pixels and what is needed to read them, or nothing."""
    if not jpeg.startswith(b"\xff\xd8"):
        return "no JPEG"
    position = 2
    while jpeg[position] == 0xFF:
        marker = jpeg[position + 1]
        end = position + 2 + int.from_bytes(jpeg[position + 2 : position + 4], "big")
        if marker == 0xE0 and (jpeg[position + 4 : position + 9] != b"JFIF\0" or end - position != 18):
            return "APP0 is not a plain JFIF block"
        if marker == 0xDA:
            scan = jpeg[end:]
            stop = re.search(rb"\xff[^\x00\xd0-\xd7]", scan)
            return None if stop and scan[stop.start() :] == b"\xff\xd9" else "something follows the only scan"
        if marker not in ALLOWED:
            return f"marker {marker:02x}"
        position = end
    return "bytes between the segments"


def misplaced(jpeg: bytes) -> list[str]:
    """The corners that do not have the colours they should have."""
    image = Image.open(BytesIO(jpeg)).convert("RGB")
    right, bottom = image.width * 7 // 8, image.height * 7 // 8
    left, top = image.width // 8, image.height // 8
    places = {"left top": (left, top), "right top": (right, top)}
    places |= {"left bottom": (left, bottom), "right bottom": (right, bottom)}
    wrong = []
    for corner, place in places.items():
        pixel, wanted = image.getpixel(place), ImageColor.getrgb(CORNERS[corner])
        assert isinstance(pixel, tuple)
        if max(abs(is_ - be) for is_, be in zip(pixel, wanted, strict=True)) > 60:
            wrong.append(corner)
    return wrong


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Case], Run]:
    """The cases (without their bytes), and what became of them; each day others of the large and the damaged ones."""
    known: dict[str, Case] = {}

    def contents() -> Iterator[tuple[str, bytes]]:
        for case in hostile_images.cases(daily):
            assert case.name not in known
            known[case.name] = Case(case.name, b"", case.fate, case.upright)
            yield case.name, case.content

    return known, sanitised(contents(), tmp_path_factory.mktemp("corpus"))


def test_two_thousand_hostile_files_are_each_refused_or_clean(corpus: tuple[dict[str, Case], Run]) -> None:
    known, run = corpus
    assert len(known) == len(run.outcomes)
    assert len(known) == hostile_images.TOTAL if THOROUGH else len(known) > 650
    assert not {name: outcome for name, outcome in run.outcomes.items() if outcome.startswith("failed")}
    assert not {name: found for name, content in run.clean.items() if (found := fault(content))}
    assert not [name for name, content in run.clean.items() if SECRET in content]
    kinds = {outcome.split(":")[0] for outcome in run.outcomes.values()}
    assert kinds == {"refused", "clean"}


def test_bombs_are_refused_and_good_pictures_are_not(corpus: tuple[dict[str, Case], Run]) -> None:
    known, run = corpus
    unexpected = {
        name: outcome
        for name, outcome in run.outcomes.items()
        if known[name].fate is not Fate.EITHER and not outcome.startswith(known[name].fate.value)
    }
    assert not unexpected


def test_every_orientation_of_every_format_ends_upright(corpus: tuple[dict[str, Case], Run]) -> None:
    known, run = corpus
    upright = [name for name, case in known.items() if case.upright]
    assert len([name for name in upright if name.startswith("orientation")]) == 8 * 5
    assert not {name: wrong for name in upright if name in run.clean and (wrong := misplaced(run.clean[name]))}


def test_no_picture_is_larger_than_it_may_be(corpus: tuple[dict[str, Case], Run]) -> None:
    _known, run = corpus
    sizes = {
        name: tuple(map(int, text.split()[1].split("x"))) for name, text in run.outcomes.items() if "clean" in text
    }
    assert max(max(size) for size in sizes.values()) == metadata_stripping.SIDE_PX
    assert sizes["photo-12mp.jpg"] == (2016, 1512)  # half of a usual photo, not all of it for 32 pixels more


def test_memory_stays_bounded(corpus: tuple[dict[str, Case], Run]) -> None:
    _known, run = corpus
    assert run.peak_mb < MOST_MB
    assert 0 < run.child_peak_mb < MOST_MB


def test_eight_threads_at_once_need_no_more_memory(tmp_path: Path) -> None:
    photo = hostile_images.encoded(hostile_images.photo((4032, 3024)), "JPEG", quality=80)
    square = hostile_images.encoded(hostile_images.picture((5000, 5000)), "PNG", compress_level=1)
    uploads = ((f"{n}.jpg", square if n % 4 == 3 else photo) for n in range(examples(24, fewest=16)))
    run = sanitised(uploads, tmp_path, threads=8)
    assert set(run.outcomes.values()) == {"clean: 2016x1512", "clean: 2048x2048"}
    assert run.peak_mb < MOST_MB
    assert run.child_peak_mb < MOST_MB


def test_the_parser_finds_what_must_not_be_there() -> None:
    """The checks above are worth as much as this parser."""
    clean = metadata_stripping.strip_to_jpeg(
        SimpleUploadedFile("a.jpg", hostile_images.encoded(hostile_images.picture(), "JPEG"))
    ).content
    assert fault(clean) is None
    assert fault(clean + b"\0") is not None
    for marker in (0xE1, 0xE2, 0xED, 0xEE, 0xFE):
        assert (
            fault(hostile_images.with_segments(clean, hostile_images.segment(marker, b"x"))) == f"marker {marker:02x}"
        )
    assert fault(hostile_images.with_segments(clean, hostile_images.segment(0xE0, b"JFXX\0thumbnail"))) is not None
    assert misplaced(clean) == []
    assert misplaced(hostile_images.encoded(Image.new("RGB", (9, 9)), "JPEG")) == list(CORNERS)


def test_a_refusal_says_what_to_do() -> None:
    with pytest.raises(ValidationError, match=r"Vyberte jiný soubor\."):
        metadata_stripping.strip_to_jpeg(SimpleUploadedFile("foto.jpg", b"no picture"))
