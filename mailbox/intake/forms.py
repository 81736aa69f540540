"""What the sender fills in: checked field by field, and made into an entry for `submission`."""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from core.email_fields import EmailAddressInput
from districts.lookup.atlas import Atlas
from districts.lookup.lookup_results import Choose, NotFound
from districts.lookup.typed_address import MAX_LENGTH
from districts.lookup.typed_point import read_point
from districts.lookup.written_coordinates import TypedPoint
from districts.models import InfoBox
from faq.models import Topic
from mailbox.models import Item, Kind, WhereNow
from mailbox.models.message import LONGEST_MESSAGE
from mailbox.photos.storage import StoredPhoto

from . import chosen_place
from .chosen_place import Placed, PlaceFields, Unclear, UnreadablePlace
from .submission import FilledMessage

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

TRAP = "web"  # people do not see this field
_LEAST_DIGITS = 6  # of a telephone; the shortest foreign ones
_BROKEN = {
    UnreadablePlace.POINT: _("The place on the map could not be read. Choose it again, or type an address."),
    UnreadablePlace.DISTRICT: _("There is no such district. Choose it from the list, or type an address."),
}


class Text(forms.CharField):
    """A text of several lines. A line end is one character, as people and the counter in the page see it."""

    widget = forms.Textarea

    def to_python(self, value: object) -> str:
        return str(super().to_python(value)).replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")


class PlaceInWords(forms.CharField):
    """A place as it was typed; of a long link to a map only the point is kept."""

    def to_python(self, value: object) -> str:
        typed = str(super().to_python(value))
        point = read_point(typed)
        return str(point.readings[0]) if len(typed) > MAX_LENGTH and isinstance(point, TypedPoint) else typed


def text_field(required: "StrOrPromise") -> Text:
    """The text of a message or of an addition; `required` says what to write when it is empty."""
    too_long = _("The text has %(show_value)d characters, at most %(limit_value)d can be sent. Please shorten it.")
    return Text(max_length=LONGEST_MESSAGE, error_messages={"required": required, "max_length": too_long})


def phone_is_one(phone: str) -> None:
    """Whether somebody could be called there.

    Raises:
        forms.ValidationError: it has too few digits.
    """
    if len(re.findall(r"[0-9]", phone)) < _LEAST_DIGITS:
        raise forms.ValidationError(_("The phone number is incomplete. Write it for example as 777 123 456."))


