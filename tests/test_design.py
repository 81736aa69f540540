"""What the tokens of the design promise: letters that can be read, boroughs that everybody can tell apart.

Contrast is that of WCAG 2.2; what somebody with a colour vision deficiency sees is simulated by matrices of Machado,
Oliveira and Fernandes (2009) at full severity; differences are distances in CIELAB.
"""

import json
import math
import re
from itertools import combinations
from pathlib import Path

import pytest
from django.conf import settings
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from districts.demo import demo_map

TOKENS = (Path(settings.BASE_DIR) / "static/css/tokens.css").read_text(encoding="utf-8")
PLAIN, DARK, MORE = "", "(prefers-color-scheme: dark)", "(prefers-contrast: more)"
MODES = {"light": (PLAIN,), "dark": (PLAIN, DARK), "light, more contrast": (PLAIN, MORE)}
MODES["dark, more contrast"] = (PLAIN, DARK, MORE, f"{MORE} and {DARK}")

INKS = [
    # letters, ground, least contrast
    *(
        (ink, on, 4.5)
        for ink in ("ink", "soft", "accent", "deep", "good", "danger")
        for on in ("ground", "paper", "tint")
    ),
    ("on-accent", "accent", 4.5),
    ("on-accent", "deep", 4.5),
    ("on-accent", "here", 4.5),
    ("on-danger", "danger", 4.5),
    ("warn-ink", "warn", 4.5),
    ("warn-ink", "paper", 4.5),
    ("danger", "warn", 3),
    *((ink, band, 4.5) for ink in ("on-band", "soft-on-band") for band in ("band", "band-end")),
    ("on-call", "call", 4.5),
    *(("ink", f"b{shade}", 4.5) for shade in range(10)),
    # what is no letter: edges of what can be pressed, the ring of the focus
    *((edge, on, 3) for edge in ("edge", "focus", "accent") for on in ("ground", "paper")),
    *(("call", band, 3) for band in ("band", "band-end")),
]
LEAST_DIFFERENCE = 12  # in CIELAB: plainly another colour, also when it does not lie right beside
VISION = {
    "full": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}
Colour = tuple[float, float, float]


def tokens(mode: str) -> dict[str, str]:
    """The colours of a mode by their names: what comes later in the sheet wins, as in a browser."""
    rules = {
        condition.removeprefix("@media ").removeprefix("screen and ").strip(): dict(
            re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", body)
        )
        for condition, body in re.findall(r"(?s)(@media [^{]*|)\{?\s*:root \{(.*?)\}", TOKENS)
    }
    found: dict[str, str] = {}
    for condition in MODES[mode]:
        found |= rules[condition]
    return found


def linear(colour: str) -> Colour:
    """Red, green and blue as amounts of light."""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return red, green, blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted(
        (0.2126 * red + 0.7152 * green + 0.0722 * blue for red, green, blue in (linear(one), linear(other))),
        reverse=True,
    )
    return (light + 0.05) / (dark + 0.05)


def seen(colour: str, vision: str) -> Colour:
    """A colour in CIELAB (D65), as it looks to an eye."""
    light = linear(colour)
    red, green, blue = (
        min(1.0, max(0.0, sum(part * weight for part, weight in zip(light, row, strict=True))))
        for row in VISION[vision]
    )
    x, y, z = (
        part ** (1 / 3) if part > 216 / 24389 else (24389 / 27 * part + 16) / 116
        for part in (
            (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505,
            0.2126 * red + 0.7152 * green + 0.0722 * blue,
            (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089,
        )
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def too_alike(shapes: list[BaseGeometry], mode: str) -> list[str]:
    """Neighbouring boroughs whose colours somebody could mix up; shapes in the order of the boroughs' codes."""
    colours = tokens(mode)
    return [
        f"{one} and {other}: {difference:.0f} with {vision}"
        for one, other in combinations(range(len(shapes)), 2)
        if shapes[one].distance(shapes[other]) == 0
        for vision in VISION
        if (difference := math.dist(seen(colours[f"b{one}"], vision), seen(colours[f"b{other}"], vision)))
        < LEAST_DIFFERENCE
    ]


@pytest.mark.parametrize("mode", MODES)
def test_letters_can_be_read_and_edges_seen(mode: str) -> None:
    colours = tokens(mode)
    assert not [
        f"{ink} on {on}: {contrast(colours[ink], colours[on]):.2f} < {least}"
        for ink, on, least in INKS
        if contrast(colours[ink], colours[on]) < least
    ]


@pytest.mark.parametrize("mode", MODES)
def test_neighbouring_boroughs_of_the_demonstration_differ_for_every_eye(mode: str) -> None:
    boroughs = demo_map.draw_boroughs(demo_map.draw_districts())
    assert not too_alike([boroughs[code] for code in sorted(boroughs)], mode)


@pytest.mark.real_data
@pytest.mark.parametrize("mode", MODES)
def test_neighbouring_boroughs_of_plzen_differ_for_every_eye(mode: str, real_data: Path) -> None:
    boroughs = json.loads((real_data / "plzen_boroughs.geojson").read_text(encoding="utf-8"))["features"]
    boroughs.sort(key=lambda borough: borough["properties"]["kod"])
    shapes = [shape(borough["geometry"]).buffer(1e-5) for borough in boroughs]
    assert not too_alike(shapes, mode)


def test_colours_that_look_the_same_to_some_are_found() -> None:
    alike = [seen(colour, "deuteranopia") for colour in ("#c9e0f5", "#e8d5f1")]
    assert math.dist(*alike) < LEAST_DIFFERENCE < math.dist(seen("#0000ff", "full"), seen("#ffff00", "full"))


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
