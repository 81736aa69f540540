"""The pictures and the folders of docs/architecture.md are those of the code."""

import re
from xml.etree import ElementTree

import pytest

from mailbox.lifecycle import Stage, arrows
from tests.drawings.layers import EVERYWHERE, ROOT, Folder, draw_layers, read_folders, stack_layers
from tests.drawings.message_life import Move, draw_moves, read_moves
from tests.drawings.pictures import PICTURES, file_of

ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
HEAD = 'marker-end="url(#end)"'
SVG = "{http://www.w3.org/2000/svg}"


def folder(name: str, *imports: str) -> Folder:
    return Folder(name, ("room",), ("module",), frozenset(imports))


def labels(drawn: str) -> list[str]:
    return [text.text or "" for text in ElementTree.fromstring(drawn).iter(f"{SVG}text")]  # noqa: S314 - our own drawing


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_as_the_code_is(name: str) -> None:
    assert file_of(name).exists(), "run: make drawings"
    assert file_of(name).read_text(encoding="utf-8") == PICTURES[name](), "run: make drawings"
    assert f"](pictures/{name}.svg)" in ARCHITECTURE


def test_every_package_has_its_line_and_every_folder_in_it_exists() -> None:
    folders = read_folders().values()
    known = {f"{one.name}/" for one in folders} | {f"{one.name}/{room}/" for one in folders for room in one.rooms}
    told = re.findall(r"(?m)^\| `([\w/]+/)` \| .+ \|$", ARCHITECTURE)
    assert len(told) == len(set(told))
    assert known <= set(told)
    assert not [name for name in told if not (ROOT / name).is_dir()]


def test_a_folder_lies_above_what_it_imports() -> None:
    known = {one.name: one for one in (folder("top", "left", "low"), folder("left", "low"), folder("low"))}
    assert [[one.name for one in layer] for layer in stack_layers(known)] == [["low"], ["left"], ["top"]]


def test_a_circle_cannot_be_drawn() -> None:
    known = {one.name: one for one in (folder("one", "other"), folder("other", "one"))}
    with pytest.raises(ValueError, match="circle"):
        stack_layers(known)


def test_the_layers_name_every_folder_with_its_rooms_and_modules() -> None:
    drawn = labels(draw_layers({"a": folder("a", "b"), "b": folder("b")}))
    assert sorted(drawn) == ["a", "b", "module", "module", "room", "room"]


def test_only_the_nearest_folders_are_joined_by_arrows() -> None:
    known = {one.name: one for one in (folder("top", "middle", "low"), folder("middle", "low"), folder("low"))}
    assert draw_layers(known).count(HEAD) == 2


def test_what_any_app_has_is_left_out() -> None:
    shown = {name for one in read_folders().values() for name in (*one.rooms, *one.modules)}
    assert not shown & EVERYWHERE
    assert {"lookup", "intake", "settings", "routing"} <= shown


def test_every_move_of_a_message_is_drawn_from_where_to_where_and_by_whom() -> None:
    moves = read_moves()
    drawn = {(source, move.to) for move in moves for source in move.sources or (None,)}
    assert drawn >= {(str(arrow.source), str(arrow.to)) for arrow in arrows() if arrow.source not in (None, arrow.to)}
    assert {(None, str(Stage.RECEIVED)), (None, str(Stage.HELD))} <= drawn
    whos = {who.value for arrow in arrows() for who in arrow.by}
    assert {who for move in moves for who in move.who.split(" · ")} == whos


def test_stages_are_columns_and_moves_rows() -> None:
    moves = [Move("send", (), "new", "sender"), Move("answer <b>", ("new", "late"), "done", "staff")]
    drawn = draw_moves(["new", "done", "late"], moves, title="A life")
    assert labels(drawn) == ["new", "done", "late", "sender", "send", "staff", "answer <b>"]
    assert drawn.count(HEAD) == 3  # two lead to „done“ from its two sides
    assert drawn.count("<circle") == 3
