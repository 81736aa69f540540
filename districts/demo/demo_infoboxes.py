"""Made-up infoboxes in all their states; each address says that it is only an example."""

from datetime import date, timedelta

from districts.models import InfoBox, InfoBoxState

# name, where, lon, lat, emptied, verified how many days ago
_IN_SERVICE = [
    ("U samoobsluhy na Lochotíně", "Lochotín", 13.3671, 49.7705, "každý pracovní den", 8),
    ("U radnice ve Středu", "Střed", 13.3768, 49.7481, "každý pracovní den", 3),
    ("U pošty v Doubravce", "Doubravka", 13.4248, 49.7566, "v úterý a v pátek", 96),
    ("U zastávky na Borech", "Bory", 13.3668, 49.7262, "", None),
]


def load_infoboxes(*, today: date) -> None:
    """Write the boxes; every date is counted from `today`."""
    boxes = [
        *(
            InfoBox(
                name=name,
                address=_example_address(part),
                lon=lon,
                lat=lat,
                emptied=emptied,
                verified_on=_days_ago(today, ago),
            )
            for name, part, lon, lat, emptied, ago in _IN_SERVICE
        ),
        InfoBox(
            name="U parku na Slovanech",
            address=_example_address("Slovany"),
            lon=13.4034,
            lat=49.7303,
            emptied="každý pracovní den",
            state=InfoBoxState.DAMAGED,
            note="Zámek je vylomený, opravujeme ho. Nic do schránky zatím nevhazujte.",
            verified_on=_days_ago(today, 1),
        ),
        InfoBox(
            name="U školy ve Skvrňanech",
            address=_example_address("Skvrňany"),
            lon=13.3352,
            lat=49.7449,
            state=InfoBoxState.MOVED,
            note="Kvůli stavbě je schránka přestěhovaná. Vzkaz můžete odevzdat na služebně.",
            verified_on=_days_ago(today, 40),
        ),
    ]
    for box in boxes:
        box.illustrative = True
    InfoBox.objects.bulk_create(boxes)


def _example_address(part: str) -> str:
    return f"ukázková adresa, {part}"


def _days_ago(today: date, days: int | None) -> date | None:
    return None if days is None else today - timedelta(days=days)
