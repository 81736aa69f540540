"""What mail servers write back: reports of a real Postfix 3.7 and a real Exim 4.96 about a mail of the portal, whose
Message-ID is left open, and such as Exchange and others write them by their documentation.
"""

from pathlib import Path

MESSAGE_ID = "<0123456789abcdef0123456789abcdef@portal.example.org>"

_FOLDER = Path(__file__).parent
NAMES = tuple(sorted(path.stem for path in _FOLDER.glob("*.eml")))


def make_report(name: str, message_id: str = MESSAGE_ID) -> bytes:
    """One of the recorded reports, about a certain mail."""
    return (_FOLDER / f"{name}.eml").read_bytes().replace(b"<MESSAGE-ID>", message_id.encode())
