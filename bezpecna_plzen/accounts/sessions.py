"""Where sessions are kept (`SESSION_ENGINE`): as Django keeps them in the database, with whose they are beside it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

KEPT = "kept_form"  # in the session: see `kept_forms.py`
KEPT_FOR = timedelta(hours=1)
BROWSER = "browser"  # in the session: what the browser and the system are called


class SessionStore(DatabaseStore):
    """Django's own store, with our table."""

    @classmethod
    def get_model_class(cls) -> Any:  # noqa: ANN401 - the class of a model, which cannot be imported before the apps
        from .models import Session

        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Any:  # noqa: ANN401 - as above
        """The row of a session, with what its data says of the person."""
        row: Any = super().create_model_instance(data)
        row.user_id = data.get(SESSION_KEY)
        row.started_at = _started_at(data)
        row.browser = data.get(BROWSER, "")
        if KEPT in data and row.user_id is None:  # who does not come back leaves nothing for longer
            row.expire_date = min(row.expire_date, datetime.fromtimestamp(data[KEPT]["until"], UTC))
        return row


def _started_at(data: dict[str, Any]) -> datetime | None:
    """When somebody signed in: the first time that they proved who they are in this session."""
    times = [record["at"] for record in data.get(AUTHENTICATION_METHODS_SESSION_KEY, [])]
    return datetime.fromtimestamp(min(times), UTC) if times else None
