"""Two thousand files that claim to hold boundaries, made from good ones and a seed: cut, damaged, lying, hostile."""

import gzip
import io
import random
import sqlite3
import struct
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

TOTAL = 2_000
SECRET = "SECRET-4711"  # stands in a file that no import may read
KML_NAMESPACE = 'xmlns="http://www.opengis.net/kml/2.2"'
GML_NAMESPACES = 'xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:xlink="http://www.w3.org/1999/xlink"'
_BOMB = 100 * 2**20  # bytes
_SIZES = (0, 1, 0x7F, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFF0, 0xFFFFFFFF)
_SQUARE = "13.36,49.74 13.37,49.74 13.37,49.75 13.36,49.74"


@dataclass(frozen=True, slots=True)
class Case:
    """A file to import."""

    name: str
    make: Callable[[], bytes]
    must_fail: bool = True  # else it may also be loaded, as a whole


def cases(good: Mapping[str, bytes], secret: Path, server: str) -> Iterator[Case]:
    """All of them, always the same.

    Args:
        good: files with areas in each format by their names; those of a Shapefile are in a zip.
        secret: a file that nothing may read.
        server: the address of a server that nothing may ask.
    """
    known = [*_xml(secret, server), *_archives(good), *_databases(good["a.gpkg"], secret), *_lies(good)]
    yield from known
    names = sorted(good)
    for number in range(TOTAL - len(known)):
        dice = random.Random(number)
        name = dice.choice(names)
        yield Case(f"{number}-{name}", partial(_damage, good[name], dice), must_fail=False)


# --- damaged at random ------------------------------------------------------------------------------------------------


def _damage(content: bytes, dice: random.Random) -> bytes:
    """The content damaged, that of archives inside."""
    if content.startswith(b"PK") and dice.random() < 0.8:
        members = _members(content)
        name = dice.choice(sorted(members))
        return packed(members | {name: _damage_bytes(members[name], dice)})
    return _damage_bytes(content, dice)


def _damage_bytes(content: bytes, dice: random.Random) -> bytes:
    ways: list[Callable[[bytearray, random.Random], None]] = [_cut, _flip, _lie, _blank, _repeat, _shuffle]
    damaged = bytearray(content)
    for _ in range(dice.choice((1, 1, 1, 2, 5))):
        if len(damaged) > 8:
            dice.choice(ways)(damaged, dice)
    return bytes(damaged)


def _cut(data: bytearray, dice: random.Random) -> None:
    del data[dice.randrange(len(data)) :]


def _flip(data: bytearray, dice: random.Random) -> None:
    for _ in range(dice.choice((1, 3, 20))):
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)


def _lie(data: bytearray, dice: random.Random) -> None:
    """A number in the place of another one, near the beginning more often, where headers are."""
    at = dice.randrange(min(len(data) - 4, dice.choice((64, 512, len(data)))) or 1)
    struct.pack_into(dice.choice("<>") + "L", data, at, dice.choice(_SIZES))


def _blank(data: bytearray, dice: random.Random) -> None:
    at = dice.randrange(len(data))
    length = min(dice.choice((1, 8, 200)), len(data) - at)
    data[at : at + length] = bytes(length)


def _repeat(data: bytearray, dice: random.Random) -> None:
    at = dice.randrange(len(data))
    data[at:at] = data[at : at + 300] * dice.choice((1, 20))


def _shuffle(data: bytearray, dice: random.Random) -> None:
    one, other = sorted((dice.randrange(len(data)), dice.randrange(len(data))))
    data[one : one + 50], data[other : other + 50] = data[other : other + 50], data[one : one + 50]


# --- made by hand -----------------------------------------------------------------------------------------------------


def kml(inside: str, before: str = "") -> bytes:
    """A KML with this in its document."""
    return f'<?xml version="1.0"?>{before}<kml {KML_NAMESPACE}><Document>{inside}</Document></kml>'.encode()


def placemark(name: str) -> str:
    """An area of KML."""
    ring = f"<LinearRing><coordinates>{_SQUARE}</coordinates></LinearRing>"
    return f"<Placemark><name>{name}</name><Polygon><outerBoundaryIs>{ring}</outerBoundaryIs></Polygon></Placemark>"


def gml(inside: str, attributes: str = "", before: str = "") -> bytes:
    """A GML with this in its collection."""
    return (
        f'<?xml version="1.0"?>{before}<gml:FeatureCollection {GML_NAMESPACES} {attributes}>{inside}'
        "</gml:FeatureCollection>"
    ).encode()


