"""The app: the online infoschránka."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailboxConfig(AppConfig):
    """Messages of residents, their way to whoever answers, and the answers."""

    name = "mailbox"
    verbose_name = _("Infoschránka")
