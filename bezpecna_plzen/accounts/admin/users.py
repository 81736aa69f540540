"""Users: making accounts, inviting their people, switching them off, forgetting what was lost."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, UserChangeForm
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import EmailField, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from bezpecna_plzen.accounts.invitations import send_invitation
from bezpecna_plzen.accounts.managing import GROUP_MISSING, list_given, list_managed, without_group
from bezpecna_plzen.accounts.second_factor import end_session, forget_factors
from bezpecna_plzen.accounts.security_mails import Happened, tell_of_new_address, tell_owner
from bezpecna_plzen.accounts.signed_in import end_invalid_sessions
from core.admin.lists import ChoiceFilter
from core.email_fields import EmailAddressInput
from core.staff_accounts import has_second_factor

from .progress import ShowsProgress

if TYPE_CHECKING:
    AnyUserAdmin = UserAdmin[User]
    AnyChangeForm = UserChangeForm[User]
    AnyUserForm = forms.ModelForm[User]
    AnyPasswordForm = AdminPasswordChangeForm[User]
else:
    AnyUserAdmin, AnyChangeForm, AnyUserForm = UserAdmin, UserChangeForm, forms.ModelForm
    AnyPasswordForm = AdminPasswordChangeForm

admin.site.unregister(User)


class AccountForm(AnyChangeForm):
    """An account; one of the staff needs a group, or it would open nothing."""

    def clean(self) -> dict[str, Any]:
        """Refuse staff without a group, unless they may do something by themselves."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        kept = self.instance
        is_staff = given.get("is_staff", kept.is_staff) and given.get("is_active", kept.is_active)
        otherwise = given.get("is_superuser", kept.is_superuser) or (
            given["user_permissions"] if "user_permissions" in given else kept.user_permissions.exists()
        )
        if is_staff and not otherwise and "groups" in given and not given["groups"]:
            self.add_error("groups", ValidationError(GROUP_MISSING))
        return given


