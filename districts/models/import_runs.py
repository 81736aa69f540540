"""What was imported, when, by whom, and how it ended; and what files said last."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .revision import LookupModel


class ImportKind(models.TextChoices):
    """What a file brings."""

    BOROUGHS = "boroughs", _("boroughs")
    DISTRICTS = "districts", _("district boundaries")
    ADDRESSES = "addresses", _("addresses")
    STAFF = "staff", _("staff")
    PLACES = "places", _("known places")


class ImportRun(LookupModel):
    """One run of an importer and its report."""

    kind = models.CharField(_("kind"), max_length=10, choices=ImportKind)
    source = models.CharField(_("file"), max_length=255)
    demo = models.BooleanField(_("illustrative data"), default=False)
    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"))
    succeeded = models.BooleanField(_("loaded"))
    report = models.JSONField(
        _("report"), help_text=_("Counts of rows read, new, changed, unchanged, gone, and the problems by line.")
    )

    class Meta:
        verbose_name = _("import report")
        verbose_name_plural = _("import reports")
        ordering = ["-started_at", "-pk"]
        indexes = [models.Index(fields=["kind", "-started_at"], name="import_run_latest")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.source}"

    @classmethod
    def illustrative_kinds(cls) -> frozenset[ImportKind]:
        """The kinds of data whose last successful load was the demonstration's; one query."""
        succeeded = cls.objects.filter(succeeded=True).order_by()
        latest = succeeded.values("kind").annotate(latest=models.Max("pk")).values("latest")
        demo = cls.objects.filter(pk__in=latest, demo=True).order_by()
        return frozenset(ImportKind(kind) for kind in demo.values_list("kind", flat=True))


def _about(model: str) -> "models.OneToOneField[models.Model | None, models.Model | None]":
    """One of the records that values may be of."""
    return models.OneToOneField(
        model, verbose_name=_("record"), null=True, on_delete=models.CASCADE, related_name="imported_values"
    )


class ImportedValues(models.Model):
    """What the last file said of one record: where the record differs since, it was corrected by hand.

    It goes with its record. Not part of the record: pages and lookups have no use for it.
    """

    person = _about("districts.Person")
    tenure = _about("districts.Tenure")
    district = _about("districts.District")
    borough = _about("districts.Borough")
    known_place = _about("districts.KnownPlace")
    values = models.JSONField(_("values"), help_text=_("By the name of the field; of a boundary only a fingerprint."))

    class Meta:
        verbose_name = _("what the last file said")
        verbose_name_plural = _("what the last files said")

    def __str__(self) -> str:
        about = (self.person, self.tenure, self.district, self.borough, self.known_place)
        return str(next(filter(None, about)))
