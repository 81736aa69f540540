"""The settings of the portal that the browser looks at: the real ones, but a password is checked without delay."""

from bezpecna_plzen.settings import *  # noqa: F403 - all of them

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
