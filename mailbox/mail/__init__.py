"""Mails about messages: written, queued, sent, and what becomes of those that cannot be."""
