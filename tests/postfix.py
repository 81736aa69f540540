"""A real Postfix on this machine for one test: everything it has is in a folder of its own.

It takes mails for `portal.example.org` itself and hands all others on to the SMTP server of the tests. It is started as
root, as it always is, so tests with it carry the marker `root`.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.running import free_port
from tests.smtp import SmtpServer

MISSING = "needs Postfix: apt install postfix"
_MAIN = """
compatibility_level = 3.6
myhostname = mail.portal.example.org
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
smtp_host_lookup = native
relayhost = [127.0.0.1]:{next_port}
alias_maps =
virtual_mailbox_domains = portal.example.org
virtual_mailbox_base = {folder}/mails
virtual_mailbox_maps = inline:{{ {{ infoschranka@portal.example.org = infoschranka/ }} }}
virtual_minimum_uid = 1
virtual_uid_maps = static:{user}
virtual_gid_maps = static:{user}
smtpd_recipient_restrictions = check_recipient_access inline:{{ {{ seda@portal.example.org = 450 4.2.0 greylisted }} }},
    reject_unlisted_recipient, permit_mynetworks, reject
bounce_queue_lifetime = 60s
delay_warning_time = 1s
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 1s
maximal_queue_lifetime = 60s
"""
_MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""
_NOBODY = 65534  # who owns what comes into the mailbox


@dataclass(frozen=True)
class Postfix:
    """The server, seen from a test."""

    folder: Path
    port: int

    def take_mails(self) -> list[bytes]:
        """What has come into the mailbox since the last time."""
        found = sorted((self.folder / "mails" / "infoschranka" / "new").glob("*"))
        mails = [each.read_bytes() for each in found]
        for each in found:
            each.unlink()
        return mails


@pytest.fixture
def postfix(smtp: SmtpServer) -> Iterator[Postfix]:
    """Postfix, as it is installed, with settings of its own."""
    program = shutil.which("postfix", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        pytest.skip(MISSING)
    with TemporaryDirectory() as name:
        folder, port = Path(name), free_port()
        folder.chmod(0o755)
        for each in ("etc", "queue", "data", "mails"):
            (folder / each).mkdir()
        os.chown(folder / "mails", _NOBODY, _NOBODY)
        shutil.chown(folder / "data", "postfix")
        names = {"folder": folder, "port": port, "next_port": smtp.port, "user": _NOBODY}
        (folder / "etc" / "main.cf").write_text(_MAIN.format(**names))
        (folder / "etc" / "master.cf").write_text(_MASTER.format(**names))
        command = [program, "-c", str(folder / "etc")]
        subprocess.run([*command, "start"], check=True, capture_output=True)  # noqa: S603 - ours
        try:
            yield Postfix(folder, port)
        finally:
            subprocess.run([*command, "abort"], check=False, capture_output=True)  # noqa: S603 - ours
