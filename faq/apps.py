"""The app: topics people write and ask about."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FaqConfig(AppConfig):
    """Topics, questions and answers."""

    name = "faq"
    verbose_name = _("Topics and questions")
