"""The form of a message, field by field, and that of an addition."""

from typing import Any

import pytest
from django.http import QueryDict

from districts.lookup import atlas as atlases
from districts.models import InfoBox
from faq.models import Topic
from mailbox.intake.forms import AdditionForm, MessageForm, field_values
from mailbox.models import Item, Kind, WhereNow
from mailbox.templatetags.mailbox_texts import asks
from tests.factories import make_department, make_district, square

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def city() -> None:
    make_department()
    make_district(number=7, boundary=square(13.37, 49.74))


def form(**fields: Any) -> MessageForm:
    """A filled in form; it is valid unless a field says otherwise."""
    data = QueryDict(mutable=True)
    data.update({"kind": "podnet", "text": "Na rohu je nepořádek."} | fields)
    return MessageForm(data, topics=list(Topic.objects.taking_messages()), atlas=atlases.current())


def errors(**fields: Any) -> dict[str, str]:
    return {name: str(said[0]) for name, said in form(**fields).errors.items()}


def test_a_kind_and_a_text_are_enough() -> None:
    filled = form()
    assert filled.is_valid()
    entry = filled.entry(())
    assert (entry.kind, entry.text, entry.topic, entry.item, entry.language) == (
        Kind.PODNET,
        "Na rohu je nepořádek.",
        None,
        None,
        "cs",
    )
    assert entry.place.district is None


def test_everything_filled_in_comes_into_the_entry() -> None:
    filled = form(
        topic="drogy", district="7", name=" Jana ", email="jana@example.org", phone="+420 777 123 456", kind="dotaz"
    )
    assert filled.is_valid(), filled.errors
    entry = filled.entry(())
    assert entry.topic
    assert entry.topic.slug == "drogy"
    assert (entry.name, entry.email, entry.phone) == ("Jana", "jana@example.org", "+420 777 123 456")
    assert entry.place.district
    assert entry.place.district.number == 7


def test_what_is_missing_or_wrong_is_said_by_its_field() -> None:
    assert errors(kind="", text=" \n ") == {"kind": "Vyberte, co nám chcete napsat.", "text": "Napište, o\u00a0co jde."}
    assert errors(kind="nesmysl") == {"kind": "Vyberte, co nám chcete napsat."}
    assert errors(email="jana@") == {"email": "E-mail není celý. Napište ho třeba takto: jana@example.org."}
    assert errors(phone="777") == {"phone": "Telefonní číslo není celé. Napište ho třeba takto: 777 123 456."}
    assert set(errors(name="x" * 121, phone="1" * 41, email=f"{'x' * 250}@example.org")) == {"name", "phone", "email"}
    assert errors(topic="neni") == {"topic": "Toto téma už v\u00a0nabídce není. Vyberte jiné."}
    assert set(errors(place="x" * 201)) == {"place"}
    assert set(errors(district="99")) == {"district"}
    assert set(errors(lat="nan", lon="1")) == {"place"}


def test_a_topic_that_is_no_longer_offered_is_refused() -> None:
    Topic.objects.filter(slug="drogy").update(shown=False)
    assert set(errors(topic="drogy")) == {"topic"}


def test_a_text_has_at_most_5000_characters_with_line_ends_as_one() -> None:
    assert not errors(text="a\r\n" * 2_499 + "aa")  # 5,000 as people see it, 7,499 as it travels
    assert errors(text="x" * 5_001) == {"text": "Text má 5001 znaků, poslat jich jde nejvýš 5000. Zkraťte ho prosím."}
    filled = form(text="jedna\r\ndvě\rtři\0")
    assert filled.is_valid()
    assert filled.cleaned_data["text"] == "jedna\ndvě\ntři"


def test_a_found_thing_says_what_it_is_and_where() -> None:
    assert set(errors(kind="nalez")) == {"item", "where_now"}
    assert set(errors(kind="nalez", item="drak", where_now="doma")) == {"item", "where_now"}
    filled = form(kind="nalez", item="doklad", where_now="schranka")
    assert filled.is_valid()
    entry = filled.entry(())
    assert (entry.item, entry.where_now) == (Item.DOKLAD, WhereNow.SCHRANKA)


def test_of_other_messages_the_fields_of_a_found_thing_are_ignored() -> None:
    filled = form(item="drak", where_now="doma")
    assert filled.is_valid()
    assert filled.entry(()).item is None
    assert filled.entry(()).where_now is None


def test_an_unclear_place_is_asked_about() -> None:
    filled = form(place="Nikde 99")
    assert filled.errors == {"place": ["Vyberte, které místo myslíte."]}
    assert filled.unclear
    assert not form(place="Nikde 99", place_asked="Nikde 99", place_choice="text").errors


def test_of_a_long_link_to_a_map_the_point_is_the_place() -> None:
    filled = form(place=f"https://www.google.com/maps/place/{'x' * 300}/data=!3d49.745!4d13.375")
    assert filled.is_valid(), filled.errors
    assert filled.entry(()).place.label == "49.74500, 13.37500"


def test_a_link_and_coordinates_that_cannot_be_read_ask_for_others() -> None:
    for place, said in (("https://mapy.cz/s/abc", "Zkopírujte"), ("49°44'", "Těmto souřadnicím nerozumíme")):
        filled = form(place=place)
        assert not filled.is_valid()
        assert filled.unclear
        assert said in asks(filled.unclear)


def test_a_damaged_box_is_the_place_whatever_else_is_filled_in() -> None:
    box = InfoBox.objects.create(name="U radnice", address="Dlouhá 5", lat=49.745, lon=13.375)
    filled = form(schranka=str(box.pk), place="Nikde 99", lat="nan", lon="nan")
    assert filled.is_valid(), filled.errors
    entry = filled.entry(())
    assert entry.infobox == box
    assert entry.place.label == "U radnice, Dlouhá 5"
    assert entry.place.district


@pytest.mark.parametrize("number", ["0", "-1", "abc", "²", "9" * 5000, ""])
def test_a_box_that_is_not_there_is_left_out(number: str) -> None:
    filled = form(schranka=number)
    assert filled.is_valid()
    assert filled.entry(()).infobox is None


def test_what_the_sender_took_back_is_gone() -> None:
    came = QueryDict("lat=1&lon=2&schranka=3&text=a%00b&drop_point=1&drop_box=1&step=check&neznam=x")
    assert field_values(came) == {"lat": "", "lon": "", "schranka": "", "text": "ab"}


def addition(has_photos: bool = False, **fields: str) -> dict[str, str]:
    data = QueryDict(mutable=True)
    data.update(fields)
    return {name: str(said[0]) for name, said in AdditionForm(data, has_photos=has_photos).errors.items()}


def test_an_addition_is_a_text_or_photos() -> None:
    assert not addition(text="Ještě něco.")
    assert not addition(has_photos=True)
    assert addition() == {"text": "Napište, co chcete doplnit."}
    assert set(addition(text="x" * 5_001)) == {"text"}


def test_who_says_that_it_is_not_solved_says_why() -> None:
    assert addition(has_photos=True, unsolved="1") == {"text": "Napište, co ještě není vyřešené."}
    assert not addition(text="Pořád to tam leží.", unsolved="1")
    assert addition() == {"text": "Napište, co chcete doplnit."}  # the other text does not stay behind
