"""Which pictures there are."""

from collections.abc import Callable
from pathlib import Path

from .layers import ROOT, draw_layers, read_folders
from .message_life import draw_message_life

PICTURES: dict[str, Callable[[], str]] = {
    "layers": lambda: draw_layers(read_folders()),
    "message-life": draw_message_life,
}


def file_of(name: str) -> Path:
    """Where a picture is."""
    return ROOT / "docs" / "pictures" / f"{name}.svg"
