"""People with their accounts: who of those in office gets into the administration, and inviting them."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import Group, User
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from bezpecna_plzen.accounts.inviting_people import invite_people, look_at
from bezpecna_plzen.accounts.managing import GROUP_MISSING, list_given, manages_accounts
from bezpecna_plzen.accounts.states import shut_out, signs_in
from core.admin.lists import ChoiceFilter
from districts.admin.people import PersonAdmin
from districts.models import Person
from mailbox.permissions.access import OFFICERS

from .progress import ShowsProgress

admin.site.unregister(Person)


class AccountFilter(ChoiceFilter):
    """Whether the person gets into the administration."""

    title = gettext_lazy("account")
    parameter_name = "account"
    options = {
        "missing": gettext_lazy("cannot sign in, or has no e-mail"),
        "none": gettext_lazy("has no account"),
        "waiting": gettext_lazy("has an account, but does not sign in yet"),
        "ready": gettext_lazy("signs in"),
    }

    def condition(self, option: str) -> Q:
        return {
            "missing": shut_out(),
            "none": Q(user=None),
            "waiting": Q(user__isnull=False) & ~signs_in(),
            "ready": signs_in(),
        }[option]


class GroupForm(forms.Form):
    """Which group the invited people are put into."""

    group = forms.ModelChoiceField(
        queryset=Group.objects.none(),
        label=gettext_lazy("Group"),
        empty_label=None,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("It says what they may see and do. Who is in a group already stays there."),
        error_messages={"required": GROUP_MISSING},
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = groups = list_given(by)  # type: ignore[attr-defined] # a choice of models
        self.fields["group"].initial = groups.filter(name=OFFICERS).first()


@admin.register(Person)
class InvitablePersonAdmin(ShowsProgress, PersonAdmin):
    """People, with the state of their accounts."""

    account_key = "user_id"
    list_display = ["name", "posts", "progress", "phone", "email", "verified_on", "illustrative"]
    list_filter = [PersonAdmin.list_filter[0], AccountFilter, *PersonAdmin.list_filter[1:]]
    actions = [*PersonAdmin.actions, "invite"]

    def has_invite_permission(self, request: HttpRequest) -> bool:
        return manages_accounts(request.user)  # type: ignore[arg-type] # nobody else gets here

    @admin.action(description=gettext_lazy("Invite to the administration"), permissions=["invite"])
    def invite(self, request: HttpRequest, people: QuerySet[Person]) -> HttpResponse | None:
        """Show who will be invited into which group; once that is confirmed, do it and say what came of it."""
        user: Any = request.user
        chosen = people.select_related("user").order_by("name")
        form = GroupForm(request.POST if "send" in request.POST else None, by=user)
        if form.is_valid():
            self._say(request, invite_people(chosen, group=form.cleaned_data["group"], by=user, now=timezone.now()))
            return None
        candidates = look_at(chosen, by=user)
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": _("Invite to the administration"),
            "form": form,
            "invited": [each for each in candidates if not each.obstacle],
            "left_out": [each for each in candidates if each.obstacle],
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/districts/person/invite.html", context)

    def _say(self, request: HttpRequest, candidates: Any) -> None:
        invited = [each for each in candidates if not each.obstacle]
        if invited:
            said = ngettext(
                "%d person is invited. The link in the mail is good for a day.",
                "%d people are invited. The links in the mails are good for a day.",
                len(invited),
            )
            self.message_user(request, said % len(invited), messages.SUCCESS)
        for each in candidates:
            if each.obstacle:
                self.message_user(request, f"{each.person}: {each.obstacle}.", messages.WARNING)
