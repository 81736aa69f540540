"""Models stand alone: loading them loads no service of the portal, and nothing heavy."""

import json
import subprocess
import sys

LOAD_ALL_MODELS = """
import json, sys
from django.apps import AppConfig, apps
from django.conf import settings

for entry in settings.INSTALLED_APPS:  # as Django does it, but for what an app does when all are ready
    config = AppConfig.create(entry)
    config.apps, apps.app_configs[config.label] = apps, config
apps.apps_ready = True
for config in apps.get_app_configs():
    config.import_models()
print(json.dumps(sorted(sys.modules)))
"""
OURS = {"bezpecna_plzen", "core", "districts", "faq", "mailbox"}
HEAVY = {"shapely", "pyproj", "pyogrio", "PIL", "numpy", "openpyxl"}
APPS = OURS | {"bezpecna_plzen.accounts"}
SETTINGS = ("bezpecna_plzen.settings", "bezpecna_plzen.security")
MODELS = {"bezpecna_plzen.accounts.models", "districts.models", "faq.models", "mailbox.models"}


def test_models_load_neither_services_nor_geometry_nor_pictures() -> None:
    run = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", LOAD_ALL_MODELS], capture_output=True, check=True, text=True
    )
    loaded = set(json.loads(run.stdout))
    assert loaded >= MODELS
    assert not loaded & HEAVY
    ours = {name for name in loaded if name.partition(".")[0] in OURS - {"core"}}
    wiring = {name for name in ours if name.startswith(SETTINGS)}
    services = {name for name in ours - wiring - APPS if ".models" not in name and not name.endswith(".apps")}
    assert not services
