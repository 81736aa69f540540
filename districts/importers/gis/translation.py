"""Has a file of a GIS program translated into GeoJSON, by a process that is shut in and ends with it."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from districts.importers.import_report import UnreadableFileError
from districts.map.coordinates import CoordinateSystem

from . import gdal_program
from .gdal_program import MOST_AREAS, MOST_CORNERS, Verdict
from .gis_files import GisFile, GisFormat

# Without our own environment, which holds secrets. One arena, one thread: more would reserve addresses, which count.
_ENVIRONMENT = {"MALLOC_ARENA_MAX": "1", "OPENBLAS_NUM_THREADS": "1"}
PATIENCE_S = 120  # until a file is given up, however busy the machine; the process has a few seconds of its own
_SYSTEMS = {"wgs84": CoordinateSystem.WGS84, "sjtsk": CoordinateSystem.SJTSK}


@dataclass(frozen=True, slots=True)
class Layer:
    """What a file holds: areas as GeoJSON Features, not checked in any way."""

    name: str
    features: list[Any]
    system: CoordinateSystem | None  # that the file declares, if it is one of ours
    other_system: str  # the declared one if it is another


def translate(file: GisFile, *, wanted: Sequence[str]) -> list[Layer]:
    """The layers of a file that hold anything.

    Args:
        wanted: how the names of the columns begin that are looked for, folded; where a layer has one of them, only such
            layers are given.

    Raises:
        UnreadableFileError: it is damaged, too large or something else; the message says what to do.
    """
    with TemporaryDirectory(prefix="boundaries-") as name:
        folder = Path(name)
        alone = folder / "in"
        alone.mkdir()
        for suffix, content in file.parts.items():
            (alone / f"areas.{suffix}").write_bytes(content)
        answer = folder / "answer"
        _run(file.format, alone, answer, wanted)
        try:
            with answer.open(encoding="ascii") as lines:
                return _read_answer([json.loads(line) for line in lines])
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise _damaged(file.format) from None


def _run(gis_format: GisFormat, folder: Path, answer: Path, wanted: Sequence[str]) -> None:
    kind = gis_format.value
    with answer.open("wb") as output:
        try:
            done = subprocess.run(  # noqa: S603 - nothing in the command comes from outside
                [sys.executable, "-P", "-m", gdal_program.__name__, kind.driver, f"areas.{kind.suffix}", *wanted],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.DEVNULL,
                cwd=folder,
                env={**_ENVIRONMENT, "PYTHONPATH": str(settings.BASE_DIR)},
                timeout=PATIENCE_S,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise _damaged(gis_format) from None
    match done.returncode:
        case Verdict.TRANSLATED:
            return
        case Verdict.NO_LAYERS:
            raise UnreadableFileError(_("The file holds no areas. Export it again."))
        case Verdict.TOO_MANY:
            raise UnreadableFileError(
                _("A layer of the file holds more than %d areas. Export the layer with the boundaries alone.")
                % MOST_AREAS
            )
        case Verdict.TOO_LARGE:
            raise UnreadableFileError(
                _(
                    "The areas have more than %d corners in all, which no city has. "
                    "Simplify them in the program that they come from."
                )
                % MOST_CORNERS
            )
        case _:
            raise _damaged(gis_format)


def _damaged(gis_format: GisFormat) -> UnreadableFileError:
    return UnreadableFileError(
        _("The file (%s) is damaged or was cut. Export it again, as GeoPackage or GeoJSON if it stays so.")
        % gis_format.value.label
    )


def _read_answer(lines: Sequence[dict[str, Any]]) -> list[Layer]:
    layers: list[Layer] = []
    for line in lines:
        if "layer" in line:
            system = _SYSTEMS.get(line["system"])
            other = str(line["crs"]) if line["system"] and system is None else ""
            layers.append(Layer(str(line["layer"]), [], system, other))
        else:
            layers[-1].features.append(line)
    return [layer for layer in layers if layer.features]
