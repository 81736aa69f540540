"""What people ask about, what they are told, and where else they are helped; a module for each subject."""

from faq.models.edition import Edition
from faq.models.links import LinkCheck
from faq.models.pages import Page
from faq.models.questions import Feedback, OldSlug, Question
from faq.models.topics import MOST_REPLY_DAYS, Topic, TopicQuerySet

from .help_contacts import HelpContact
from .search_terms import Synonym, UnansweredSearch

__all__ = [
    "MOST_REPLY_DAYS",
    "Edition",
    "Feedback",
    "HelpContact",
    "LinkCheck",
    "OldSlug",
    "Page",
    "Question",
    "Synonym",
    "Topic",
    "TopicQuerySet",
    "UnansweredSearch",
]
