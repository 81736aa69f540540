"""What people write for."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """A suggestion or complaint, a question, or something found."""

    PODNET = "podnet", _("suggestion or complaint")
    DOTAZ = "dotaz", _("question")
    NALEZ = "nalez", _("found item")
