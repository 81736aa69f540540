"""The one-time token of a form: makes a submission the same one when it is sent twice, and tells how long it took."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from django.core.signing import BadSignature, Signer

from .spam import FASTEST

_BYTES = 16
_MOST_TYPED = 200  # characters


@dataclass(frozen=True, slots=True)
class Token:
    """What a form carried: random, different each time a form is opened, and when that was."""

    value: str
    opened_at: datetime

    def too_fast(self, now: datetime) -> bool:
        """Whether the form was sent sooner than anybody could have filled it in."""
        return now - self.opened_at < FASTEST


def issue(*, now: datetime) -> str:
    """A new token, signed."""
    return _signer().sign(f"{secrets.token_hex(_BYTES)}.{now.timestamp():.3f}")


def read(signed: str) -> Token | None:
    """The token that `issue` signed, however long ago: people leave forms open over lunch. None if it is not one."""
    if len(signed) > _MOST_TYPED:
        return None
    try:
        value, opened_at = _signer().unsign(signed).split(".", 1)
    except BadSignature:
        return None
    return Token(value, datetime.fromtimestamp(float(opened_at), tz=UTC))


def _signer() -> Signer:
    return Signer(salt="mailbox.tokens")
