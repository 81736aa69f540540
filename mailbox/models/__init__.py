"""The data of the online infoschránka. Invariants live in the database; see the constraints of each model."""

from .alarms import Alarm, Stopped
from .bulk import BulkItem, BulkRun
from .delivery import DeadAddress, Notification, Notified
from .kinds import Kind
from .message import Message, Outcome, Screening, State
from .records import Erasure, Event, Happened
from .routing import Desk, RoutingRule
from .side_by_side import Draft, Presence
from .thread import Attachment, FoundItem, FoundState, Item, Reply, ReplyKind, SavedReply, WhereNow
from .throttling import DailySalt, Tally

__all__ = [
    "Alarm",
    "Attachment",
    "BulkItem",
    "BulkRun",
    "DailySalt",
    "DeadAddress",
    "Desk",
    "Draft",
    "Erasure",
    "Event",
    "FoundItem",
    "FoundState",
    "Happened",
    "Item",
    "Kind",
    "Message",
    "Notification",
    "Notified",
    "Outcome",
    "Presence",
    "Reply",
    "ReplyKind",
    "RoutingRule",
    "SavedReply",
    "Screening",
    "State",
    "Stopped",
    "Tally",
    "WhereNow",
]
