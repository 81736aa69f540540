"""Points as maps and phones give them and people write them."""

import string
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from districts.lookup.lookup_results import NotFound, Point, Why
from districts.lookup.map_links import LinkedWords
from districts.lookup.typed_point import read_point
from districts.lookup.written_coordinates import TypedPoint
from districts.map.coordinates import CITY_BOX

LAT, LON = 49.71234, 13.40567
WEST, SOUTH, EAST, NORTH = CITY_BOX


def sexagesimal(degrees: float, signs: tuple[str, str, str], comma: str = ".") -> str:
    """Degrees, minutes and seconds with two decimals, which are 30 cm."""
    hundredths = round(degrees * 360_000)
    seconds = f"{hundredths % 6000 / 100:05.2f}".replace(".", comma)
    return f"{hundredths // 360_000}{signs[0]}{hundredths // 6000 % 60:02}{signs[1]}{seconds}{signs[2]}"


def minutes(degrees: float, signs: tuple[str, str]) -> str:
    """Degrees and minutes with four decimals."""
    parts = round(degrees * 600_000)
    return f"{parts // 600_000}{signs[0]}{parts % 600_000 / 10_000:07.4f}{signs[1]}"


PLAIN = ("°", "'", '"')
PRIMES = ("°", "′", "″")
CURLY = ("º", "’", "”")
SPACED = ("° ", "' ", '"')
TWICE = ("°", "'", "''")
COLONS = (":", ":", "")
SPACES = (" ", " ", "")

