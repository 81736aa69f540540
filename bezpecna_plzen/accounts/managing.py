"""Who manages whose account. Nobody gives what they do not have, so nobody becomes more by way of another account.

Superusers manage all. Others who may change users, such as the safety department, manage the accounts that may do
nothing they may not do themselves: never a superuser's. They only give groups that may do nothing more than they.
"""

from django.contrib.auth.models import Group, Permission, User
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

CHANGE = "auth.change_user"
GROUP_MISSING = _("Choose a group. Without one they sign in and find nothing.")  # wherever an account is given one


def manages_accounts(user: User) -> bool:
    """Whether somebody manages any accounts at all."""
    return bool(user.is_active and user.is_staff and user.has_perm(CHANGE))


def list_managed(user: User) -> QuerySet[User]:
    """The accounts that somebody manages."""
    if not manages_accounts(user):
        return User.objects.none()
    if user.is_superuser:
        return User.objects.all()
    lacking = _list_lacking(user)
    above = Q(is_superuser=True) | Q(groups__permissions__in=lacking) | Q(user_permissions__in=lacking)
    return User.objects.exclude(pk__in=User.objects.filter(above).order_by().values("pk"))


def list_given(user: User) -> QuerySet[Group]:
    """The groups that somebody may put others into."""
    if not manages_accounts(user):
        return Group.objects.none()
    if user.is_superuser:
        return Group.objects.order_by("name")
    above = Group.objects.filter(permissions__in=_list_lacking(user)).order_by().values("pk")
    return Group.objects.exclude(pk__in=above).order_by("name")


def without_group() -> Q:
    """The condition on users that they get into the administration and find nothing there."""
    return Q(is_staff=True, is_active=True, is_superuser=False, groups=None, user_permissions=None)


def _list_lacking(user: User) -> list[int]:
    """The keys of the permissions that somebody does not have."""
    held = user.get_all_permissions()
    every = Permission.objects.order_by().values_list("pk", "content_type__app_label", "codename")
    return [key for key, app, name in every if f"{app}.{name}" not in held]
