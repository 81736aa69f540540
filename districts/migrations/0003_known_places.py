"""Public facts the portal starts with: the department, the Municipal Police stations and the names people use.

All of it can be edited in the admin. Nothing is marked as verified: that is for the department to do.
"""

import secrets

from django.db import migrations

DEPARTMENT = {
    "name": "Odbor bezpečnosti, prevence kriminality a krizového řízení Magistrátu města Plzně",
    "address": "náměstí Republiky 16, 301 00 Plzeň",
    "phone": "378 032 251",
    "email": "info@bezpecnaplzen.eu",
}
# name, address, phone, hours, lat, lon
STATIONS = [
    ("Lochotín", "Sokolovská 105, 323 00 Plzeň", "378 036 918", "", 49.774317, 13.367437),
    ("Slovany", "Koterovská 83, 326 00 Plzeň", "378 036 920", "", 49.732132, 13.403304),
    ("Střed", "Perlová 3, 301 00 Plzeň", "378 036 933", "nonstop", 49.748348, 13.379956),
    ("Bory", "Heyrovského 40, 301 00 Plzeň", "378 036 940", "nonstop", 49.724007, 13.376434),
    ("Doubravka", "Polední 6, 312 00 Plzeň", "378 036 955", "", 49.742601, 13.411869),
    ("Skvrňany", "Karla Steinera 10a, 318 00 Plzeň", "378 036 966", "", 49.743615, 13.330578),
]
# Rough on purpose: a radius too large asks the person once more, one too small could name the wrong district.
LOCALITIES = [  # name, lat, lon, radius in metres
    ("Lochotín", 49.775, 13.369, 900),
    ("Košutka", 49.778, 13.361, 600),
    ("Vinice", 49.761, 13.354, 500),
    ("Bílá Hora", 49.773, 13.410, 700),
    ("Roudná", 49.756, 13.380, 500),
    ("Bory", 49.729, 13.367, 900),
    ("Borská pole", 49.733, 13.350, 900),
    ("Slovany", 49.732, 13.402, 1000),
    ("Petrohrad", 49.738, 13.393, 500),
    ("Zátiší", 49.739, 13.326, 500),
]


def load(apps, schema_editor):
    apps.get_model("districts", "Revision").objects.get_or_create(pk=1, defaults={"stamp": secrets.token_hex(16)})
    apps.get_model("districts", "Department").objects.get_or_create(pk=1, defaults=DEPARTMENT)
    station = apps.get_model("districts", "Station")
    for name, address, phone, hours, lat, lon in STATIONS:
        station.objects.get_or_create(
            kind="mp",
            name=name,
            defaults={"address": address, "phone": phone, "hours": hours, "lat": lat, "lon": lon},
        )
    locality = apps.get_model("districts", "Locality")
    for name, lat, lon, radius_m in LOCALITIES:
        locality.objects.get_or_create(name=name, defaults={"lat": lat, "lon": lon, "radius_m": radius_m})


class Migration(migrations.Migration):
    dependencies = [("districts", "0002_one_holder_at_once")]

    # Going back leaves the rows: they may have been edited since.
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
