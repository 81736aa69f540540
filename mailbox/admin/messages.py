"""Messages: the inbox in place of a list, and a page to deal with one in place of a form.

Whatever somebody may not see does not exist for them, at any address: everything starts from `get_queryset`.
"""

from dataclasses import replace
from http import HTTPStatus
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.admin.restored_forms import is_restored, may_be_foreign
from core.admin.typed import AnyModelAdmin
from core.requests import for_script, once
from districts.lookup import atlas
from mailbox import drafts, followup_page, handling, lifecycle, presence
from mailbox.intake.form_rescue import find_prose, list_typed_fields
from mailbox.lifecycle import Action
from mailbox.models import BulkRun, Message
from mailbox.models.message import LARGEST_NUMBER, read_message_number
from mailbox.permissions import access
from mailbox.photos import storage

from . import bulk_actions, data_requests, inbox, meanwhile, message_page, side_by_side
from .actions import ACTIONS, ActionForm, AnswerForm, Case, FormWithReplies, MergeForm
from .meanwhile import Overtaken
from .read_log import note_reading

_SHOWN_WITH_IT = ("assigned_to", "topic", "desk", "infobox", "post", "found_item")


@admin.register(Message)
class MessageAdmin(AnyModelAdmin):
    """The messages that somebody answers for today; all of them for the department."""

    class Media:
        css = {"all": ["mailbox/admin.css"]}
        js = ["mailbox/admin.js", "mailbox/message.js"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Message]:
        today = timezone.localdate()
        return once(request, "visible_messages", lambda: access.visible_messages(request.user, on=today)).all()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Message | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        guard = self.admin_site.admin_view
        own = [
            path("<int:pk>/photo/<int:photo>/", guard(self.photo_view), name="mailbox_message_photo"),
            path("<int:pk>/export/", guard(self.export_view), name="mailbox_message_export"),
            path("undo/<int:run>/", guard(self.undo_view), name="mailbox_message_undo"),
            path("<int:pk>/draft/", guard(self.draft_view), name="mailbox_message_draft"),
            path("<int:pk>/reply/", guard(self.reply_view), name="mailbox_message_reply"),
            path("<int:pk>/present/", guard(self.present_view), name="mailbox_message_present"),
            path("<int:pk>/erase/", guard(self.erase_view), name="mailbox_message_erase"),
        ]
        return [*own, *super().get_urls()]

    def find(self, request: HttpRequest, key: str | int) -> Message:
        """The message of a number, if the user may see it.

        Raises:
            Http404: there is none for this user.
            PermissionDenied: it is theirs, but their account may not deal with messages.
        """
        queryset = self.get_queryset(request).select_related(*_SHOWN_WITH_IT).defer("search_text")
        known = read_message_number(str(key))
        message = queryset.filter(pk=known).first() if known is not None else None
        if message is None:
            raise Http404
        if not self.has_view_permission(request, message):
            raise PermissionDenied
        _take_places(message)
        return message

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The inbox; a POST deals with the chosen messages at once."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            if not self.has_change_permission(request):
                raise PermissionDenied
            return self._act_on_chosen(request)
        today = timezone.localdate()
        actions = bulk_actions.ACTIONS if self.has_change_permission(request) else {}
        context = {
            **self.admin_site.each_context(request),
            "title": _("Inbox"),
            "opts": self.opts,
            "media": self.media,
            "inbox": inbox.open_inbox(request.user, request.GET, today=today, with_boxes=bool(actions)),
            "coordinates": access.sees_all_messages(request.user),
            "bulk_actions": actions,
            "undoable": bulk_actions.list_undoable(request.user) if actions else [],
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/mailbox/message/inbox.html", context)

    def _act_on_chosen(self, request: HttpRequest) -> HttpResponse:
        """Ask before something is done with the chosen messages, or do it."""
        assert isinstance(request.user, User)  # noqa: S101 - may change messages
        chosen, action = bulk_actions.read_chosen(request), bulk_actions.ACTIONS.get(request.POST.get("action", ""))
        visible = self.get_queryset(request)
        if action is None or not visible.filter(pk__in=chosen).exists():
            messages.warning(request, _("Choose messages and what to do with them."))
            return HttpResponseRedirect(request.get_full_path())
        form = action(request.POST if "step" in request.POST else None)
        if request.POST.get("step") == "do" and form.is_ready():
            bulk_actions.do_it(request, form, chosen, visible, request.user)
            return HttpResponseRedirect(request.get_full_path())
        context = {
            **self.admin_site.each_context(request),
            "title": form.title,
            "opts": self.opts,
            "media": self.media,
            **bulk_actions.confirm(form, chosen, visible, request.user),
        }
        status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
        return TemplateResponse(request, "admin/mailbox/message/bulk.html", context, status=status)

    def undo_view(self, request: HttpRequest, run: int) -> HttpResponse:
        """Take back what was done with several messages just now."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        assert isinstance(request.user, User)  # noqa: S101 - signed in
        if not self.has_change_permission(request):
            raise PermissionDenied
        found = BulkRun.objects.filter(pk=run, user=request.user).first() if run <= LARGEST_NUMBER else None
        if found is None:
            raise Http404
        bulk_actions.undo(request, found, request.user)
        return HttpResponseRedirect(reverse("admin:mailbox_message_changelist"))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The page of a message; a POST does what the button `do` says."""
        try:
            case = self.open(request, object_id)
        except Http404:
            return _give_back(request)
        if request.method == "POST" and not is_restored(request):
            return self.act(request, case)
        note_reading(case.message, case.user)
        now = timezone.now()
        handling.mark_read(message=case.message, user=case.user, now=now)
        presence.note_presence(message=case.message, user=case.user, now=now)
        typed = ACTIONS.get(request.POST.get("do", "").partition(".")[0])
        return self.show(request, case, typed(request.POST, case) if typed else None)

    def open(self, request: HttpRequest, key: str | int) -> Case:
        """The message of a number and what its user has seen of it: what the form says, or what is shown now.

        Raises:
            Http404: there is none for this user.
        """
        number, history = read_message_number(str(key)) or 0, None
        seen = meanwhile.read_event_number(request.POST.get("seen"))
        if request.method != "POST":
            history = meanwhile.read_history(number)
            seen = max((event.pk for event in history), default=0)
        message = self.find(request, key)
        assert isinstance(request.user, User)  # noqa: S101 - signed in, or nothing would be visible
        return Case(message, request.user, self.get_queryset(request), timezone.localdate(), seen, history)

    def act(self, request: HttpRequest, case: Case) -> HttpResponse:
        """Do what was asked for, or show the page again with what is wrong."""
        if not self.has_change_permission(request, case.message):
            raise PermissionDenied
        name, _sep, step = request.POST.get("do", "").partition(".")
        if name not in ACTIONS:
            raise Http404
        form = ACTIONS[name](request.POST, case)
        if step == "discard":
            return self._discard_draft(request, case, name)
        if step == "insert" and isinstance(form, FormWithReplies):
            return self.show(request, case, form.with_saved())
        if form.is_valid():
            try:
                if step == "check":
                    return self._show_first(request, case, form)
                messages.success(request, form.run(now=timezone.now()))
            except Overtaken as error:
                return self._ask_first(request, case, error)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                return self._after(request, case)
        return self.show(request, case, form, status=422)

    def show(self, request: HttpRequest, case: Case, form: ActionForm | None = None, **extra: Any) -> HttpResponse:
        """The page of a message, with a form as it was filled in.

        Args:
            extra: what else the page shows; `status` of the response.
        """
        status = extra.pop("status", 200)
        came = extra.get("meanwhile", ())
        forms, now = {form.name: form} if form else {}, timezone.now()
        bound = form if form and form.is_bound and not may_be_foreign(request) else None
        kept = side_by_side.keep_typed(request, case.message, case.user, bound.name) if bound else None
        shown = message_page.page_context(case, forms, since=came[0].at if came else None, now=now)
        if bound and kept:
            shown["versions"][bound.name], shown["newer"] = kept.version, {bound.name: kept} if kept.other else {}
            extra = {name: each for name, each in extra.items() if not (kept.other and name == "preview")}
        context = {
            **self.admin_site.each_context(request),
            "title": str(case.message),
            "opts": self.opts,
            "original": case.message,
            "media": self.media,
            "seen": case.seen,
            "may_change": self.has_change_permission(request, case.message),
            "coordinates": access.sees_all_messages(request.user),
            # An action that is no longer offered, because somebody was faster, has no place to show its errors at.
            "refused": form if form and form.name not in shown["forms"] else None,
            **shown,
            **extra,
        }
        return TemplateResponse(request, "admin/mailbox/message/page.html", context, status=status)

    def _discard_draft(self, request: HttpRequest, case: Case, name: str) -> HttpResponse:
        """Begin anew: what was typed is not wanted."""
        if name not in side_by_side.KINDS:
            raise Http404
        drafts.discard_draft(message=case.message, user=case.user, kind=side_by_side.KINDS[name])
        return self._after(request, case)

    def _ask_first(self, request: HttpRequest, case: Case, error: Overtaken) -> HttpResponse:
        """Show what was typed beside what came meanwhile: done again, it is done on the state that is shown now."""
        seen = meanwhile.last_event_of(case.message.pk)
        case = replace(case, message=self.find(request, case.message.pk), seen=seen)
        form = ACTIONS[request.POST["do"].partition(".")[0]](request.POST, case)
        form.add_error(None, error)
        try:
            lifecycle.decide(Action(form.name), case.message, *message_page.list_facts(case.message))
            form.add_error(None, _("So nothing has been done. Read what is new; if it still holds, do it once more."))
        except ValidationError as reason:
            form.add_error(None, reason)
        return self.show(request, case, form, status=HTTPStatus.CONFLICT, meanwhile=error.events)

    def _show_first(self, request: HttpRequest, case: Case, form: ActionForm) -> HttpResponse:
        """Show what will be: the answer as its reader sees it, or the message that a duplicate belongs to."""
        if isinstance(form, AnswerForm):
            return self.show(request, case, form, preview=_as_the_sender_sees_it(form))
        if not isinstance(form, MergeForm):
            raise Http404
        assert form.into is not None and isinstance(request.user, User)  # noqa: S101, PT018 - the form is valid
        note_reading(form.into, request.user)
        return self.show(request, case, form, other=form.into, other_thread=message_page.list_thread(form.into))

    def _after(self, request: HttpRequest, case: Case) -> HttpResponse:
        """Back to the message, or to the inbox when it now belongs to somebody else."""
        if self.get_queryset(request).filter(pk=case.message.pk).exists():
            return HttpResponseRedirect(reverse("admin:mailbox_message_change", args=[case.message.pk]))
        return HttpResponseRedirect(reverse("admin:mailbox_message_changelist"))

    @for_script(automatic=False)
    def draft_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Keep what is being typed."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        case = self.open(request, pk)
        if not self.has_change_permission(request, case.message):
            raise PermissionDenied
        return side_by_side.answer_draft(request, case.message, case.user)

    @for_script(automatic=False)
    def reply_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The text of a saved reply, filled for a message."""
        case = self.open(request, pk)
        name = request.GET.get("form", "")
        form_type = ACTIONS.get(name)
        chosen = None
        if form_type is not None and issubclass(form_type, FormWithReplies):
            chosen = form_type(request.GET, case).fill_chosen()
        if chosen is None:
            raise Http404
        return JsonResponse({"text": chosen.text, "czech": chosen.czech})

    @for_script(automatic=True)
    def present_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say who else has the message open, and what came since."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        return side_by_side.answer_presence(request, self.open(request, pk))

    def photo_view(self, request: HttpRequest, pk: int, photo: int) -> HttpResponse:
        """A photo of a message."""
        attachment = self.find(request, pk).attachments.filter(pk=photo).first() if photo <= LARGEST_NUMBER else None
        if attachment is None:
            raise Http404
        return storage.serve_photo(attachment.name)

    def export_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Everything held about a message."""
        return data_requests.download_everything(request, self.find(request, pk))

    def erase_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Erase the content of a message."""
        return data_requests.erase_on_request(self, request, self.find(request, pk))

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The history is on the page of the message."""
        message = self.find(request, object_id)
        return HttpResponseRedirect(reverse("admin:mailbox_message_change", args=[message.pk]) + "#history")

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Messages are erased, never deleted."""
        self.find(request, object_id)
        raise PermissionDenied


def _take_places(message: Message) -> None:
    """Give a message its district and borough from memory: their borders need not be read from the database."""
    current, post = atlas.current(), message.post
    known = current.places.districts_by_key
    if (district := known.get(message.district_id or 0)) is not None:
        message.district = district
    if post is not None and (district := known.get(post.district_id or 0)) is not None:
        post.district = district
    if post is not None and (borough := current.boroughs.get(post.borough_id or 0)) is not None:
        post.borough = borough


def _give_back(request: HttpRequest) -> HttpResponse:
    """What was typed for a message that is not there for this user, or not any more: a colleague may have forwarded it.

    The same whether it exists or not.

    Raises:
        Http404: nothing was typed.
    """
    written = find_prose(list_typed_fields(request))
    if not written:
        raise Http404
    context = {"written": written, "address": reverse("admin:mailbox_message_changelist"), "is_gone": True}
    return render(request, "admin/kept.html", context, status=HTTPStatus.NOT_FOUND)


def _as_the_sender_sees_it(form: AnswerForm) -> SafeString:
    """The public page's thread as it will be, made by sending the answer and taking it back.

    Raises:
        ValidationError: the answer cannot be sent.
    """
    with transaction.atomic():
        form.run(now=timezone.now())
        message = Message.objects.get(pk=form.case.message.pk)
        rendered = render_to_string("mailbox/_thread.html", followup_page.page_contents(message))
        transaction.set_rollback(True)
    return rendered
