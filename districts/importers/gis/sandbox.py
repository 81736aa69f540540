"""Shuts the process that reads foreign files in: its memory, its time, the network, the rest of the disk. No Django.

The limits hold on every system with them; what Linux alone can do, and not each of its kernels and containers, is done
where it works: no network at all, and no file but those that a program needs to run and those of one folder.
"""

import ctypes
import os
import resource
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

DATA_MB = 200  # of its own; libraries, shared with others, take another 50
ADDRESSES_MB = 1024
SECONDS = 10  # of processor time; the city's districts take less than one
ANSWER_MB = 16
_GIVING_WAY = 5  # niceness, as for pictures

_NEW_NETWORK, _NEW_USER = 0x40000000, 0x10000000  # CLONE_NEWNET, CLONE_NEWUSER
_NO_NEW_PRIVILEGES = 38  # PR_SET_NO_NEW_PRIVS
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # system calls of Landlock, the same on all processors
_VERSION = 1  # asks for it
_BENEATH_PATH = 1
_EXECUTE, _READ_FILE, _READ_FOLDER = 1 << 0, 1 << 2, 1 << 3
# How many kinds of access to files each version of Landlock knows; all are forbidden but those named above.
_KINDS = {1: 13, 2: 14, 3: 15, 4: 15}
_KINDS_SINCE = 16
_TCP_SINCE = 4
_ALL_TCP = 0b11  # to listen and to connect


def limit_resources() -> None:
    """Bound what this process may use from now on; what it writes to a file, too."""
    os.nice(_GIVING_WAY)
    for what, most in (
        (resource.RLIMIT_DATA, DATA_MB * 2**20),
        (resource.RLIMIT_AS, ADDRESSES_MB * 2**20),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, ANSWER_MB * 2**20),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def leave_network() -> bool:
    """Leave the network for good, where the system lets us; whether it did."""
    if sys.platform != "linux":
        return False
    unshare = ctypes.CDLL(None, use_errno=True).unshare
    return bool(unshare(_NEW_NETWORK) == 0 or unshare(_NEW_USER | _NEW_NETWORK) == 0)


def leave_disk(readable: Iterable[Path]) -> bool:
    """Give up all files but those below these folders, which can only be read, and all TCP; whether the system did.

    Files that are open stay so.
    """
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    version = libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _VERSION)
    if version < 1:
        return False
    kinds = (1 << _KINDS.get(version, _KINDS_SINCE)) - 1
    handled = struct.pack("=QQ", kinds, _ALL_TCP) if version >= _TCP_SINCE else struct.pack("=Q", kinds)
    rules = libc.syscall(_CREATE_RULESET, handled, ctypes.c_size_t(len(handled)), 0)
    for folder in readable:
        place = os.open(folder, os.O_PATH | os.O_CLOEXEC)
        rule = struct.pack("=Qi", _EXECUTE | _READ_FILE | _READ_FOLDER, place)
        libc.syscall(_ADD_RULE, rules, _BENEATH_PATH, rule, 0)
        os.close(place)
    libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    return bool(libc.syscall(_RESTRICT_SELF, rules, 0) == 0)
