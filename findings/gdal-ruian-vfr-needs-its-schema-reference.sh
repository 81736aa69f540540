#!/usr/bin/env bash
# The exchange format of the Czech register RÚIAN (VFR), cut to what one needs, is read by GDAL as one layer of nameless polygons:
# no error, no warning, every code and name gone – because the root has lost an attribute that XML does not need.
#
# Good guess: GDAL knows the format by its root element and namespace (vf:VymennyFormat, urn:cz:isvs:ruian:…:v1), so a file that
#   still has both, and boroughs (Momc) in them as before, gives the layer Momc with Kod, Nazev, ObecKod.
# Behaviour: it knows the format by xsi:schemaLocation alone, and by that text letter for letter, with its relative path
#   ../ruian/xsd/vymenny_format/VymennyFormatTypy.xsd (gml_registry.xml). XSLT, lxml and every tool that writes the elements it was
#   asked for drop this hint, or put another path there. Then GDAL guesses a schema: one layer called Polygon without Kod and Nazev.
# Whom it hurts: whoever cuts the boroughs out of a city's file of some hundred megabytes before giving it to a GIS.
# Source: pyogrio 0.13.0 from PyPI, which brings GDAL 3.12.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --disable-pip-version-check pyogrio==0.13.0 numpy==2.4.6
"$folder/env/bin/python" - "$folder" <<'PYTHON'
import sys
from pathlib import Path

import pyogrio

RING = "-822000 -1070000 -821000 -1070000 -821000 -1069000 -822000 -1070000"
POLYGON = (
    '<gml:Polygon gml:id="P" srsName="urn:ogc:def:crs:EPSG::5514"><gml:exterior><gml:LinearRing>'
    f"<gml:posList>{RING}</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon>"
)
TEXT = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<vf:VymennyFormat xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:mci="urn:cz:isvs:ruian:schemas:MomcIntTypy:v1" xmlns:vf="urn:cz:isvs:ruian:schemas:VymennyFormatTypy:v1"%s>'
    "<vf:Hlavicka><vf:TypSouboru>OB</vf:TypSouboru></vf:Hlavicka><vf:Data><vf:Momc>"
    '<vf:Momc gml:id="MC.1"><mci:Kod>545970</mci:Kod><mci:Nazev>Plzeň 1</mci:Nazev>'
    '<mci:Geometrie><mci:OriginalniHranice><gml:MultiSurface gml:id="S" srsName="urn:ogc:def:crs:EPSG::5514">'
    f"<gml:surfaceMember>{POLYGON}</gml:surfaceMember></gml:MultiSurface></mci:OriginalniHranice></mci:Geometrie>"
    "</vf:Momc></vf:Momc></vf:Data></vf:VymennyFormat>"
)
HINT = ' xsi:schemaLocation="urn:cz:isvs:ruian:schemas:VymennyFormatTypy:v1 %sVymennyFormatTypy.xsd"'
print("pyogrio", pyogrio.__version__, "GDAL", pyogrio.__gdal_version_string__)
seen = {}
for name, hint in {
    "as published": HINT % "../ruian/xsd/vymenny_format/",
    "another path in the hint": HINT % "",
    "without the hint": "",
}.items():
    path = Path(sys.argv[1], f"{name}.xml")
    path.write_text(TEXT % hint, encoding="utf-8")
    layers = [str(layer) for layer, _kind in pyogrio.list_layers(path)]
    layer = "Momc" if "Momc" in layers else layers[0]
    fields = list(pyogrio.read_info(path, layer=layer)["fields"])
    seen[name] = "Momc" in layers and "Nazev" in fields
    print(f"{name:26} {len(layers):2} layers; {layer}: {', '.join(fields[:4]) or 'no columns'}")
if list(seen.values()) != [True, False, False]:
    sys.exit("the behaviour has changed")
PYTHON
