"""Processes that decode: whatever becomes of one, it is an error in words, and the next picture is decoded."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from django.conf import settings

from core.images import decoder_process, decoding, heic_decoder, picture_decoder
from core.images.decoder_process import CleanPicture, RefusedError, Verdict
from core.images.decoding import BusyError, Decoder
from core.images.pixels import Encoding
from tests.core import failing_decoder
from tests.hostile_images import encoded, picture
from tests.running import PATIENCE_S

NO_VERDICT, ENDLESS = "lie 9" + " 0" * 12, "lie" + " 0" * 9 + " 255" * 4  # answers that no decoder of ours gives

pytestmark = pytest.mark.once


@pytest.fixture
def failing() -> Iterator[Decoder]:
    """A decoder that does what it is told, with a second for each picture."""
    decoder = Decoder(failing_decoder.__name__)
    yield decoder
    decoder.stop()


def decode(decoder: Decoder, content: bytes = b"") -> CleanPicture:
    return decoder.decode(content, 2048, Encoding.JPEG)


def process_of(decoder: Decoder) -> int:
    assert decoder.process is not None
    return decoder.process.pid


def seconds_left(decoder: Decoder) -> int:
    """Of processor time, with what it has used."""
    limits = Path(f"/proc/{process_of(decoder)}/limits").read_text()
    return int(re.search(r"Max cpu time +(\d+)", limits)[1])  # type: ignore[index] # it is there


@pytest.mark.parametrize("told", ["crash", "eat", "work 3", NO_VERDICT, ENDLESS])
def test_a_picture_that_ends_its_decoder_is_refused_and_the_next_one_is_not(failing: Decoder, told: str) -> None:
    decode(failing)
    with pytest.raises(RefusedError) as refused:
        decode(failing, told.encode())
    assert refused.value.verdict is Verdict.DAMAGED
    assert decode(failing).width == 9


def test_a_decoder_that_takes_too_long_is_given_up(failing: Decoder, monkeypatch: pytest.MonkeyPatch) -> None:
    decode(failing)
    before = process_of(failing)
    monkeypatch.setattr(decoding, "PATIENCE_S", 0.1)
    failing.stop()
    with pytest.raises(BusyError):
        decode(failing, b"sleep")
    monkeypatch.undo()
    assert decode(failing).width == 9
    assert process_of(failing) != before


def test_each_picture_has_its_time_however_many_came_before(failing: Decoder) -> None:
    decode(failing)
    before = seconds_left(failing)
    decode(failing, b"work 1")
    decode(failing)
    assert seconds_left(failing) == before + 1


def test_a_decoder_is_used_again_and_replaced_after_some_pictures(
    failing: Decoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decoding, "PICTURES", 5)
    used = []
    for _ in range(7):
        assert decode(failing).width == 9
        used.append(process_of(failing))
    assert used[0] == used[4] != used[5] == used[6]


def test_one_that_was_killed_meanwhile_is_replaced(failing: Decoder) -> None:
    decode(failing)
    os.kill(process_of(failing), signal.SIGKILL)
    os.waitid(os.P_PID, process_of(failing), os.WEXITED | os.WNOWAIT)
    assert decode(failing).width == 9


@pytest.mark.parametrize("program", [picture_decoder, heic_decoder])
def test_a_decoder_gives_way_has_limits_and_ends_with_whoever_asks(program: ModuleType) -> None:
    ours, theirs = socket.socketpair()
    command = [sys.executable, "-m", program.__name__]
    with ours, subprocess.Popen(command, cwd=settings.BASE_DIR, stdin=theirs.fileno()) as process:  # noqa: S603 - our own program
        theirs.close()
        about = Path(f"/proc/{process.pid}/limits")
        give_up = time.monotonic() + PATIENCE_S
        while "Max cpu time              9 " not in (limits := about.read_text()):  # 8 and the second it began in
            assert time.monotonic() < give_up, limits
            time.sleep(0.05)
        assert os.getpriority(os.PRIO_PROCESS, process.pid) >= 5
        assert f"Max address space         {decoder_process.MEMORY_MB * 2**20} " in limits
        assert decoder_process.MEMORY_MB <= 400
        ours.close()  # as when whoever asks was killed
        assert process.wait(PATIENCE_S) == 0


@pytest.mark.parametrize(("program", "kind"), [(picture_decoder, "JPEG"), (heic_decoder, "HEIF")])
def test_a_decoder_does_not_get_our_environment(
    program: ModuleType, kind: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It holds the secret key and the password of the database."""
    (tmp_path / "sitecustomize.py").write_text("import os; os._exit(9)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    decoder = Decoder(program.__name__)
    try:
        assert decode(decoder, encoded(picture(), kind)).width == 96
    finally:
        decoder.stop()
