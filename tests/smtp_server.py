"""The process of the SMTP server of the tests: `python -I smtp_server.py PORT FOLDER`.

It stands by itself, and tests talk to it through `tests/smtp.py`: aiosmtpd imports the standard library's `mailbox`,
which our folder of that name hides from everything that can import the project.
"""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

HANG, DROP, DIE = "hang", "drop", "accept and die"  # as in `tests/smtp.py`, which cannot be imported here
FOR_EVER_S = 3600  # longer than any test


class Behaviour:
    """What a test wants of the server, read anew at every stage of a conversation."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "behaviour.json"

    def wanted(self, stage: str, recipient: str = "") -> str:
        """The line to answer with, HANG, DROP or DIE; empty if the server shall behave well."""
        order = json.loads(self._file.read_text()) if self._file.exists() else {}
        fits = order.get("stage") == stage and order["only"] in ("", recipient)
        return str(order["how"]) if fits else ""

    async def misbehave(self, server: Any, stage: str, recipient: str = "") -> str:
        """The line to answer with, if any; does not come back while hanging."""
        how = self.wanted(stage, recipient)
        if how in (DROP, DIE):
            server.transport.abort()
        if how in (HANG, DROP, DIE):
            await asyncio.sleep(FOR_EVER_S)
        return how


class Handler:
    """Accepts mails and writes them down, unless it shall misbehave; the names of its methods are aiosmtpd's."""

    def __init__(self, folder: Path, behaviour: Behaviour) -> None:
        self._mails = folder / "mails.jsonl"
        self._behaviour = behaviour

    async def handle_MAIL(  # noqa: N802
        self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take the sender."""
        answer = await self._behaviour.misbehave(server, "mail")
        if not answer:
            envelope.mail_from = address
        return answer or "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a recipient."""
        answer = await self._behaviour.misbehave(server, "rcpt", address)
        if not answer:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take the mail."""
        content = envelope.content
        if self._behaviour.wanted("data") in ("", DIE) and isinstance(content, bytes):
            mail = {"from": envelope.mail_from, "to": envelope.rcpt_tos, "content": content.decode("latin-1")}
            with self._mails.open("a") as mails:
                mails.write(json.dumps(mail) + "\n")
        return await self._behaviour.misbehave(server, "data") or "250 OK"


class Server(SMTP):
    """One connection."""

    def __init__(self, folder: Path) -> None:
        behaviour = Behaviour(folder)
        super().__init__(Handler(folder, behaviour), hostname="localhost")
        self._asked = folder / "asked.txt"
        self._behaviour = behaviour

    async def _handle_client(self) -> None:
        with self._asked.open("a") as asked:
            asked.write(".")
        if answer := await self._behaviour.misbehave(self, "connect"):
            await self.push(answer)
            if self.transport is not None:
                self.transport.close()
        elif self.transport is not None:
            await super()._handle_client()


async def serve(port: int, folder: Path) -> None:
    """Listen until the process is killed."""
    server = await asyncio.get_running_loop().create_server(lambda: Server(folder), "127.0.0.1", port)
    (folder / "ready").touch()
    await server.serve_forever()


if __name__ == "__main__":
    os.umask(0o077)
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
