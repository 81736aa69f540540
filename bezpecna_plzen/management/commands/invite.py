"""`invite`: a link by which somebody sets up their second factor, for whoever runs the portal."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from bezpecna_plzen.accounts import invitations
from bezpecna_plzen.accounts.second_factor import forget_factors as forget_factors_of


class Command(BaseCommand):
    """Parses the arguments; see `bezpecna_plzen/accounts/invitations.py`."""

    help = "Print a link by which somebody sets up a passkey, or a password and an app, and signs in. It lasts a day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="the name of the account")
        parser.add_argument("--superuser", action="store_true", help="make the account if there is none; it may do all")
        parser.add_argument("--forget-factors", action="store_true", help="first forget the second factors it has")

    @transaction.atomic
    def handle(self, *, username: str, superuser: bool, forget_factors: bool, **options: Any) -> None:  # noqa: ANN401
        user = User.objects.filter(username=username).first()
        if user is None:
            if not superuser:
                raise CommandError(f"There is no account {username}. To make it: invite {username} --superuser")
            user = _make_superuser(username)
        elif superuser and not user.is_superuser:
            raise CommandError(
                f"There is an account {username} already, and it is no superuser. "
                "Leave --superuser out to invite it as it is, or choose another name."
            )
        if forget_factors:
            forget_factors_of(user, now=timezone.now())
        try:
            invitation = invitations.make_invitation(user, by=None, now=timezone.now())
        except ValidationError as error:
            raise CommandError(f"{error.message} (invite {username} --forget-factors)") from error
        self.stdout.write(invitations.link_of(invitation))


def _make_superuser(username: str) -> User:
    try:
        User(username=username).clean_fields(exclude=["password"])
    except ValidationError as error:
        raise CommandError(f"{username!r} is no user name: {' '.join(error.messages)}") from error
    return User.objects.create_superuser(username)
