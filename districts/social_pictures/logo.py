"""The mark of the portal in pixels, from the one SVG that holds its shape. Pure, no Django."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import numpy as np
from defusedxml import ElementTree
from PIL import Image, ImageDraw

_SVG = Path(__file__).parents[2] / "static" / "favicon.svg"
_SIDE = 32  # of its view box
_FINER = 8  # it is drawn so many times larger, then reduced: smooth edges
_STEPS = 12  # straight pieces of a curve

_TOKEN = re.compile(r"[a-zA-Z]|[-+]?(?:\d*\.\d+|\d+)")
_NUMBERS = {"m": 2, "l": 2, "h": 1, "v": 1, "c": 6, "a": 7, "z": 0}

Line = list[tuple[float, float]]


def draw_logo(side: int) -> Image.Image:
    """The mark on nothing (RGBA), so many pixels wide and high."""
    large = side * _FINER
    image = Image.new("RGBA", (large, large))
    draw = ImageDraw.Draw(image)
    for colour, line in _read_shapes():
        draw.polygon([(x * large / _SIDE, y * large / _SIDE) for x, y in line], fill=colour)
    return image.reduce(_FINER)


def draw_on_ground(side: int, share: float, ground: str) -> Image.Image:
    """The mark in the middle of a square of one colour; `share` is how much of its side it takes."""
    image = Image.new("RGB", (side, side), ground)
    sign = draw_logo(round(side * share))
    image.paste(sign, ((side - sign.width) // 2,) * 2, sign)
    return image


def read_lines(path: str) -> list[Line]:
    """The lines of an SVG path as points, curves in short straight pieces.

    Read is what the map and the mark are made of: `M L H V C A Z`, relative and absolute, and of arcs only those of
    circles that the shorter way round.

    Raises:
        ValueError: another command.
    """
    lines: list[Line] = []
    for command, numbers in _read_commands(path):
        here = lines[-1][-1] if lines else (0.0, 0.0)
        base = here if command.islower() else (0.0, 0.0)
        match command.lower():
            case "m":
                lines.append([(base[0] + numbers[0], base[1] + numbers[1])])
            case "l":
                lines[-1].append((base[0] + numbers[0], base[1] + numbers[1]))
            case "h":
                lines[-1].append((base[0] + numbers[0], here[1]))
            case "v":
                lines[-1].append((here[0], base[1] + numbers[0]))
            case "c":
                points = np.array(numbers).reshape(3, 2) + base
                lines[-1] += _curve_points(np.vstack([here, points]))
            case "a":
                radius, _, _, _, clockwise, x, y = numbers
                lines[-1] += _arc_points(here, (base[0] + x, base[1] + y), radius, clockwise=bool(clockwise))
            case "z":
                lines[-1].append(lines[-1][0])
    return lines


@cache
def _read_shapes() -> tuple[tuple[str, Line], ...]:
    """The shapes of the mark with their colours, from the lowest."""
    shapes = []
    for element in ElementTree.fromstring(_SVG.read_text(encoding="utf-8")):
        said = element.attrib
        if "d" in said:
            shapes += [(said["fill"], line) for line in read_lines(said["d"])]
        else:
            middle, radius = np.array([float(said["cx"]), float(said["cy"])]), float(said["r"])
            turns = np.linspace(0, 2 * np.pi, 8 * _STEPS)
            shapes.append((said["fill"], _as_line(middle + radius * np.column_stack([np.cos(turns), np.sin(turns)]))))
    return tuple(shapes)


def _read_commands(path: str) -> Iterator[tuple[str, list[float]]]:
    """Each command with the numbers of one use: what is written once for many is given many times."""
    tokens = _TOKEN.findall(path)
    position = 0
    command = ""
    while position < len(tokens):
        if tokens[position].isalpha():
            command = tokens[position]
            position += 1
        elif command in "Mm":  # points after the first are lines
            command = "L" if command == "M" else "l"
        if command.lower() not in _NUMBERS:
            raise ValueError(f"the path has {command!r}")
        count = _NUMBERS[command.lower()]
        yield command, [float(token) for token in tokens[position : position + count]]
        position += count


def _curve_points(controls: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> Line:
    at = np.linspace(0, 1, _STEPS + 1)[1:, None]
    weights = np.hstack([(1 - at) ** 3, 3 * at * (1 - at) ** 2, 3 * at**2 * (1 - at), at**3])
    return _as_line(weights @ controls)


def _arc_points(start: tuple[float, float], end: tuple[float, float], radius: float, *, clockwise: bool) -> Line:
    """The shorter arc of a circle; `clockwise` as it is seen, since y grows downwards."""
    a, b = complex(*start), complex(*end)
    half = (b - a) / 2
    height = max(radius**2 - abs(half) ** 2, 0) ** 0.5
    aside = height if clockwise else -height
    middle = a + half + half / abs(half) * 1j * aside
    turn = np.angle((b - middle) / (a - middle)) * np.linspace(0, 1, _STEPS + 1)[1:]
    circle = middle + (a - middle) * np.exp(1j * turn)
    return _as_line(np.column_stack([circle.real, circle.imag]))


def _as_line(array: Sequence[Sequence[float]] | np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> Line:
    return [(float(x), float(y)) for x, y in array]
