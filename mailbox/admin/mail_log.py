"""What the department watches over: mails that cannot be sent, and what was erased when."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from post_office.models import STATUS, Email

from core.admin.lists import ChoiceFilter, ReadOnly
from mailbox import handling
from mailbox.mail.states import TABLE, TOLD, MailState, Told, state_of
from mailbox.models import Erasure, Notification
from mailbox.models.delivery import STRUGGLING, UNDELIVERED
from mailbox.permissions import access


class DeliveryFilter(ChoiceFilter):
    """How far the mails came; those that need somebody, unless asked otherwise."""

    title = _("dispatch")
    parameter_name = "delivery"
    options = {
        "undelivered": _("not sent"),
        "struggling": _("failing again and again"),
        "queued": _("in the queue"),
        "all": _("all"),
    }

    def condition(self, option: str) -> Q:
        return {
            "undelivered": UNDELIVERED,
            "struggling": STRUGGLING,
            "queued": Q(email__status__in=[STATUS.queued, STATUS.requeued]),
            "all": Q(),
        }[option]

    def value(self) -> str:
        return super().value() or "undelivered"

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Without a choice of everything in front: it is the last option."""
        choices = super().choices(changelist)
        next(choices)
        yield from choices


@admin.action(description=_("Send again"), permissions=["resend"])
def resend(model_admin: "NotificationAdmin", request: HttpRequest, queryset: QuerySet[Notification]) -> None:
    """Put the chosen mails back into the queue."""
    done = 0
    for notification in queryset.select_related("email", "message"):
        try:
            handling.resend_mail(notification=notification, user=request.user, now=timezone.now())  # type: ignore[arg-type] # signed in
            done += 1
        except ValidationError as error:
            model_admin.message_user(request, " ".join(error.messages), messages.WARNING)
    if done:
        text = ngettext("%d mail is in the queue again.", "%d mails are in the queue again.", done)
        model_admin.message_user(request, text % done, messages.SUCCESS)


class ForCoordinators(ReadOnly):
    """Lists about all messages are for those who see all messages."""

    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # they would count all rows for each choice

    def has_view_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        return super().has_view_permission(request, obj) and access.sees_all_messages(request.user)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        return rows if access.sees_all_messages(request.user) else rows.none()


@admin.register(Notification)
class NotificationAdmin(ForCoordinators):
    """Mails about messages."""

    list_display = ["of_message", "state", "kind", "recipient", "created_at"]
    list_display_links = ["kind"]
    list_filter = [DeliveryFilter]
    list_select_related = ["email", "message", "replacement"]
    ordering = ["-pk"]
    actions = [resend]
    fields = ["of_message", "kind", "recipient", "created_at", "state", "told"]
    change_list_template = "admin/mailbox/notification/mails.html"

    def has_resend_permission(self, request: HttpRequest) -> bool:
        """Whether the user may send mails again."""
        return access.sees_all_messages(request.user)

    @admin.display(description=_("message"))
    def of_message(self, obj: Notification) -> SafeString:
        """The message it is about."""
        url = reverse("admin:mailbox_message_change", args=[obj.message_id])
        return format_html('<a href="{}">{}</a>', url, obj.message)

    @admin.display(description=_("dispatch"))
    def state(self, obj: Notification) -> str:
        """How far it came."""
        return mail_state(obj)

    @admin.display(description=_("who is told of it"))
    def told(self, obj: Notification) -> str:
        """Whom the state of the mail concerns."""
        return str(TOLD[TABLE[state_of(obj)].told])


@admin.register(Erasure)
class ErasureAdmin(ForCoordinators):
    """The ledger."""

    list_display = ["erased_at", "message_number", "reason", "actor", "replies", "photos", "mails"]
    list_filter = ["reason"]
    list_select_related = ["actor"]
    fields = ["message_number", "reason", "erased_at", "actor", "replies", "photos", "mails"]


def mail_state(notification: Notification) -> str:
    """How far a mail came, in words."""
    state = state_of(notification)
    words = str(TABLE[state].words)
    if state == MailState.DEFERRED:
        email: Email | None = notification.email
        return words % (email.number_of_retries if email else 0)
    instead: Notification | None = getattr(notification, "replacement", None)
    if instead is None or TABLE[state].told != Told.NEXT:
        return words
    return gettext("%(state)s; sent to %(who)s instead") % {"state": words, "who": instead.recipient}
