"""Verification in the lists of the admin: a filter, and the one action that marks records as verified."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.verification import mark_verified, never_verified, unverified

from .lists import ChoiceFilter
from .typed import AnyModelAdmin


class VerificationFilter(ChoiceFilter):
    """When somebody last checked it."""

    title = _("when verified")
    parameter_name = "verification"
    options = {
        "missing": _("never or over 12 months ago"),
        "never": _("never"),
        "old": _("over 12 months ago"),
    }

    def condition(self, option: str) -> Q:
        missing = unverified(timezone.localdate())
        return {"missing": missing, "never": never_verified(), "old": missing & ~never_verified()}[option]


class Verifiable(AnyModelAdmin):
    """A list whose records somebody checks from time to time.

    A class may name the action in words of its own: that one calls `write_down_verification`, too.
    """

    actions = ["mark_verified"]

    @admin.action(description=_("Mark as verified today"), permissions=["change"])
    def mark_verified(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Say that somebody checked the chosen ones today."""
        self.write_down_verification(request, queryset)

    def write_down_verification(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Have the chosen ones verified today, each with its entry in the audit log, and say how many they were."""
        count = mark_verified(queryset, on=timezone.localdate())
        self.message_user(request, self.say_verified(count), messages.SUCCESS)

    def say_verified(self, count: int) -> str:
        """How many were marked, in words."""
        return ngettext("%d record marked as verified today.", "%d records marked as verified today.", count) % count
