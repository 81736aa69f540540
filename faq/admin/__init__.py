"""The editors' workplace: topics, questions, help contacts, pages, what people search for, and links."""

from . import contacts, found_links, pages, questions, search, topics

__all__ = ["contacts", "found_links", "pages", "questions", "search", "topics"]
