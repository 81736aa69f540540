"""The one-time token of a form: makes a submission the same one when it is sent twice, and tells how long it took."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from django.core.signing import BadSignature, Signer

from .spam import FASTEST

_BYTES = 16
_MOST_TYPED = 200  # characters


@dataclass(frozen=True, slots=True)
class FormToken:
    """What a form carried: random, different each time a form is opened, and when that was."""

    value: str
    opened_at: datetime

    def too_fast(self, now: datetime) -> bool:
        """Whether the form was sent sooner than anybody could have filled it in."""
        return now - self.opened_at < FASTEST


def issue_token(*, now: datetime) -> str:
    """A new token, signed."""
    return _token_signer().sign(f"{secrets.token_hex(_BYTES)}.{now.timestamp():.3f}")


def read_token(signed: str) -> FormToken | None:
    """The token that `issue_token` signed, however long ago: people leave forms open over lunch. Else None."""
    if len(signed) > _MOST_TYPED:
        return None
    try:
        value, opened_at = _token_signer().unsign(signed).split(".", 1)
    except BadSignature:
        return None
    return FormToken(value, datetime.fromtimestamp(float(opened_at), tz=UTC))


def _token_signer() -> Signer:
    return Signer(salt="mailbox.tokens")
