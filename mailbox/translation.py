"""Which texts are kept in all languages of the portal (read by django-modeltranslation)."""

from modeltranslation.translator import TranslationOptions, register

from mailbox.models import SavedReply


@register(SavedReply)
class SavedReplyTranslation(TranslationOptions):
    fields = ["text"]
    required_languages = ["cs"]
