"""What administrators see and do about accounts: each thing where one thinks of it."""

from . import audit_log, people, users

__all__ = ["audit_log", "people", "users"]
