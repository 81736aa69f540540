"""How far an account is: from none at all to somebody who signs in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Q, TextChoices
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from post_office.models import STATUS

from core.staff_accounts import has_second_factor, who_get_in

from .invitations import LASTS
from .models import Invitation


class State(TextChoices):
    """The states, with their names."""

    NONE = "none", _("no account")
    OFF = "off", _("switched off")
    READY = "ready", _("signs in")
    UNINVITED = "uninvited", _("not invited yet")
    UNSENT = "unsent", _("the invitation could not be sent")
    INVITED = "invited", _("invited")
    EXPIRED = "expired", _("the invitation has expired")


@dataclass(frozen=True, slots=True)
class Progress:
    """The state of an account, and since when."""

    state: State
    since: datetime | None = None

    def __str__(self) -> str:
        if self.since is None:
            return str(self.state.label)
        return f"{self.state.label} ({date_format(timezone.localtime(self.since), 'j. n. Y H:i')})"


NO_ACCOUNT = Progress(State.NONE)


def signs_in() -> Q:
    """The condition on people that their account gets into the administration."""
    return Q(Exists(who_get_in().filter(pk=OuterRef("user"))))


def shut_out() -> Q:
    """The condition on people that they cannot get into the administration, or that no mail reaches them."""
    return ~signs_in() | Q(email="")


def find_progress(accounts: Iterable[int | None], *, now: datetime) -> dict[int | None, Progress]:
    """How far each account is, by its key; None is somebody who has no account. Two queries."""
    wanted = [each for each in accounts if each is not None]
    users = User.objects.filter(pk__in=wanted).annotate(protected=has_second_factor())
    invitations = Invitation.objects.select_related("mail").filter(user__in=wanted)
    by_user = {each.user_id: each for each in invitations}
    found: dict[int | None, Progress] = {None: NO_ACCOUNT}
    for user in users:
        found[user.pk] = _progress_of(user, by_user.get(user.pk), protected=user.protected, now=now)
    return found


def _progress_of(user: User, invitation: Invitation | None, *, protected: bool, now: datetime) -> Progress:
    if not user.is_active:
        return Progress(State.OFF)
    if protected:
        return Progress(State.READY, invitation.accepted_at if invitation else None)
    if invitation is None or invitation.accepted_at is not None:  # its factor has been forgotten since
        return Progress(State.UNINVITED)
    if invitation.mail is not None and invitation.mail.status == STATUS.failed:
        return Progress(State.UNSENT, invitation.sent_at)
    if now - invitation.sent_at >= LASTS:
        return Progress(State.EXPIRED, invitation.sent_at)
    return Progress(State.INVITED, invitation.sent_at)
