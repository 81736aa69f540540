"""What to look at among the accounts, for the first page of the admin of whoever manages them."""

from datetime import date

from django.contrib.auth.models import AnonymousUser, User
from django.urls import reverse
from django.utils.translation import ngettext

from core.admin.matters import Matter
from districts.models import Person, Tenure

from .managing import list_managed, manages_accounts, without_group
from .states import shut_out


def list_matters(user: User | AnonymousUser, today: date) -> list[Matter]:
    """People in office who cannot get in, and accounts that open nothing."""
    if isinstance(user, AnonymousUser) or not manages_accounts(user):
        return []
    outside = Person.objects.filter(shut_out(), pk__in=Tenure.objects.on(today).values("person")).count()
    idle = list_managed(user).filter(without_group()).count()
    return [
        Matter(
            str(outside),
            ngettext(
                "person in office who cannot sign in, or has no e-mail",
                "people in office who cannot sign in, or have no e-mail",
                outside,
            ),
            reverse("admin:districts_person_changelist") + "?post=some&account=missing",
        ),
        Matter(
            str(idle),
            ngettext(
                "account in no group, whose owner finds nothing",
                "accounts in no group, whose owners find nothing",
                idle,
            ),
            reverse("admin:auth_user_changelist") + "?group=none",
        ),
    ]