WRITTEN: dict[str, Callable[[float, float], str]] = {
    "decimal": lambda lat, lon: f"{lat:.6f}, {lon:.6f}",
    "no space": lambda lat, lon: f"{lat:.6f},{lon:.6f}",
    "space": lambda lat, lon: f"{lat:.6f} {lon:.6f}",
    "semicolon": lambda lat, lon: f"{lat:.6f};{lon:.6f}",
    "lines": lambda lat, lon: f"{lat:.6f}\n{lon:.6f}\n",
    "comma": lambda lat, lon: f"{lat:.6f}, {lon:.6f}".replace(".", ","),
    "comma and no space": lambda lat, lon: f"{lat:.6f},{lon:.6f}".replace(".", ","),
    "brackets": lambda lat, lon: f"({lat:.6f}, {lon:.6f})",
    "square brackets": lambda lat, lon: f"[{lat:.6f}; {lon:.6f}]",
    "gps": lambda lat, lon: f"GPS: {lat:.6f} {lon:.6f}",
    "loc": lambda lat, lon: f"Loc: {lat:.6f}, {lon:.6f}",
    "datum": lambda lat, lon: f"WGS-84: {lat:.6f} {lon:.6f}",
    "letters before": lambda lat, lon: f"N{lat:.6f} E{lon:.6f}",
    "letters before and comma": lambda lat, lon: f"N {lat:.6f}, E {lon:.6f}",
    "letters after": lambda lat, lon: f"{lat:.6f}N, {lon:.6f}E",
    "letters and signs": lambda lat, lon: f"{lat:.6f}° N {lon:.6f}° E",
    "longitude first": lambda lat, lon: f"{lon:.6f} E {lat:.6f} N",
    "signs": lambda lat, lon: f"{lat:.6f}°, {lon:.6f}°",
    "English": lambda lat, lon: f"lat: {lat:.6f}, lon: {lon:.6f}",
    "English, turned": lambda lat, lon: f"longitude={lon:.6f} latitude={lat:.6f}",
    "English, both": lambda lat, lon: f"lat {lat:.6f} N, lng {lon:.6f} E",
    "Czech": lambda lat, lon: f"{lat:.6f}° s. š., {lon:.6f}° v. d.",
    "Czech letters": lambda lat, lon: f"{lat:.6f} S, {lon:.6f} V",
    "Czech, short": lambda lat, lon: f"{lat:.6f} sev. šířky, {lon:.6f} vých. délky",
    "Czech, long": lambda lat, lon: f"zeměpisná šířka {lat:.6f}, zeměpisná délka {lon:.6f}",
    "Ukrainian": lambda lat, lon: f"{lat:.6f} Пн, {lon:.6f} Сх",
    "Ukrainian, short": lambda lat, lon: f"{lat:.6f}° пн. ш. {lon:.6f}° сх. д.",
    "Ukrainian, long": lambda lat, lon: f"{lat:.6f} північної широти, {lon:.6f} східної довготи",
    "German": lambda lat, lon: f"Breite {lat:.6f}, Länge {lon:.6f}",
    "German, after": lambda lat, lon: f"{lat:.6f}° n. Br., {lon:.6f}° ö. L.",
    "German, long": lambda lat, lon: f"{lat:.6f} nördlicher Breite, {lon:.6f} östlicher Länge",
    "German letters": lambda lat, lon: f"{lat:.6f} N, {lon:.6f} O",
    "Vietnamese": lambda lat, lon: f"vĩ độ {lat:.6f}, kinh độ {lon:.6f}",
    "Vietnamese, after": lambda lat, lon: f"Tọa độ: {lat:.6f} Bắc, {lon:.6f} Đông",
    "degrees": lambda lat, lon: f"{sexagesimal(lat, PLAIN)}N {sexagesimal(lon, PLAIN)}E",
    "degrees, comma": lambda lat, lon: f"{sexagesimal(lat, PLAIN, ',')}N, {sexagesimal(lon, PLAIN, ',')}E",
    "degrees, before": lambda lat, lon: f"N {sexagesimal(lat, PLAIN)}, E {sexagesimal(lon, PLAIN)}",
    "degrees, no letters": lambda lat, lon: f"{sexagesimal(lat, PRIMES)}, {sexagesimal(lon, PRIMES)}",
    "primes": lambda lat, lon: f"{sexagesimal(lat, PRIMES)}N {sexagesimal(lon, PRIMES)}E",
    "curly": lambda lat, lon: f"{sexagesimal(lat, CURLY)} N, {sexagesimal(lon, CURLY)} E",
    "spaced": lambda lat, lon: f"{sexagesimal(lat, SPACED)} s. š. {sexagesimal(lon, SPACED)} v. d.",
    "two apostrophes": lambda lat, lon: f"{sexagesimal(lat, TWICE)}N {sexagesimal(lon, TWICE)}E",
    "colons": lambda lat, lon: f"{sexagesimal(lat, COLONS)} N {sexagesimal(lon, COLONS)} E",
    "colons only": lambda lat, lon: f"{sexagesimal(lat, COLONS)}, {sexagesimal(lon, COLONS)}",
    "spaces": lambda lat, lon: f"N {sexagesimal(lat, SPACES)} E {sexagesimal(lon, SPACES)}",
    "spaces only": lambda lat, lon: f"{sexagesimal(lat, SPACES)} {sexagesimal(lon, SPACES)}",
    "minutes": lambda lat, lon: f"N {minutes(lat, ('°', chr(39)))} E {minutes(lon, ('°', chr(39)))}",
    "minutes, after": lambda lat, lon: f"{minutes(lat, ('° ', '′'))} N, {minutes(lon, ('° ', '′'))} E",
    "minutes of a hidden box": lambda lat, lon: f"N {minutes(lat, ('° ', ''))} E 0{minutes(lon, ('° ', ''))}",
    "geo": lambda lat, lon: f"geo:{lat:.6f},{lon:.6f}",
    "geo with altitude": lambda lat, lon: f"geo:{lat:.6f},{lon:.6f},312.5;crs=wgs84;u=35",
    "geo with zoom": lambda lat, lon: f"geo:{lat:.6f},{lon:.6f}?z=17",
    "geo of Android": lambda lat, lon: f"geo:0,0?q={lat:.6f},{lon:.6f}(Moje%20poloha)",
    "Mapy.cz": lambda lat, lon: f"https://mapy.cz/zakladni?x={lon:.6f}&y={lat:.6f}&z=17",
    "Mapy.com": lambda lat, lon: f"https://mapy.com/cs/turisticka?l=0&x={lon:.6f}&y={lat:.6f}&z=18",
    "Mapy.cz, a pin": lambda lat, lon: f"https://mapy.cz/?source=coor&id={lon:.6f}%2C{lat:.6f}&x=13.3&y=49.7&z=15",
    "Google": lambda lat, lon: f"https://www.google.com/maps/@{lat:.6f},{lon:.6f},17z?entry=ttu",
    "Google in Czechia": lambda lat, lon: f"https://www.google.cz/maps/@{lat:.6f},{lon:.6f},17.5z",
    "Google, a question": lambda lat, lon: f"https://maps.google.com/?q={lat:.6f},{lon:.6f}",
    "Google, the question of its API": lambda lat, lon: (
        f"https://www.google.com/maps/search/?api=1&query={lat:.6f}%2C{lon:.6f}"
    ),
    "Google, a place": lambda lat, lon: (
        f"https://www.google.com/maps/place/{quote('Dlouhá 12, 312 00 Plzeň 4')}/@49.7001,13.3001,17z/"
        f"data=!3m1!4b1!4m6!3m5!1s0x470af1e6d0a9a4e3:0x1!8m2!3d{lat:.6f}!4d{lon:.6f}!16s%2Fg%2F11c"
    ),
    "Google, degrees": lambda lat, lon: (
        f"https://www.google.com/maps/place/{quote(sexagesimal(lat, PLAIN) + 'N ' + sexagesimal(lon, PLAIN) + 'E')}"
        f"/@49.7001,13.3001,17z"
    ),
    "OpenStreetMap": lambda lat, lon: f"https://www.openstreetmap.org/#map=17/{lat:.6f}/{lon:.6f}&layers=N",
    "OpenStreetMap, a pin": lambda lat, lon: (
        f"https://www.openstreetmap.org/?mlat={lat:.6f}&mlon={lon:.6f}#map=15/49.7001/13.3001"
    ),
    "Apple": lambda lat, lon: f"https://maps.apple.com/?ll={lat:.6f},{lon:.6f}&q=Dropped%20Pin&t=m",
    "Apple, today": lambda lat, lon: f"https://maps.apple.com/place?coordinate={lat:.6f},{lon:.6f}&name=Pin",
    "Waze": lambda lat, lon: f"https://waze.com/ul?ll={lat:.6f}%2C{lon:.6f}&navigate=yes",
    "Waze on the web": lambda lat, lon: f"https://www.waze.com/live-map/directions?to=ll.{lat:.6f}%2C{lon:.6f}",
    "Bing": lambda lat, lon: f"https://www.bing.com/maps?cp={lat:.6f}%7E{lon:.6f}&lvl=17",
    "no scheme": lambda lat, lon: f"mapy.cz/zakladni?x={lon:.6f}&y={lat:.6f}&z=17",
    "words of a phone": lambda lat, lon: f"Jsem tady 12: https://mapy.cz/?x={lon:.6f}&y={lat:.6f}&z=17",
}


