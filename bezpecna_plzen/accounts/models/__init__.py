"""What is kept of accounts besides Django's users and groups."""

from .attempts import AttemptCount
from .devices import Device

__all__ = ["AttemptCount", "Device"]
