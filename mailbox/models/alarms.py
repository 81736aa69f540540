"""What stands still until somebody has looked at it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Stopped(models.TextChoices):
    """What a brake has stopped, and why."""

    NO_PHOTO_KNOWN = "no_photo", _("the database knows no photo")
    OLD_DATABASE = "old_data", _("the database is older than the photos")
    MANY_PHOTOS = "photos", _("unusually many photos without a message")
    MANY_MESSAGES = "messages", _("unusually many messages to erase")
    STILL_IN_FILES = "in_files", _("erased content is still in the files of the database")
    CLOCK = "clock", _("the clock seems to be ahead")
    LETTERS = "letters", _("mails to the portal that nobody has read")
    MAILBOX = "mailbox", _("the mailbox of the portal cannot be read")


class Alarm(models.Model):
    """One thing that stands still. Its row stays when it is over, so that nobody is told twice a day of the same."""

    kind = models.CharField(_("what"), max_length=10, choices=Stopped, primary_key=True)
    count = models.PositiveIntegerField(_("how many"), help_text=_("Files, messages or days; none when it is over."))
    told_at = models.DateTimeField(_("told"), null=True, blank=True, help_text=_("When the department was told last."))

    class Meta:
        verbose_name = _("alarm")
        verbose_name_plural = _("alarms")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.count}"
