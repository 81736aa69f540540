"""What people ask about, what they are told, and where else they are helped; a module for each subject."""

from faq.models.contacts import HelpContact
from faq.models.edition import Edition
from faq.models.links import LinkCheck
from faq.models.pages import Page
from faq.models.questions import Feedback, OldSlug, Question
from faq.models.searching import Synonym, UnansweredSearch
from faq.models.topics import MOST_REPLY_DAYS, Topic, TopicQuerySet

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
