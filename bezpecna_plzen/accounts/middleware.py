"""Ends sessions that last too long, and writes down changes made by those who are signed in.

Both leave visitors without a session alone: no cookie is read or set for them, and the database is not asked.
"""

import logging
import time
from collections.abc import Callable

from auditlog.context import disable_auditlog
from auditlog.middleware import AuditlogMiddleware
from django.conf import settings
from django.contrib import messages
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from bezpecna_plzen.accounts.second_factor import Standing, end_session, find_standing
from bezpecna_plzen.accounts.session_length import SEEN, is_over
from core import database_outage
from mailbox.intake import form_rescue

logger = logging.getLogger(__name__)
SAVED_EVERY_S = 60  # often enough for the idle limit, and not a write to the database with each click


def _is_signed_in(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated


class PatientSessionMiddleware(SessionMiddleware):
    """A page that is ready is not lost because the session of its reader cannot be saved now.

    Whoever is signing in gets the page of trouble instead: without the session the next step knows nothing of the
    password and would only ask for it again.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Save the session if it was changed and the database takes it."""
        try:
            return super().process_response(request, response)
        except (SessionInterrupted, DatabaseError, InterfaceError) as error:
            if not database_outage.is_outage(error):
                raise
            if request.method == "POST" and not _is_signed_in(request):
                return form_rescue.render_outage(request, error)
            logger.warning("a session was not saved: the database is in trouble")
            database_outage.recover_connections(error)
            return response


class SessionLimitsMiddleware:
    """Signs out after the longest time allowed, and whoever has no second factor any more; keeps the session of
    somebody active from running out before.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _is_signed_in(request):
            now = time.time()
            if is_over(request, now=now):
                end_session(request)
                messages.info(request, _("You have been signed in for a long time. Please sign in again."))
            elif find_standing(request) is Standing.UNPROVEN:
                end_session(request)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., object], args: object, kwargs: object) -> None:
        """Start the idle time anew, unless a script asks by itself."""
        if _is_signed_in(request) and not getattr(view, "is_automatic", False):
            now = time.time()
            if now - request.session.get(SEEN, 0) > SAVED_EVERY_S:
                request.session[SEEN] = now  # saving it does that


class StaffAuditMiddleware(AuditlogMiddleware):  # type: ignore[misc] # auditlog has no types
    """Keeps who changed what. What a visitor writes is recorded where it belongs, not here."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _is_signed_in(request):
            return super().__call__(request)  # type: ignore[no-any-return]
        with disable_auditlog():
            return self.get_response(request)  # type: ignore[no-any-return]
