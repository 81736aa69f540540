"""The workplace of those who answer messages, and of the department that coordinates them."""

from . import mail_log, messages, routing_rules, saved_replies

__all__ = ["mail_log", "messages", "routing_rules", "saved_replies"]
