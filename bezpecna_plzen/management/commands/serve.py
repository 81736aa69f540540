"""`serve`: the web server."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from bezpecna_plzen import serving
from districts import demo

WELCOME = """
  Portal      {address}{shown}
  Admin       {admin}  (make yourself an account: {port}{manage} invite NAME --superuser)
  Mails       wait in the queue; to read them here: EMAIL_URL=console: {manage} send_queued_mail
  Real data   {manage} import_boroughs FILE
              {manage} import_districts FILE
              {manage} import_addresses FILE
              {manage} import_staff FILE
              (docs/data.md says where the files come from; --dry-run only checks them)
  Stop        Ctrl-C
"""

DEFAULT_PORT = 8000  # which other commands suppose, too, unless PORT says otherwise


def welcome(host: str, port: int, *, illustrative: bool) -> str:
    """What whoever starts the portal for the first time needs to know."""
    named = "localhost" if host == "127.0.0.1" else host  # browsers take no passkey for the former
    return WELCOME.format(
        address=f"http://{host}:{port}/",
        admin=f"http://{named}:{port}/admin/",
        port="" if port == DEFAULT_PORT else f"PORT={port} ",
        manage=".venv/bin/python manage.py",
        shown="  (illustrative data, and every page says so)" if illustrative else "",
    )


class Command(BaseCommand):
    """Parses the arguments; see `bezpecna_plzen/serving.py`."""

    help = "Serve the portal. It listens on 127.0.0.1 unless told otherwise."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
        parser.add_argument("--port", type=int, default=settings.PORT, help="port to listen on (PORT, else 8000)")
        parser.add_argument("--workers", type=int, help="processes (one for each core, 2 to 4)")
        parser.add_argument("--prepare", action="store_true", help="first bring database and static files up to date")
        parser.add_argument("--demo", action="store_true", help="first load illustrative data if there is none")

    def handle(self, *, host: str, port: int, workers: int | None, **options: Any) -> None:  # noqa: ANN401
        try:
            serving.check_port(host, port)
        except serving.UnusableAddressError as error:
            raise CommandError(
                f"Cannot listen on {host}:{port} ({error.__cause__}). If another program uses the port, stop it or "
                "choose another port, for example: make run PORT=8001"
            ) from error
        if options["prepare"]:
            serving.prepare_database_and_files()
        if options["demo"]:
            illustrative = demo.load_demo(now=timezone.now()) is not demo.DatabaseState.REAL
            self.stdout.write(welcome(host, port, illustrative=illustrative))
            self.stdout.flush()
        serving.run_server(host=host, port=port, workers=workers)
