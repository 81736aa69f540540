"""What the search knows about words, and what it could not answer."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from faq.models.edition import EditedModel


class Synonym(EditedModel):
    """Words and phrases that mean the same to the search."""

    words = models.CharField(
        _("words"),
        max_length=300,
        unique=True,
        help_text=_(
            "What means the same, separated by commas: občanka, občanský průkaz, OP. "
            "Words of one language only come after its mark: kolo, bicykl, de: Fahrrad, Rad"
        ),
    )

    class Meta:
        verbose_name = _("synonyms")
        verbose_name_plural = _("synonyms")
        ordering = ["words"]

    def __str__(self) -> str:
        return self.words


class UnansweredSearch(models.Model):
    """What people searched for and found nothing, without digits and e-mail addresses."""

    text = models.CharField(_("searched for"), max_length=120)
    language = models.CharField(_("language"), max_length=2)
    count = models.PositiveIntegerField(_("how often"), default=1)
    last_on = models.DateField(_("last on"))

    class Meta:
        verbose_name = _("unanswered search")
        verbose_name_plural = _("unanswered searches")
        ordering = ["-count", "-last_on"]
        constraints = [
            models.UniqueConstraint(fields=["language", "text"], name="unanswered_search_counted_once"),
        ]

    def __str__(self) -> str:
        return self.text
