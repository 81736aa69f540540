"""From a request to a draft of a message, and from a draft to the message: what the pages of the form share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import cast

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from core import email_addresses
from core.danger import Danger, recognise
from core.requests import client_address, once
from districts.lookup.atlas import Atlas
from districts.page_context import atlas_of
from faq.library import library_of
from faq.models import Question
from mailbox.models import Kind
from mailbox.photos import uploads
from mailbox.photos.uploads import Uploads

from . import form_token, spam, submission, throttling
from .form_rescue import TooMany
from .form_token import FormToken
from .forms import TRAP, MessageForm, field_values, infobox_of
from .spam import Suspicion
from .submission import FilledMessage, Submitted
from .throttling import MOST_COPIES, MOST_SENDS, MOST_UPLOADS, REVIEWED_SENDS, Scope


@dataclass(frozen=True, slots=True)
class FormError:
    """One line of the summary of errors; `field` is the id of the field that it leads to."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A message being written: what was filled in, its photos, and the token of the form."""

    form: MessageForm
    uploads: Uploads
    token: str  # signed, for the next page
    proof: FormToken | None  # what the form brought; None when it brought no good one

    @property
    def problems(self) -> list[FormError]:
        """What has to be put right before the message can be sent, in the order of the page."""
        said = [FormError(field, str(messages[0])) for field, messages in self.form.errors.items() if messages]
        said += [FormError("photos", message) for message in self.uploads.problems]
        order = [*self.form.fields]
        order.insert(order.index("text") + 1, "photos")
        return sorted(said, key=lambda problem: order.index(problem.field))

    @property
    def dangers(self) -> tuple[Danger, ...]:
        """The dangers that the message speaks of."""
        return recognise("\n".join(str(self.form[name].value() or "") for name in ("text", "place")))

    @property
    def carried(self) -> list[tuple[str, str]]:
        """Names and values that the next page carries on."""
        fields = [(name, value) for name, value in field_values(cast(QueryDict, self.form.data)).items() if value]
        photos = [("photo", held.sealed) for held in self.uploads.held]
        return [*fields, *photos, ("token", self.token)]

    def entry(self) -> FilledMessage:
        """The message, once there are no problems."""
        return self.form.entry(self.uploads.photos)


def start_draft(request: HttpRequest, *, now: datetime) -> Draft:
    """An empty form, prefilled with what the link that led here knows."""
    asked = {name: request.GET.get(name, "")[:200] for name in ("kind", "topic", "place", "district", "lat", "lon")}
    box = infobox_of(request.GET.get("schranka", ""))
    if box is not None:
        asked |= {"schranka": str(box.pk), "kind": Kind.PODNET.value}
    asked |= {name: value for name, value in _about_answer(request, now=now).items() if not asked.get(name)}
    form = _make_form(request, initial={name: value for name, value in asked.items() if value})
    form.infobox = box
    return Draft(form, Uploads(), form_token.issue_token(now=now), None)


def _about_answer(request: HttpRequest, *, now: datetime) -> dict[str, str]:
    """What to begin with when somebody comes from an answer that did not help; nothing for an unknown one."""
    slug = request.GET.get("dotaz", "")[:80].replace("\0", "")
    question = Question.objects.published(now=now).filter(slug=slug).first() if slug else None
    if question is None:
        return {}
    topics = library_of(request).topics_of(question.pk)
    topic = next((topic for topic in library_of(request).taking_messages if topic in topics), None)
    return {
        "kind": Kind.DOTAZ.value,
        "topic": topic.slug if topic else "",
        "text": _("About the answer “%(title)s”:") % {"title": question.title} + "\n",
    }


def receive_draft(request: HttpRequest, *, now: datetime, checked: bool = True) -> Draft:
    """What came with a POST. New photos are stored.

    Args:
        checked: whether to look for errors; without it the form only shows again what was filled in.

    Raises:
        TooMany: there were too many photos from this address.
    """
    came, held = field_values(request.POST), receive_photos(request, now=now)
    signed = request.POST.get("token", "")
    proof = form_token.read_token(signed)
    token = signed if proof else form_token.issue_token(now=now)
    if checked:
        data = request.POST.copy()
        for name, value in came.items():
            data[name] = value  # replaces the whole list
        return Draft(_make_form(request, data=data), held, token, proof)
    form = _make_form(request, initial=came)
    form.infobox = infobox_of(came.get("schranka", ""))
    return Draft(form, held, token, proof)


def receive_photos(request: HttpRequest, *, now: datetime) -> Uploads:
    """The photos that came with a form.

    Raises:
        TooMany: there were too many from this address.
    """
    files = cast("Sequence[UploadedFile[bytes]]", request.FILES.getlist("photos"))
    if files:
        count_or_refuse(request, Scope.UPLOAD, MOST_UPLOADS, now=now, times=len(files))
    return uploads.collect_photos(request.POST, files)


def send_draft(request: HttpRequest, draft: Draft, proof: FormToken, *, now: datetime) -> Submitted:
    """Accept the message of a draft without problems.

    Raises:
        TooMany: there were too many from this address.
    """
    entry = draft.entry()
    done = {Scope.SEND: client_address(request)}
    if entry.email:
        done[Scope.COPY] = email_addresses.same_mailbox_key(entry.email)
    counts = throttling.count_actions(done, now=now, salt=_salt_of(request, now))
    if counts[Scope.SEND] > MOST_SENDS:
        raise TooMany
    suspicion = spam.find_suspicions(entry.text)
    if draft.form.cleaned_data[TRAP]:
        suspicion.append(Suspicion.TRAP)
    if proof.too_fast(now):
        suspicion.append(Suspicion.TOO_FAST)
    if counts[Scope.SEND] > REVIEWED_SENDS:
        suspicion.append(Suspicion.MANY)
    return submission.submit_message(
        entry=entry,
        token=proof.value,
        suspicion=suspicion,
        copy=counts.get(Scope.COPY, 0) <= MOST_COPIES,
        current=atlas_of(request),
        now=now,
    )


def count_or_refuse(request: HttpRequest, scope: Scope, most: int, *, now: datetime, times: int = 1) -> int:
    """Count something done from the address that a request came from.

    Returns:
        How many times it has been done from there in this hour.

    Raises:
        TooMany: more than `most`.
    """
    done = {scope: client_address(request)}
    count = throttling.count_actions(done, now=now, times=times, salt=_salt_of(request, now))[scope]
    if count > most:
        raise TooMany
    return count


def _salt_of(request: HttpRequest, now: datetime) -> str:
    return once(request, "salt_of_day", partial(throttling.salt_of_day, now))


def _make_form(
    request: HttpRequest, *, data: QueryDict | None = None, initial: dict[str, str] | None = None
) -> MessageForm:
    atlas: Atlas = atlas_of(request)
    return MessageForm(data, initial=initial, topics=library_of(request).taking_messages, atlas=atlas)