class MessageForm(forms.Form):
    """A message. The place is more than a field: see `placed` and `unclear` after validation.

    The order of the fields is that of the page and of its summary of errors.
    """

    kind = forms.ChoiceField(
        choices=Kind,
        error_messages={
            "required": _("Choose what you are writing about."),
            "invalid_choice": _("Choose what you are writing about."),
        },
    )
    item = forms.CharField(required=False)
    where_now = forms.CharField(required=False)
    topic = forms.CharField(required=False)
    schranka = forms.CharField(required=False)
    lat = forms.CharField(required=False)
    lon = forms.CharField(required=False)
    place = PlaceInWords(
        required=False,
        max_length=200,
        error_messages={"max_length": _("Write the place in at most 200 characters, and the rest into the text.")},
    )
    place_choice = forms.CharField(required=False)
    place_asked = forms.CharField(required=False, strip=False)
    district = forms.CharField(required=False)
    text = text_field(_("Write what it is about."))
    name = forms.CharField(
        required=False,
        max_length=120,
        error_messages={"max_length": _("Shorten the name to at most 120 characters.")},
    )
    email = EmailAddressInput(required=False)
    phone = forms.CharField(
        required=False,
        max_length=40,
        validators=[phone_is_one],
        error_messages={"max_length": _("Shorten the phone number to at most 40 characters.")},
    )
    web = forms.CharField(required=False)

    things = Item.choices
    places_now = WhereNow.choices
    placed: Placed | None = None
    unclear: Choose | NotFound | None = None
    infobox: InfoBox | None = None
    chosen_topic: Topic | None = None

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        initial: dict[str, str] | None = None,
        topics: Sequence[Topic],
        atlas: Atlas,
    ) -> None:
        """Take what came or what to begin with, the topics on offer, and the data that the place is found in."""
        super().__init__(data, initial=initial)
        self.topics = topics
        self.atlas = atlas

    def clean_topic(self) -> str:
        """One of the topics on offer, or none."""
        slug: str = self.cleaned_data["topic"]
        self.chosen_topic = next((topic for topic in self.topics if topic.slug == slug), None)
        if slug and self.chosen_topic is None:
            raise forms.ValidationError(_("This topic is no longer offered. Choose another one."))
        return slug

    def clean_schranka(self) -> str:
        """The infobox that the message is about; one that is gone is left out."""
        number: str = self.cleaned_data["schranka"]
        self.infobox = infobox_of(number)
        return number if self.infobox else ""

    def clean(self) -> dict[str, Any]:
        """What depends on more than one field: the found thing, and the place."""
        if self.cleaned_data.get("kind") == Kind.NALEZ:
            if self.cleaned_data.get("item") not in Item.values:
                self.add_error("item", forms.ValidationError(_("Choose what you have found.")))
            if self.cleaned_data.get("where_now") not in WhereNow.values:
                self.add_error("where_now", forms.ValidationError(_("Choose where the thing is now.")))
        if "place" in self.cleaned_data:
            self._find_place()
        return self.cleaned_data

    def entry(self, photos: Sequence[StoredPhoto]) -> FilledMessage:
        """The message, once the form is valid."""
        data, placed = self.cleaned_data, self.placed
        if placed is None:
            raise ValueError("the place of an invalid form is not known")
        found = data["kind"] == Kind.NALEZ
        return FilledMessage(
            kind=Kind(data["kind"]),
            text=data["text"],
            topic=self.chosen_topic,
            place=placed.place,
            name=data["name"],
            email=data["email"],
            phone=data["phone"],
            photos=tuple(photos),
            item=Item(data["item"]) if found else None,
            where_now=WhereNow(data["where_now"]) if found else None,
            infobox=self.infobox,
            language=translation.get_language() or "cs",
        )

    def _find_place(self) -> None:
        if self.infobox is not None:
            self.placed = chosen_place.of_infobox(self.infobox, atlas=self.atlas)
            return
        match chosen_place.find_place(place_fields(self.cleaned_data), atlas=self.atlas):
            case Placed() as placed:
                self.placed = placed
            case Unclear(outcome):
                self.unclear = outcome
                self.add_error("place", forms.ValidationError(_("Choose which place you mean.")))
            case UnreadablePlace() as broken:
                self.add_error("district" if broken is UnreadablePlace.DISTRICT else "place", str(_BROKEN[broken]))


FIELDS = tuple(MessageForm.base_fields)


class AdditionForm(forms.Form):
    """What the sender adds to a message. The text may be left out only when there are photos."""

    text = text_field(_("Write what you want to add."))
    unsolved = forms.BooleanField(required=False)

    def __init__(self, data: QueryDict, *, has_photos: bool) -> None:
        """Take what came, and whether photos came with it."""
        super().__init__(data)
        unsolved = bool(data.get("unsolved"))
        self.fields["text"].required = unsolved or not has_photos
        if unsolved:
            self.fields["text"].error_messages["required"] = _("Write what is still not solved.")


def place_fields(data: Mapping[str, str]) -> PlaceFields:
    """The fields about the place, as they came."""
    return PlaceFields(
        lat=data.get("lat", ""),
        lon=data.get("lon", ""),
        typed=data.get("place", ""),
        choice=data.get("place_choice", ""),
        asked=data.get("place_asked", ""),
        district=data.get("district", ""),
    )


def field_values(data: QueryDict) -> dict[str, str]:
    """What came in the fields, without the parts that the sender took back by a checkbox."""
    came = {name: str(data[name]).replace("\0", "") for name in FIELDS if name in data}
    if data.get("drop_point"):
        came |= {"lat": "", "lon": ""}
    if data.get("drop_box"):
        came["schranka"] = ""
    return came


def infobox_of(number: str) -> InfoBox | None:
    """The infobox under a number that came from outside."""
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        return None
    return InfoBox.objects.filter(pk=int(number)).first()
