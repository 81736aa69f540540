"""On request of the sender: everything held about a message as a file, or its content erased for good."""

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.admin.typed import AnyModelAdmin
from mailbox.models import Erasure, Message
from mailbox.permissions import access
from mailbox.retention import erasing

from .read_log import note_reading


def download_everything(request: HttpRequest, message: Message) -> HttpResponse:
    """Everything held about a message, to download.

    Raises:
        PermissionDenied: the user does not coordinate.
    """
    user = _require_coordinator(request)
    note_reading(message, user)
    response = HttpResponse(erasing.export_message(message), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="zprava-{message.pk}.zip"'
    return response


def erase_on_request(model_admin: AnyModelAdmin, request: HttpRequest, message: Message) -> HttpResponse:
    """Ask, then erase the content of a message.

    Raises:
        PermissionDenied: the user does not coordinate.
    """
    user = _require_coordinator(request)
    if request.method == "POST":
        erasing.erase_message(message=message, reason=Erasure.Reason.REQUEST, actor=user, now=timezone.now())
        messages.success(
            request,
            _(
                "The content of the message has been erased; nobody can read it here any more. It leaves the files of "
                "the database with the next nightly run, and backups when they are deleted."
            ),
        )
        return HttpResponseRedirect(reverse("admin:mailbox_message_change", args=[message.pk]))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Erase the content of a message"),
        "opts": model_admin.opts,
        "original": message,
        "media": model_admin.media,
    }
    return TemplateResponse(request, "admin/mailbox/message/erase.html", context)


def _require_coordinator(request: HttpRequest) -> User:
    if not (isinstance(request.user, User) and access.sees_all_messages(request.user)):
        raise PermissionDenied
    return request.user
