"""The data of who is responsible where. Invariants live in the database; see the constraints of each model."""

from .addresses import Address, HouseNumberType, Locality, Part, Street
from .import_runs import ImportedValues, ImportKind, ImportRun
from .infoboxes import InfoBox, InfoBoxState
from .known_places import KnownPlace, PlaceKind
from .news import Notice
from .people import Absence, Person, Post, Role, Tenure
from .places import Borough, BoundarySet, Department, District, Station, StationKind
from .revision import Revision, TableRevision

__all__ = [
    "Absence",
    "Address",
    "Borough",
    "BoundarySet",
    "Department",
    "District",
    "HouseNumberType",
    "ImportKind",
    "ImportRun",
    "ImportedValues",
    "InfoBox",
    "InfoBoxState",
    "KnownPlace",
    "Locality",
    "Notice",
    "Part",
    "Person",
    "PlaceKind",
    "Post",
    "Revision",
    "Role",
    "Station",
    "StationKind",
    "Street",
    "TableRevision",
    "Tenure",
]