@pytest.mark.parametrize("form", WRITTEN)
@given(lat=st.floats(SOUTH, NORTH), lon=st.floats(WEST, EAST))
def test_a_point_is_read_in_every_form(form: str, lat: float, lon: float) -> None:
    typed = read_point(WRITTEN[form](lat, lon))
    assert isinstance(typed, TypedPoint)
    assert abs(typed.readings[0].lat - lat) < 0.000005  # half a metre
    assert abs(typed.readings[0].lon - lon) < 0.000005


@pytest.mark.parametrize(
    "text",
    [
        *("POINT(13.40567 49.71234)", "SRID=4326;POINT(13.40567 49.71234)", "POINT Z (13.40567 49.71234 330.5)"),
        *('{"type": "Point", "coordinates": [13.40567, 49.71234]}', '{"lat":49.71234,"lng":13.40567}'),
        *(
            '{\n  "longitude": 13.40567,\n  "latitude": 49.71234,\n  "accuracy": 9.5\n}',
            '[{"lat": 49.71234, "lon": 13.40567}]',
        ),
        *(
            '<wpt lat="49.71234" lon="13.40567">',
            '<trkpt lon="13.40567" lat="49.71234"/>',
            "?lat=49.71234&lon=13.40567",
        ),
        *(
            'lat="49.71234" lon="13.40567"',
            "lat=49.71234&lng=13.40567",
            "@49.71234,13.40567,16z",
            "<49.71234, 13.40567>",
        ),
        *("49d42m44.424s N 13d24m20.412s E", "49-42-44.424N 13-24-20.412E", "49d42'44.424\"N, 13d24'20.412\"E"),
        *("49°42'44.424''B 13°24'20.412''Đ", "49.71234° B, 13.40567° Đ", "49,71234 severně, 13,40567 východně"),
        *("49.71234 z. š., 13.40567 z. d.", "zem. šířka 49.71234 zem. délka 13.40567"),
        *("49.71234, 13.40567, 331 m", "49.71234 13.40567 ±8 m", "49.71234, 13.40567 (přesnost 8 m)"),
        *(
            "49.71234, 13.40567, výška 331 m n. m. ±8 m",
            "N 49.71234, E 13.40567; alt: 331.2 m",
            "49.71234, 13.40567 +/- 8 m",
        ),
        *("Jsem na 49.71234, 13.40567", "moje poloha: 49.71234, 13.40567", "I'm at 49.71234, 13.40567"),
        *("My current location is 49.71234, 13.40567", "Ich bin hier: 49.71234, 13.40567", "Я тут: 49.71234, 13.40567"),
        *("google.navigation:q=49.71234,13.40567", "HTTPS://WWW.GOOGLE.COM/MAPS?Q=49.71234,13.40567"),
        *("HTTPS://MAPY.CZ/ZAKLADNI?X=13.40567&Y=49.71234&Z=17", "GEO:49.71234,13.40567"),
        *("https://www.google.com/maps/dir/49.7,13.3/49.71234,13.40567/@49.75,13.35,14z",),
        *("https://www.google.com/maps/dir/?api=1&origin=49.7,13.3&destination=49.71234%2C13.40567",),
    ],
)
def test_a_point_is_read_as_programs_print_it_and_people_add_to_it(text: str) -> None:
    typed = read_point(text)
    assert isinstance(typed, TypedPoint)
    assert typed.readings[0].lat == pytest.approx(LAT, abs=0.000005)
    assert typed.readings[0].lon == pytest.approx(LON, abs=0.000005)


