"""Which texts are kept in all languages of the portal (read by django-modeltranslation)."""

from modeltranslation.translator import TranslationOptions, register

from districts.models import Notice


@register(Notice)
class NoticeTranslation(TranslationOptions):
    fields = ["title", "text"]
    required_languages = ["cs"]
