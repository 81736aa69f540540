"""From what somebody types as their name to one account, and a password checked with the same work for every name."""

import unicodedata

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import User
from django.db.models import Q
from django.http import HttpRequest

_LONGEST = 254  # characters; of an e-mail, and longer than any user name


def find_account(name: str) -> User | None:
    """Whose name it is: the user name or, if nobody has that, the e-mail; in capitals or small letters.

    Nobody is found by an e-mail that several accounts have: which of them is meant, only the user name says.
    """
    typed, folded = _normalize(name), fold_name(name)
    if not typed or len(typed) > _LONGEST:  # SQLite compares with nothing of endless length
        return None
    found = [*User.objects.filter(Q(username__iexact=typed) | Q(email__iexact=typed))]
    fitting = (
        [user for user in found if user.username == typed],
        [user for user in found if fold_name(user.username) == folded],
        [user for user in found if fold_name(user.email) == folded],
    )
    candidates = next((users for users in fitting if users), [])
    return candidates[0] if len(candidates) == 1 else None


def fold_name(name: str) -> str:
    """What all ways to type the same name have in common."""
    return _normalize(name).casefold()


def _normalize(name: str) -> str:
    """As Django stores user names."""
    return unicodedata.normalize("NFKC", name).strip()


class PasswordBackend(AuthenticationBackend):  # type: ignore[misc] # allauth has no types
    """One hash is computed whatever the name: known, unknown, of somebody inactive or without a password.

    allauth's own tries a name as an e-mail, as a user name and as an e-mail again, so time tells which names exist.
    """

    def _authenticate(self, request: HttpRequest | None, **credentials: object) -> User | None:
        """Whose name and password it is.

        Args:
            request: that the password came with, if any.
            credentials: `password`, and either `account`, already found (or None), or `username`, as it was typed.
        """
        if "account" in credentials:
            account = credentials["account"]
        else:
            account = find_account(str(credentials.get("username", "")))
        return self._check_password(account, credentials["password"])  # type: ignore[no-any-return]