@pytest.mark.parametrize(
    "text",
    [
        *('[{"lat": 49.71, "lon": 13.41}, {"lat": 49.72, "lon": 13.42}]', '{"lat": 49.71234}', "POINT(13.40567)"),
        *("49.71234, 13.40567, 331 m od lesa", '{"coordinates": [[13.40567, 49.71234], [13.41567, 49.72234]]}'),
    ],
)
def test_more_than_a_point_is_none(text: str) -> None:
    assert read_point(text) == NotFound(Why.BAD_POINT) or read_point(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Y: 821143.21 X: 1073512.84",
        "X=1073512.84, Y=821143.21",
        "-821143.21, -1073512.84",
        "S-JTSK 821143,21 1073512,84",
        "33U 384890 5507640",
        "UTM 33N 384890 E 5507640 N",
    ],
)
def test_metres_of_the_survey_and_of_the_army_are_read(text: str) -> None:
    typed = read_point(text)
    assert isinstance(typed, TypedPoint)
    (point,) = typed.readings
    assert WEST < point.lon < EAST
    assert SOUTH < point.lat < NORTH


def test_without_words_either_number_may_be_the_latitude() -> None:
    assert read_point(f"{LON}, {LAT}") == TypedPoint((Point(lat=LON, lon=LAT), Point(lat=LAT, lon=LON)))


@pytest.mark.parametrize(
    ("text", "lat", "lon"),
    [
        ("33.85°S 151.21°E", -33.85, 151.21),
        ("33,85 j. š., 70,65 z. d.", -33.85, -70.65),
        ("-33.8568, 151.2153", -33.8568, 151.2153),
        ("40.71 N 74.01 W", 40.71, -74.01),
        ("49°N 13°E", 49, 13),
    ],
)
def test_hemispheres_are_kept(text: str, lat: float, lon: float) -> None:
    typed = read_point(text)
    assert isinstance(typed, TypedPoint)
    assert typed.readings[0] == Point(lat=lat, lon=lon)


