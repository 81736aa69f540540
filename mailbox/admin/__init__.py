"""The workplace of those who answer messages, and of the department that coordinates them."""

from . import mail_log, messages, rules

__all__ = ["mail_log", "messages", "rules"]
