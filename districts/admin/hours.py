"""How the portal reads the opening hours that somebody typed."""

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin.typed import AnyModelAdmin
from core.hours import in_words, opening_hours
from districts.models import Department, Station


def describe_hours(text: str, *, at: datetime) -> str:
    """What the portal makes of opening hours, for those who typed them."""
    if not text:
        return _("Nothing: the pages say nothing about opening hours.")
    week = opening_hours.read_hours(text)
    if week is None:
        return _(
            "The portal does not understand “%(hours)s”. The pages show it as it is, in Czech, without saying whether "
            "it is open now. It understands for example “po a st 8–12, 13–17; pá 8–11.30”."
        ) % {"hours": text}
    at = timezone.localtime(at, opening_hours.PRAGUE)
    said = {
        "week": in_words.describe_week(week),
        "now": in_words.describe_state(opening_hours.state_at(week, at=at), at=at),
    }
    return _("%(week)s. The pages say: %(now)s.") % said


class OpeningHours(AnyModelAdmin):
    """A place with opening hours: beside them stands how they are read, and saving new ones says it at once."""

    readonly_fields = ["hours_read"]

    @admin.display(description=gettext_lazy("what the portal reads"))
    def hours_read(self, place: Station | Department) -> str:
        return describe_hours(place.hours, at=timezone.now())

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if "hours" in form.changed_data:
            level = messages.WARNING if obj.hours and opening_hours.read_hours(obj.hours) is None else messages.INFO
            text = _("Opening hours: %s") % describe_hours(obj.hours, at=timezone.now())
            self.message_user(request, text, level)
