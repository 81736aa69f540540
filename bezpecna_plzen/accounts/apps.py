"""The app of the accounts: its tables are called `accounts_…`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Accounts of staff."""

    name = "bezpecna_plzen.accounts"
    verbose_name = _("Accounts")
