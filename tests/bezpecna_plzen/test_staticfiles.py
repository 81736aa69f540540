"""Static files as they are published: parts of a style sheet in one file, each file named by what is in it."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings as project
from django.core.management import call_command
from pytest_django import Settings


def publish(settings: Settings, folder: Path, files: dict[str, str]) -> Path:
    """Publish these files and return the folder where they are."""
    for name, text in files.items():
        path = folder / "source" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    settings.STATICFILES_DIRS = [folder / "source"]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = folder / "published"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "bezpecna_plzen.staticfiles.PortalStorage"}}
    call_command("collectstatic", interactive=False, verbosity=0)
    return folder / "published"


def only(folder: Path, pattern: str) -> Path:
    (found,) = folder.glob(pattern)
    return found


def test_the_parts_of_a_style_sheet_become_one_file_in_their_order(settings: Settings, tmp_path: Path) -> None:
    files = {
        "css/site.css": '/* all */\n@import "first.css";\n@import "parts/second.css";\n',
        "css/first.css": "a { color: red }\n" * 200,  # worth compressing
        "css/parts/second.css": "a { color: blue }\n",
    }
    published = publish(settings, tmp_path, files)
    sheet = only(published, "css/site.*.css").read_text()
    assert "@import" not in sheet
    assert sheet.index("red") < sheet.index("blue")
    assert gzip.decompress(only(published, "css/site.*.css.gz").read_bytes()).decode() == sheet


def test_what_pages_link_is_compressed(settings: Settings, tmp_path: Path) -> None:
    """Not what nobody links: files by their plain names, and the maps of minified scripts."""
    script = "const a = 1;\n" * 200  # worth compressing
    published = publish(settings, tmp_path, {"a.js": script, "a.js.map": script})
    compressed = [path.stem for kind in ("br", "gz") for path in published.glob(f"*.{kind}")]
    assert compressed == [only(published, "a.*.js").name] * 2


def test_a_changed_part_gives_the_whole_another_name(settings: Settings, tmp_path: Path) -> None:
    files = {"css/site.css": '@import "part.css";\n', "css/part.css": "a { color: red }\n"}
    before = {path.name for path in publish(settings, tmp_path, files).glob("css/site.*.css")}
    after = {
        path.name
        for path in publish(settings, tmp_path, files | {"css/part.css": "a { color: blue }\n"}).glob("css/site.*.css")
    }
    assert len(before) == 1
    assert len(after - before) == 1


def test_a_part_that_is_not_there_stops_the_publishing(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="lost"):
        publish(settings, tmp_path, {"css/site.css": '@import "lost.css";\n'})


def test_every_part_of_our_style_sheet_is_used_and_has_no_relative_address() -> None:
    folder = project.BASE_DIR / "static" / "css"
    whole = (folder / "portal.css").read_text(encoding="utf-8")
    parts = re.findall(r'^@import "([^"]+)";$', whole, re.MULTILINE)
    assert sorted(parts) == sorted(
        ["tokens.css", *(f"portal/{path.name}" for path in (folder / "portal").glob("*.css"))]
    )
    assert [part for part in parts if "url(" in (folder / part).read_text(encoding="utf-8")] == []