def gml_area(properties: str, geometry: str = "") -> str:
    """An area of GML."""
    ring = _SQUARE.replace(",", " ")
    linear = f"<gml:LinearRing><gml:posList>{ring}</gml:posList></gml:LinearRing>"
    square = f"<gml:Polygon><gml:exterior>{linear}</gml:exterior></gml:Polygon>"
    return f"<gml:featureMember><okrsek>{properties}<geom>{geometry or square}</geom></okrsek></gml:featureMember>"


def _xml(secret: Path, server: str) -> Iterator[Case]:
    laughs = "".join(f'<!ENTITY l{i + 1} "{f"&l{i};" * 10}">' for i in range(9))
    bomb = f'<!DOCTYPE kml [<!ENTITY l0 "ha">{laughs}]>'
    outside = f'<!DOCTYPE kml [<!ENTITY out SYSTEM "{secret.as_uri()}">]>'
    remote = f'<!DOCTYPE kml SYSTEM "{server}/x.dtd">'
    for name, before, text in (("laughs", bomb, "&l9;"), ("outside", outside, "&out;"), ("remote", remote, "x")):
        yield Case(f"entity-{name}.kml", partial(bytes, kml(placemark(text), before)))
        yield Case(f"entity-{name}.gml", partial(bytes, gml(gml_area(f"<cislo>{text}</cislo>"), before=before)))
    yield Case("deep.kml", lambda: kml("<Folder>" * 100_000 + "</Folder>" * 100_000))
    yield Case("deep.gml", lambda: gml("<a>" * 100_000 + "</a>" * 100_000))
    yield Case("many-folders.kml", lambda: kml("<Folder><name>x</name></Folder>" * 50_000))
    yield Case(
        "network-link.kml", partial(bytes, kml(f"<NetworkLink><Link><href>{server}/x.kml</href></Link></NetworkLink>"))
    )
    yield Case(
        "file-link.kml", partial(bytes, kml(f"<NetworkLink><Link><href>{secret.as_uri()}</href></Link></NetworkLink>"))
    )
    for attribute in ("xsi:schemaLocation", "xsi:noNamespaceSchemaLocation"):
        for place in (secret, f"{server}/x.xsd"):
            name = f"schema-{attribute[4:7]}-{type(place).__name__}.gml"
            told = f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" {attribute}="http://x {place}"'
            yield Case(name, partial(bytes, gml(gml_area("<cislo>1</cislo>"), told)), must_fail=False)
    for href in (secret.as_uri(), f"{server}/x.gml", "#itself"):
        link = f'<gml:surfaceMember xlink:href="{href}"/>'
        surface = f"<gml:MultiSurface>{link}</gml:MultiSurface>"
        yield Case(f"xlink-{len(href)}.gml", partial(bytes, gml(gml_area("<cislo>1</cislo>", surface))))
    layer = f'<OGRVRTLayer name="a"><SrcDataSource>{secret}</SrcDataSource></OGRVRTLayer>'
    vrt = f"<OGRVRTDataSource>{layer}</OGRVRTDataSource>"
    yield Case("source.vrt", partial(bytes, vrt.encode()))
    yield Case("source-in-zip.zip", partial(bytes, packed({"a.gml": vrt.encode()})))
    yield Case("request.xml", partial(bytes, f"<OGRWFSDataSource><URL>{server}</URL></OGRWFSDataSource>".encode()))
    yield Case("many-corners.kml", lambda: kml(placemark("1").replace(_SQUARE, "13.36,49.74 13.37,49.75 " * 200_000)))
    comment = f"<!--{'x' * 31_000_000}-->"
    yield Case("long.gml", lambda: gml(gml_area("<cislo>1</cislo>") + comment), must_fail=False)
    yield Case("longer.gml", lambda: gml(gml_area("<cislo>1</cislo>") + f"<!--{'x' * 40_000_000}-->"))
    yield Case("endless-text.kml", lambda: kml(placemark("x" * 30_000_000)))
    yield Case(
        "no-coordinates.kml", partial(bytes, kml(placemark("Okrsek 1").replace(_SQUARE, "x,y,z NaN,inf 1e999,-1e999")))
    )


