"""How far accounts are, as a column of the lists of people and of users."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bezpecna_plzen.accounts.states import NO_ACCOUNT, find_progress
from core.admin.typed import AnyModelAdmin


class ShowsProgress(AnyModelAdmin):
    """A list that may have the column `progress`; all of its rows are looked up together."""

    account_key = "pk"  # the attribute of a record that is the key of its account, or None

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        changelist = super().get_changelist_instance(request)
        records = changelist.result_list
        found = find_progress([getattr(record, self.account_key) for record in records], now=timezone.now())
        for record in records:
            record.how_far = found.get(getattr(record, self.account_key), NO_ACCOUNT)
        return changelist

    @admin.display(description=_("signing in"))
    def progress(self, record: Any) -> str:
        return str(record.how_far)
