"""Receipt codes: the only key to a message for its sender, who has no account.

A code is 16 digits and a check digit. It is derived from what was submitted, so that a submission repeated by a double
click or a reload gets the same code, and it is never stored: the database holds a keyed hash. Only for the mail with
the copy of the confirmation it is kept, encrypted: in the mail queue until that has been sent, and before that with a
message that waits for review.
"""

import base64
import re

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac
from stdnum import damm

from mailbox.models import Message

DIGITS = 16  # without the check digit; a guess hits one of a million messages once in ten thousand million tries
_GROUP = 4
_MOST_TYPED = 60  # characters; longer input is not a code


def make_code(identity: str, attempt: int = 0, *, key: str | None = None) -> str:
    """The code of a submission: digits only, with the check digit.

    Args:
        identity: what makes the submission the same one when it is repeated; secret from everybody else.
        attempt: another number gives another code, for the case that two submissions meet in one.
        key: the secret key that was the portal's when the submission came first, if it is not today's.
    """
    named = f"{attempt}:{identity}"
    secret = salted_hmac("mailbox.receipts.code", named, secret=key, algorithm="sha256").hexdigest()
    digits = str(int(secret, 16) % 10**DIGITS).zfill(DIGITS)
    return digits + str(damm.calc_check_digit(digits))


def format_code(code: str) -> str:
    """The code in groups of four, the check digit after a dash: `1234 5678 9012 3456-7`."""
    groups = [code[start : start + _GROUP] for start in range(0, DIGITS, _GROUP)]
    return f"{' '.join(groups)}-{code[DIGITS:]}"


def parse_code(typed: str) -> str | None:
    """The code that was typed, in any grouping, or None if it cannot be one.

    The check digit finds every single wrong digit and every swap of two neighbouring ones.
    """
    if len(typed) > _MOST_TYPED:
        return None
    code = re.sub(r"[\s\-‐‑–—.·]+", "", typed)
    if not re.fullmatch(rf"[0-9]{{{DIGITS + 1}}}", code):
        return None
    return code if damm.is_valid(code) else None


def digest_of(code: str, *, key: str | None = None) -> str:
    """What the database holds instead of a code.

    Args:
        code: digits only.
        key: the secret key that was the portal's when the code was made, if it is not today's.
    """
    return salted_hmac("mailbox.receipts.hash", code, secret=key, algorithm="sha256").hexdigest()


def digests_of(code: str) -> list[str]:
    """What the database may hold instead of a code, also of one from before a change of the key."""
    return [digest_of(code, key=key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def find_message(code: str) -> Message | None:
    """The message of a code that `parse_code` accepted, or None. Codes from before a change of the key work, too."""
    return Message.objects.filter(receipt_hash__in=digests_of(code)).first()


def seal_code(code: str) -> str:
    """The code encrypted, for the mail with the confirmation."""
    return _encryption().encrypt(code.encode()).decode()


def unseal_code(sealed: str) -> str | None:
    """The code that `seal_code` encrypted, or None if it was under a key that is gone."""
    try:
        return _encryption().decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def _encryption() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    secrets = (salted_hmac("mailbox.receipts.seal", "", secret=key, algorithm="sha256").digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(secret)) for secret in secrets])
