"""What is kept of accounts besides Django's users and groups."""

from .attempts import AttemptCount
from .devices import Device
from .invitations import Invitation
from .one_time_codes import LastCode
from .sessions import Session

__all__ = ["AttemptCount", "Device", "Invitation", "LastCode", "Session"]
