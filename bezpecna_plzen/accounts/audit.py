"""Whose changes are kept in the audit log, and which of their fields."""

from collections.abc import Iterator
from contextlib import contextmanager

from auditlog.context import auditlog_disabled, set_actor
from auditlog.registry import auditlog
from django.apps import apps
from django.contrib.auth.models import User

# Every field of these. What is derived, secret or has its own history is left out.
MODELS: dict[str, set[str]] = {
    "districts.Absence": set(),
    "districts.Borough": {"boundary"},
    "districts.Department": set(),
    "districts.District": {"boundary"},  # long; a BoundarySet keeps it
    "districts.InfoBox": set(),
    "districts.KnownPlace": {"register_address"},  # follows from the address
    "districts.Locality": set(),
    "districts.Person": set(),  # public contacts
    "districts.Post": set(),
    "districts.Station": set(),
    "districts.Tenure": set(),
    "districts.Notice": {"changed_at"},
    "faq.HelpContact": set(),
    "faq.Page": set(),
    "faq.Question": {"changed_at"},
    "faq.Synonym": set(),
    "faq.Topic": set(),
    "mailbox.Desk": set(),
    "mailbox.RoutingRule": set(),
    "mailbox.SavedReply": set(),
    "auth.Group": set(),
    "auth.User": {"password", "last_login"},
    "accounts.Invitation": {"nonce", "mail"},
    "mfa.Authenticator": {"data", "created_at", "last_used_at"},
}
# Of a message only how it was dealt with: never what a citizen wrote, or who and where they are.
MESSAGE = [
    "state",
    "screening",
    "outcome",
    "post",
    "desk",
    "topic",
    "district",
    "merged_into",
    "erased_at",
]


def keep_changes() -> None:
    """Have auditlog follow the models.

    Fields are named, as without names it would follow reverse relations, too, and ask the database for them.
    """
    for label, left_out in MODELS.items():
        options = apps.get_model(label)._meta
        fields = [field.name for field in options.concrete_fields if not field.primary_key]
        auditlog.register(
            options.model,
            include_fields=[name for name in fields if name not in left_out],
            m2m_fields={field.name for field in options.many_to_many},
        )
    auditlog.register(apps.get_model("mailbox.Message"), include_fields=MESSAGE)


@contextmanager
def acting_as(user: User) -> Iterator[None]:
    """Keep changes as somebody's who is not signed in yet."""
    token = auditlog_disabled.set(False)
    try:
        with set_actor(user):
            yield
    finally:
        auditlog_disabled.reset(token)
