"""Which texts are kept in all languages of the portal (read by django-modeltranslation)."""

from modeltranslation.translator import TranslationOptions, register

from faq.models import HelpContact, Page, Question, Topic


@register(Topic)
class TopicTranslation(TranslationOptions):
    fields = ["title", "summary", "urgent", "guidance"]
    required_languages = ["cs"]


@register(Question)
class QuestionTranslation(TranslationOptions):
    fields = ["title", "answer"]
    required_languages = ["cs"]


@register(HelpContact)
class HelpContactTranslation(TranslationOptions):
    fields = ["about", "hours", "languages"]


@register(Page)
class PageTranslation(TranslationOptions):
    fields = ["title", "body"]
    required_languages = ["cs"]
