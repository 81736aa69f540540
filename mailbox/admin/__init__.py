"""The workplace of those who answer messages, and of the department that coordinates them."""

from . import delivery, messages, rules

__all__ = ["delivery", "messages", "rules"]
