"""Which texts are kept in all languages of the portal (read by django-modeltranslation)."""

from modeltranslation.translator import TranslationOptions, register

from faq.models import HelpContact, Page, Question, Topic


@register(Topic)
class TopicTranslation(TranslationOptions):  # type: ignore[misc] # publishes no types
    fields = ["title", "summary", "urgent", "guidance"]
    required_languages = ["cs"]


@register(Question)
class QuestionTranslation(TranslationOptions):  # type: ignore[misc]
    fields = ["title", "answer"]
    required_languages = ["cs"]


@register(HelpContact)
class HelpContactTranslation(TranslationOptions):  # type: ignore[misc]
    fields = ["about", "hours", "languages"]


@register(Page)
class PageTranslation(TranslationOptions):  # type: ignore[misc]
    fields = ["title", "body"]
    required_languages = ["cs"]