class NewAccountForm(AnyUserForm):
    """A new account has no password: its person sets up a passkey, or a password and an app, by the invitation."""

    invite = forms.BooleanField(
        label=gettext_lazy("send the invitation"),
        required=False,
        initial=True,
        help_text=gettext_lazy("A mail with a link that is good for a day. It can be sent later from the list, too."),
    )

    class Meta:
        model = User
        fields = ["username", "first_name", "last_name", "email", "groups"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["groups"].required = True
        self.fields["groups"].error_messages["required"] = str(GROUP_MISSING)
        self.instance.is_staff = True

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("invite") and not given.get("email") and "email" not in self.errors:
            self.add_error("email", _("Enter the e-mail that the invitation goes to, or send it later."))
        return given

    def save(self, commit: bool = True) -> User:
        self.instance.set_unusable_password()
        user: User = super().save(commit)
        return user


class PasswordForSomebodyForm(AnyPasswordForm):
    """Sets or takes away the password of somebody else."""

    def save(self, commit: bool = True) -> User:
        """Set it, tell its owner, and sign them out everywhere."""
        user: User = super().save(commit)
        end_invalid_sessions(user)
        tell_owner(user, Happened.PASSWORD_CHANGED, now=timezone.now())
        return user


class GroupFilter(ChoiceFilter):
    """Whether somebody is in a group; the groups themselves are another filter."""

    title = gettext_lazy("without a group")
    parameter_name = "group"
    options = {"none": gettext_lazy("in no group, so they find nothing")}

    def condition(self, option: str) -> Q:
        return without_group()


class FactorFilter(ChoiceFilter):
    """Whether somebody can sign in."""

    title = gettext_lazy("second factor")
    parameter_name = "factor"
    options = {"none": gettext_lazy("has none, cannot sign in"), "some": gettext_lazy("has one")}

    def condition(self, option: str) -> Q:
        return Q(has_second_factor()) if option == "some" else ~Q(has_second_factor())


@admin.register(User)
class PortalUserAdmin(ShowsProgress, AnyUserAdmin):
    """Users, as far as somebody manages them; see `bezpecna_plzen/accounts/managing.py`."""

    form = AccountForm
    change_password_form = PasswordForSomebodyForm
    add_form = NewAccountForm  # without a password
    add_form_template = None  # Django's speaks of more that could be filled in later
    list_display = ["username", "name", "progress", "in_groups", "email"]
    list_filter = ["is_active", FactorFilter, GroupFilter, "groups"]
    actions = ["invite", "forget_second_factors"]
    formfield_overrides = {EmailField: {"form_class": EmailAddressInput}}
    add_fieldsets = ((None, {"fields": ("username", "first_name", "last_name", "email", "groups", "invite")}),)
    # What those see who are no superusers: nothing by which anybody would become more than they are.
    managed_fieldsets = (
        (None, {"fields": ("username", "first_name", "last_name", "email")}),
        (gettext_lazy("Access"), {"fields": ("is_active", "groups")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        mine = list_managed(request.user).values("pk")  # type: ignore[arg-type] # nobody else gets here
        users: QuerySet[User] = super().get_queryset(request)
        return users.filter(pk__in=mine).prefetch_related("groups")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Nobody finds out the keys of sessions, letter by letter, by narrowing the list down by them.

        Django takes the key of another table for a harmless number.
        """
        allowed: bool = super().lookup_allowed(lookup, value, request)
        return allowed and not lookup.startswith("sessions")

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        if obj is not None and not request.user.is_superuser:
            return self.managed_fieldsets
        return super().get_fieldsets(request, obj)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "groups":
            kwargs |= {
                "queryset": list_given(request.user),  # type: ignore[arg-type] # nobody else gets here
                "widget": forms.CheckboxSelectMultiple,
            }
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """Only superusers set a password for somebody else: an invitation does for everybody."""
        if not request.user.is_superuser:
            raise PermissionDenied
        response: HttpResponse = super().user_change_password(request, id, form_url)
        return response

    def response_add(self, request: HttpRequest, obj: User, post_url_continue: str | None = None) -> HttpResponse:
        """Without Django's "you may edit it again below": it goes back to the list."""
        return super(UserAdmin, self).response_add(request, obj, post_url_continue)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Tell both addresses that it was changed: whoever did it may have meant to take the account. One that is
        switched off is signed out everywhere.
        """
        before = User.objects.get(pk=obj.pk).email if change else obj.email
        super().save_model(request, obj, form, change)
        tell_of_new_address(obj, before, now=timezone.now())
        end_invalid_sessions(obj)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if form.cleaned_data.get("invite"):
            self._invite_each(request, [form.instance])

    @admin.display(description=gettext_lazy("full name"), ordering="last_name")
    def name(self, user: User) -> str:
        return user.get_full_name()

    @admin.display(description=gettext_lazy("groups"))
    def in_groups(self, user: User) -> str:
        if user.is_superuser:
            return _("administrator of the portal")
        return ", ".join(group.name for group in user.groups.all()) or "–"

    @admin.action(description=gettext_lazy("Send an invitation (again)"), permissions=["change"])
    def invite(self, request: HttpRequest, users: QuerySet[User]) -> None:
        """Each gets a mail with a link to set up a second factor; earlier links work no more."""
        self._invite_each(request, list(users))

    @admin.action(description=gettext_lazy("Forget the second factor (lost phone or key)"), permissions=["change"])
    def forget_second_factors(self, request: HttpRequest, users: QuerySet[User]) -> None:
        """They are signed out everywhere at once, and set up a new one by the invitation that is sent to them."""
        chosen = list(users)
        with transaction.atomic():
            for user in chosen:
                forget_factors(user, now=timezone.now())
                self.log_change(request, user, _("Second factor forgotten."))
        text = ngettext(
            "The second factor of %(count)d user is forgotten. They sign in again after setting up a new one.",
            "The second factors of %(count)d users are forgotten. They sign in again after setting up new ones.",
            len(chosen),
        )
        self.message_user(request, text % {"count": len(chosen)}, messages.SUCCESS)
        self._invite_each(request, chosen)
        if request.user in chosen:  # whose session is no more
            end_session(request)

    def _invite_each(self, request: HttpRequest, users: list[User]) -> None:
        """Invite them, and say who was and why somebody was not."""
        invited = []
        for user in users:
            try:
                send_invitation(user, by=request.user, now=timezone.now())  # type: ignore[arg-type] # a user
            except ValidationError as error:
                self.message_user(request, error.message, messages.WARNING)
            else:
                invited.append(user)
                self.log_change(request, user, _("Invitation sent."))
        if invited:
            said = ngettext(
                "An invitation goes to %(count)d user: %(names)s. It is good for a day.",
                "Invitations go to %(count)d users: %(names)s. They are good for a day.",
                len(invited),
            )
            names = ", ".join(user.get_username() for user in invited)
            self.message_user(request, said % {"count": len(invited), "names": names}, messages.SUCCESS)
