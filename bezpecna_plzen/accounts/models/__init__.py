"""What is kept of accounts besides Django's users and groups."""

from .devices import Device

__all__ = ["Device"]
