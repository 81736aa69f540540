"""Ends what was started when a measurement is stopped."""

import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

_TERMINATED = 128 + signal.SIGTERM  # the exit code by which shells know it


def leave_properly() -> None:
    """Let SIGTERM end this process as an error would: servers, folders and worktrees are cleared away."""

    def leave(*_: object) -> NoReturn:
        sys.exit(_TERMINATED)

    signal.signal(signal.SIGTERM, leave)


def run(command: Sequence[str], *, folder: Path, environment: Mapping[str, str]) -> str:
    """Run a process of ours to its end and return what it printed; if this one is stopped, that one clears away first.

    Raises:
        subprocess.CalledProcessError: it failed; why is on the standard error output.
    """
    with subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        try:
            said, _errors = process.communicate()
        except BaseException:
            process.terminate()
            process.wait()
            raise
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return said