def packed(members: Mapping[str, bytes]) -> bytes:
    """A zip of these files."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def _members(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as members:
        return {name: members.read(name) for name in members.namelist()}


def _archives(good: Mapping[str, bytes]) -> Iterator[Case]:
    shapes = _members(good["a.shp.zip"])
    yield Case("bomb.zip", lambda: packed({"a.gpkg": b"SQLite format 3\0" + bytes(_BOMB)}))
    yield Case("bomb-of-shapes.zip", lambda: packed(shapes | {"okrsky.dbf": bytes(_BOMB)}))
    yield Case("bomb.gz", lambda: gzip.compress(b"<kml>" + bytes(_BOMB)))
    yield Case("bomb-of-names.zip", lambda: packed({f"a{number}.gpkg": b"" for number in range(5_000)}))
    yield Case("nested.zip", partial(bytes, packed({"a.zip": packed({"a.zip": packed({"a.gpkg": good["a.gpkg"]})})})))
    yield Case("two.zip", partial(bytes, packed({"a.gpkg": good["a.gpkg"], "b.gpkg": good["a.gpkg"]})))
    yield Case(
        "no-table.zip",
        partial(bytes, packed({name: part for name, part in shapes.items() if not name.endswith(".dbf")})),
    )
    yield Case(
        "up.zip",
        partial(bytes, packed({f"../../../../tmp/{name}": part for name, part in shapes.items()})),
        must_fail=False,
    )
    yield Case("lying.zip", partial(bytes, packed({"a.gpkg": good["a.kml"]})), must_fail=False)
    yield Case(
        "picture.zip", partial(bytes, packed({"a.shp": b"\x89PNG\r\n\x1a\n" + bytes(100), "a.dbf": b"", "a.shx": b""}))
    )


def _databases(geopackage: bytes, secret: Path) -> Iterator[Case]:
    """GeoPackages that do something when they are read."""
    view = "ALTER TABLE okrsky RENAME TO o; CREATE VIEW okrsky AS"
    columns = "fid, geom, cislo, nazev, obvod_kod"
    for number, script in enumerate(
        (
            "UPDATE gpkg_ogr_contents SET feature_count = 9000000000000000000",
            "UPDATE gpkg_contents SET table_name = 'sqlite_master'",
            "DELETE FROM gpkg_geometry_columns",
            "DELETE FROM gpkg_spatial_ref_sys",
            "UPDATE gpkg_geometry_columns SET geometry_type_name = 'X'",
            "UPDATE okrsky SET geom = zeroblob(7000000)",
            "UPDATE okrsky SET geom = x'47500001'",
            "UPDATE okrsky SET nazev = hex(zeroblob(3500000))",
            f"{view} SELECT {columns}, load_extension('x') FROM o",  # noqa: S608 - the attack
            f"{view} WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "  # noqa: S608 - the attack
            "SELECT i AS fid, geom, cislo, nazev, obvod_kod FROM n, o",
            f"{view} SELECT fid, geom, cislo, obvod_kod, CAST(readfile('{secret}') AS TEXT) AS nazev FROM o",  # noqa: S608
        )
    ):
        yield Case(f"script-{number}.gpkg", partial(_run_script, geopackage, script), must_fail=False)


def _run_script(geopackage: bytes, script: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.gpkg")
        path.write_bytes(geopackage)
        with closing(sqlite3.connect(path, isolation_level=None)) as database:
            for trigger in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                database.execute(f'DROP TRIGGER "{trigger[0]}"')
            database.executescript(script)
        return path.read_bytes()


def _lies(good: Mapping[str, bytes]) -> Iterator[Case]:
    """Sizes that are not true."""
    shapes = _members(good["a.shp.zip"])
    for count in (0, 0x7FFFFFFF, 0xFFFFFFFF):
        table, index, main = (bytearray(shapes[f"okrsky.{part}"]) for part in ("dbf", "shx", "shp"))
        struct.pack_into("<L", table, 4, count)  # rows
        yield Case(f"rows-{count}.zip", partial(bytes, packed(shapes | {"okrsky.dbf": bytes(table)})), must_fail=False)
        struct.pack_into(">L", index, 24, count)  # words
        yield Case(f"index-{count}.zip", partial(bytes, packed(shapes | {"okrsky.shx": bytes(index)})), must_fail=False)
        struct.pack_into("<LL", main, 100 + 8 + 36, count, count)  # rings and points of the first
        yield Case(f"points-{count}.zip", partial(bytes, packed(shapes | {"okrsky.shp": bytes(main)})), must_fail=False)
    for at in range(8, 400, 8):
        data = bytearray(good["a.fgb"])
        struct.pack_into("<Q", data, at, 2**60)
        yield Case(f"size-{at}.fgb", partial(bytes, bytes(data)), must_fail=False)
