"""The process that reads files of GIS programs is shut in, as far as the system can do it."""

import socket
import subprocess
import sys
from pathlib import Path

from django.conf import settings

TRY = """
import socket, sys
from pathlib import Path
from districts.importers.gis import sandbox
{shut_in}
"""


def ask(shut_in: str, *arguments: object) -> str:
    """What a process prints that shuts itself in and then tries something."""
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", TRY.format(shut_in=shut_in), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=True,
        cwd=settings.BASE_DIR,
    )
    return done.stdout.strip()


def test_only_the_folder_of_the_file_can_be_read(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    for folder in (inside, outside):
        folder.mkdir()
        (folder / "file").write_text("text", encoding="utf-8")
    said = ask(
        "left = sandbox.leave_disk([Path(sys.argv[1])])\n"
        "print(left, Path(sys.argv[1], 'file').read_text())\n"
        "try: print(Path(sys.argv[2], 'file').read_text())\n"
        "except PermissionError: print('refused')\n"
        "try: Path(sys.argv[1], 'new').write_text('x')\n"
        "except PermissionError: print('refused')",
        inside,
        outside,
    )
    has_landlock = said.startswith("True")  # not each kernel has it
    assert said.split() == ["True", "text", "refused", "refused"] if has_landlock else ["False", "text", "text"]


def test_there_is_no_network() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        said = ask(
            "print(sandbox.leave_network())\n"
            "try: socket.create_connection(('127.0.0.1', int(sys.argv[1])), 2); print('connected')\n"
            "except OSError: print('refused')",
            server.getsockname()[1],
        )
    may_leave = said.startswith("True")  # not in each container
    assert said.split() == ["True", "refused"] if may_leave else ["False", "connected"]


def test_memory_is_bounded() -> None:
    said = ask(
        "sandbox.limit_resources()\n"
        "try: bytearray(2**20 * (sandbox.DATA_MB + 1)); print('taken')\n"
        "except MemoryError: print('refused')"
    )
    assert said == "refused"
