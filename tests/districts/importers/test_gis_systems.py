"""The coordinate system that a file declares, in all the ways in which programs spell it."""

import pytest
from pyproj import CRS

from districts.importers.gis.gdal_program import system_of

KROVAK = (
    "+proj=krovak +lat_0=49.5 +lon_0=24.83333333333333 +alpha=30.28813972222222 +k=0.9999 +x_0=0 +y_0=0 +ellps=bessel "
    "+towgs84=570.8,85.7,462.8,4.998,1.587,5.261,3.56 +units=m +no_defs"
)
SJTSK = [
    *("EPSG:5514", "EPSG:5513", "EPSG:2065", "EPSG:5221", "ESRI:102066", "ESRI:102067", "EPSG:5514+5705"),
    *(KROVAK, KROVAK.replace("+units=m", "+axis=swu +units=m"), KROVAK.replace("+lon_0=24.83", "+czech +lon_0=24.83")),
]
WGS84 = ["EPSG:4326", "OGC:CRS84", "EPSG:4979", "EPSG:4258", "+proj=longlat +datum=WGS84", "EPSG:4326+5773"]
OTHERS = ["EPSG:3857", "EPSG:32633", "EPSG:3035", "EPSG:4156", "EPSG:5516", "+proj=longlat +ellps=bessel"]


@pytest.mark.parametrize(
    ("declared", "system"),
    [*((each, "sjtsk") for each in SJTSK), *((each, "wgs84") for each in WGS84), *((each, "other") for each in OTHERS)],
)
def test_every_spelling_is_understood(declared: str, system: str) -> None:
    """Also written out as programs do it, where the number is lost."""
    crs = CRS(declared)
    texts = [declared, crs.to_wkt("WKT2_2019")]
    for version in ("WKT1_GDAL", "WKT1_ESRI"):
        try:
            texts.append(crs.to_wkt(version))
        except Exception:  # noqa: S112 - not each can be written in each way
            continue
    assert [system_of(text) for text in texts] == [system] * len(texts)


@pytest.mark.parametrize("declared", [None, "", "nonsense", 'LOCAL_CS["unknown",UNIT["metre",1]]'])
def test_what_says_nothing_leaves_the_numbers_to_decide(declared: str | None) -> None:
    assert system_of(declared) is None
