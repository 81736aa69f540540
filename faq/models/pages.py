"""The site's own pages: about the project, contact, accessibility, privacy."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.languages.constraints import whole_translations
from core.rich_text import RichTextField
from faq.models.edition import EditedModel


class Page(EditedModel):
    """The text of one of the site's own pages; figures that the portal knows itself are added by the page."""

    class Slug(models.TextChoices):
        """The last parts of their web addresses."""

        ABOUT = "o-projektu", _("About the project")
        CONTACT = "kontakt", _("Contact")
        ACCESSIBILITY = "pristupnost", _("Accessibility statement")
        PRIVACY = "soukromi", _("Privacy")

    slug = models.CharField(_("page"), max_length=20, choices=Slug.choices, unique=True)
    title = models.CharField(_("title"), max_length=120)
    body = RichTextField(_("text"))
    reviewed_on = models.DateField(
        _("last reviewed on"), null=True, blank=True, help_text=_("When somebody last checked the whole page.")
    )

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ["slug"]
        constraints = [
            *whole_translations("page", "title", "body"),
        ]

    def __str__(self) -> str:
        return self.title