@pytest.mark.parametrize(
    "text",
    [
        "49°44'36\"N",  # half of a point
        "49°61'36\"N 13°22'42\"E",
        "49°44'36\"N 13°22'42\"N",
        "49°44'36\"N 13°22'42\"E 14°",
        "N 49°44'36\" S, E 13°22'42\"",
        "Dlouhá 12 49°44'36\"",
        "49°44′",
        "40°",
        "Dlouhá 49.71234",
        "49.71234, 13.40567 u lesa",
        "49.7°, 13.4° asi",
    ],
)
def test_what_can_only_be_a_point_is_nothing_else(text: str) -> None:
    assert read_point(text) == NotFound(Why.BAD_POINT)


@pytest.mark.parametrize(
    "text",
    [
        "https://mapy.cz/s/hapujemapu",
        "https://mapy.com/s/hapujemapu",
        "mapy.cz/s/hapujemapu",
        "https://maps.app.goo.gl/9qZ1xYwVu",
        "Dlouhá 12, Plzeň\nhttps://maps.app.goo.gl/9qZ1xYwVu",
        "https://goo.gl/maps/9qZ1xYwVu",
        "https://maps.apple/p/9qZ1xYwVu",
        "https://what3words.com/slova.jsou.tri",
        "///slova.jsou.tri",
        "https://www.google.com/maps",
        "https://www.google.com/maps/dir/49.7,13.3//@49.75,13.35,14z",
        "https://www.openstreetmap.org/#map=7/49.712/13.405",
        "https://mapy.cz/?x=15.62&y=49.81&z=8",
        "geo:0,0",
    ],
)
def test_a_link_that_says_nothing_by_itself_is_recognised(text: str) -> None:
    assert read_point(text) == NotFound(Why.MAP_LINK)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("https://mapy.cz/?q=Dlouh%C3%A1%2012", "Dlouhá 12"),
        ("https://www.google.com/maps/place/Dlouh%C3%A1+12,+312+00+Plze%C5%88", "Dlouhá 12, 312 00 Plzeň"),
        ("https://maps.apple.com/?address=Dlouh%C3%A1%2012,%20Plze%C5%88", "Dlouhá 12, Plzeň"),
        ("geo:0,0?q=Dlouh%C3%A1+12", "Dlouhá 12"),
        ("google.navigation:q=Dlouh%C3%A1+12&mode=d", "Dlouhá 12"),
        ("https://www.google.com/maps/dir/Praha/Dlouh%C3%A1+12/@49.75,13.35,14z", "Dlouhá 12"),
    ],
)
def test_a_link_may_search_for_words(text: str, words: str) -> None:
    assert read_point(text) == LinkedWords(words)


@pytest.mark.parametrize(
    "text",
    [
        "Dlouhá 12",
        "Dlouhá 381/43, 312 00 Plzeň",
        "Dlouhá 381 43 312 00",
        "17. listopadu 1",
        "28.10. 10",
        "5. 12. 2026",
        "381 43 312 00",
        "12, 14",
        '"Dlouhá 12"',
        "„Dlouhá 12“",
        "mám horečku 40 °C",
        "v 12:30",
        "je https://podvod.example/?x=13.4&y=49.7 podvod?",
        "https://mapy.cz.podvod.example/s/abc",
        "N 12 E 13",
        "stojí to 12.50 nebo 13.90?",
        "",
    ],
)
def test_anything_else_is_left_to_others(text: str) -> None:
    assert read_point(text) is None


@given(
    st.lists(
        st.sampled_from(
            [
                *("49", "13.37854", "49.74", "°", "'", '"', "N", "E", "s. š.", ",", " ", ":", "-", "GPS", "lat", "/@"),
                *("https://mapy.cz/?", "x=", "y=", "&", "#map=", "17/", "geo:", "q=", "[", "]", "%", "!3d"),
                *string.whitespace,
            ]
        ),
        max_size=40,
    ).map("".join)
    | st.text(max_size=60)
)
def test_whatever_is_typed_is_answered(text: str) -> None:
    assert isinstance(read_point(text), TypedPoint | LinkedWords | NotFound | None)
