"""The editors' workplace: topics, questions, help contacts, pages, what people search for, and links."""

from . import help_contacts, link_checks, pages, questions, search, topics

__all__ = ["help_contacts", "link_checks", "pages", "questions", "search", "topics"]
