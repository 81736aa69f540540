"""Texts that say that somebody's life or health may be in danger now, in the five languages of the portal.

Everybody may ask (`recognise`), nothing is known here of who asks. The phrases are in `phrases/`, in plain words.
"""

from .distress import speaks_of_distress
from .emergency_lines import Danger, Line
from .recognition import recognise

__all__ = ["Danger", "Line", "recognise", "speaks_of_distress"]
