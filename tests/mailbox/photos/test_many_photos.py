"""Many people send large photos at the same moment to a real portal."""

from concurrent.futures import ThreadPoolExecutor
from html import unescape
from pathlib import Path

import pytest
from PIL import Image

from core.images import decoding
from tests.hostile_images import encoded, picture
from tests.resident import Page, Resident
from tests.running import PATIENCE_S, Portal

PEOPLE = decoding.MOST_QUICK  # so their small photos all find room
SIZE_PX = (4032, 3024)  # decoding takes a second: all are there long before the first is done

pytestmark = pytest.mark.once


def test_those_who_come_too_many_are_told_and_keep_all_they_typed(tmp_path: Path, migrated_copy: str) -> None:
    heic = encoded(Image.new("RGB", SIZE_PX, "teal"), "HEIF", quality=10, enc_params={"preset": "ultrafast"})
    small = encoded(picture((300, 200)), "JPEG")
    quick = encoded(picture((300, 200)), "HEIF")
    portal = Portal(tmp_path, database_url=migrated_copy)
    portal.start_server(workers=1)
    try:
        people = [Resident(portal.address, source=f"127.0.2.{n}", timeout=PATIENCE_S) for n in range(1, PEOPLE + 1)]
        for person in people:
            person.open_form()

        def send(number: int) -> Page:
            text = f"Na rohu číslo {number} nesvítí lampa & je tu tma."
            return people[number].send({"kind": "podnet", "district": "7", "text": text}, [small, heic])

        with ThreadPoolExecutor(PEOPLE) as threads:
            answers = [*threads.map(send, range(PEOPLE))]
        told = [number for number in range(PEOPLE) if answers[number].code is None]
        # How many of them find room depends on how close they come; all of them never do at once.
        assert 1 <= len(told) <= PEOPLE - decoding.MOST_HEIC
        for number in told:
            text = unescape(answers[number].text)
            assert answers[number].status == 422
            assert "Fotku „1.jpg“ se teď nepodařilo uložit. Zkuste to znovu, nebo zprávu pošlete bez ní." in text
            assert f"Na rohu číslo {number} nesvítí lampa & je tu tma." in text
            photo = answers[number].hidden("photo")  # the small one stays
            people[number].token = answers[number].hidden("token")
            fields = {"kind": "podnet", "district": "7", "text": f"Na rohu číslo {number}", "photo": photo}
            assert people[number].send(fields, [quick]).code  # a moment later there is room
        assert "Traceback" not in portal.log("server")
    finally:
        portal.stop()
