"""Phones as they are compared."""

import re


def dialled_digits(phone: str) -> str:
    """A phone for comparing, however it is written."""
    return re.sub(r"^(\+|00)420(?=\d{9}$)", "", re.sub(r"[^\d+]", "", phone))
