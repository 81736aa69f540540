"""Who signs an answer: the person who writes it with their function, as the public knows them; never by an account."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import User
from django.utils import translation
from django.utils.translation import gettext as _

from districts.duty.roster import Level, Responsible
from districts.lookup import atlas
from districts.models import Department, Person, Post, Role, Station
from mailbox.models import Desk, Message

LONGEST = 150  # characters, as the column holds


@dataclass(frozen=True, slots=True)
class Signature:
    """Who answers a message: for which post or desk, and as what of it."""

    person: Person | None  # published under this name; None if only the place is known
    stands_for: Post | Station | Department | Desk
    stands_in: bool = False  # for the holder of the post

    def in_words(self, language: str) -> str:
        """The signature in a language: `Jana Ukázková, strážník-okrskář okrsku 7`."""
        with translation.override(language):
            return self._in_words()[:LONGEST]

    def _in_words(self) -> str:
        if isinstance(self.stands_for, Post):
            said = _name_post(self.stands_for, str(self.person))
            return _("%(signature)s (standing in)") % {"signature": said} if self.stands_in else said
        return ", ".join(str(each) for each in (self.person, self.stands_for) if each is not None)


def sign_answer(message: Message, user: User, *, on: date) -> str:
    """The signature of an answer that somebody writes on a day, in the language of the message."""
    return find_signer(message, user, on=on).in_words(message.language)


def find_signer(message: Message, user: User, *, on: date) -> Signature:
    """Who of those who may answer a message somebody is on a day.

    Whoever holds its post or stands in signs with the post. Others do with the station or desk they belong to, or with
    the department, and with their name only if it is published.
    """
    current = atlas.current()
    person = Person.objects.filter(user=user.pk).first()
    owner = message.owner
    if isinstance(owner, Desk):
        sits_there = not owner.members.exists() or owner.members.filter(pk=user.pk).exists()
        return Signature(person, owner if sits_there else current.department)
    district = current.district_of(owner)
    if district is None:
        return Signature(person, current.department)  # of an abolished district nothing is left but for the department
    responsible = current.roster.responsible(district, Role(owner.role), on=on)
    if person is not None and responsible.holder is not None and responsible.holder.pk == person.pk:
        return Signature(person, owner)
    if person is not None and _stands_in(person, responsible):
        return Signature(person, owner, stands_in=True)
    if (station := responsible.station) is not None and station.staff.filter(pk=user.pk).exists():
        return Signature(person, station)
    return Signature(person, current.department)


def _stands_in(person: Person, responsible: Responsible) -> bool:
    last = responsible.steps[-1]
    return last.level is Level.SUBSTITUTE and last.who is not None and last.who.pk == person.pk


def _name_post(post: Post, name: str) -> str:
    """Somebody with the function they have: the role, and where."""
    known = {"name": name, "role": Role(post.role).label}
    if post.district is not None:
        return _("%(name)s, %(role)s of district %(district)s") % (known | {"district": post.district.label})
    return _("%(name)s, %(role)s %(borough)s") % (known | {"borough": post.borough})
