"""Inviting people in office: an account is made, linked to the person, put into a group, and the mail is sent."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import Group, User
from django.db import transaction
from django.utils.translation import gettext as _

from core.folding import fold_strokes
from core.staff_accounts import has_second_factor
from districts.models import Person
from mailbox.mail.queue import queued_address

from .invitations import send_invitation
from .managing import list_managed
from .names import find_account
from .security_mails import tell_of_new_address

_LONGEST = 100  # characters of a user name; there is room for a number


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be invited."""

    person: Person
    username: str  # of the account there is, or that will be made
    obstacle: str  # why not, and what to do; empty when they can be

    @property
    def again(self) -> bool:
        """Whether they have an account already."""
        return self.person.user_id is not None


def look_at(people: Iterable[Person], *, by: User) -> list[Candidate]:
    """Which of the people somebody can invite, and what stands in the way of the others; changes nothing."""
    managed = set(list_managed(by).values_list("pk", flat=True))
    protected = set(User.objects.filter(has_second_factor()).values_list("pk", flat=True))
    taken = {name.casefold() for name in User.objects.values_list("username", flat=True)}
    addresses: set[str] = set()
    found = []
    for person in people:
        username = person.user.get_username() if person.user else propose_username(person, taken)
        obstacle = _obstacle_to(person, managed=managed, protected=protected, addresses=addresses)
        if not obstacle:
            taken.add(username)
            addresses.add(person.email.casefold())
        found.append(Candidate(person, username, obstacle))
    return found


@transaction.atomic
def invite_people(people: Iterable[Person], *, group: Group, by: User, now: datetime) -> list[Candidate]:
    """Invite those of the people who can be, each by a mail of their own; the others are left as they are.

    Args:
        group: that those are put into who are in none yet.
        by: who invites.
    """
    chosen = Person.objects.filter(pk__in=[person.pk for person in people])
    # Of two who press at once, the second waits here, and then sees the accounts that the first has made.
    list(chosen.select_for_update().order_by("pk"))
    candidates = look_at(chosen.select_related("user").order_by("name"), by=by)
    for candidate in candidates:
        if not candidate.obstacle:
            send_invitation(_account_for(candidate, group, now=now), by=by, now=now)
    return candidates


def propose_username(person: Person, taken: set[str]) -> str:
    """A user name that nobody has, from the name without ranks and titles: `jana.ukazkova`.

    Args:
        taken: the names that are in use, in small letters.
    """
    words = [re.sub(r"[^a-z0-9]+", "-", fold_strokes(word)).strip("-") for word in _name_words(person)]
    plain = ".".join(filter(None, words))[:_LONGEST] or person.email.partition("@")[0].lower()
    name, number = plain, 1
    while name in taken:
        number += 1
        name = f"{plain}{number}"
    return name


def _name_words(person: Person) -> list[str]:
    """The words of a name: ranks and titles end with a dot, or stand behind a comma or in small letters."""
    words = person.name.partition(",")[0].split()
    names = [word for word in words if not word.endswith(".") and word[:1].isupper()]
    return names or words


def _obstacle_to(person: Person, *, managed: set[int], protected: set[int], addresses: set[str]) -> str:
    if not queued_address(person.email):
        return _("has no e-mail that a mail could be sent to; enter one first")
    if person.user is None:
        other = find_account(person.email) or User.objects.filter(email__iexact=person.email).first()
        if other is not None:
            return _("the e-mail is that of the account %s; if it is theirs, choose it on their page") % other
    elif person.user_id not in managed:
        return _("the account is not one that you manage; ask the administrator of the portal")
    elif not person.user.is_active:
        return _("the account is switched off; switch it on first")
    elif person.user_id in protected:
        return _("has an account and signs in already")
    if person.email.casefold() in addresses:
        return _("has the same e-mail as somebody else who is invited; everybody needs one of their own")
    return ""


def _account_for(candidate: Candidate, group: Group, *, now: datetime) -> User:
    """The account of somebody, made and linked if there is none; with the e-mail of the person and in some group."""
    person = candidate.person
    user = person.user
    if user is None:
        *first, last = _name_words(person)
        user = User(username=candidate.username, first_name=" ".join(first)[:150], last_name=last[:150], is_staff=True)
        user.set_unusable_password()
    before, user.email, user.is_staff = user.email or person.email, person.email, True
    user.save()
    tell_of_new_address(user, before, now=now)
    if not user.groups.exists():
        user.groups.add(group)
    if person.user_id is None:
        person.user = user
        person.save(update_fields=["user"])
    return user
