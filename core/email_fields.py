"""Fields for e-mail addresses, of forms and of records: both take what `email_addresses` accepts, and nothing else."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.db import models

from . import email_addresses

if TYPE_CHECKING:
    AnyEmailField = models.EmailField[str, str]
else:
    AnyEmailField = models.EmailField


class EmailAddressInput(forms.EmailField):
    """One acceptable address; refused with advice what to do."""

    default_validators = []

    def to_python(self, value: object) -> str:
        written = super().to_python(value) or ""
        return email_addresses.read_address(written) if written else written


class EmailAddressField(AnyEmailField):
    """One acceptable address. A refused one that is in the table from before stays until somebody corrects it."""

    default_validators = []

    def clean(self, value: Any, model_instance: models.Model | None) -> str:  # noqa: ANN401 - as Django has it
        written: str = super().clean(value, model_instance)
        return email_addresses.read_address(written) if written else written

    def formfield(self, **kwargs: Any) -> Any:  # noqa: ANN401 - as Django has it
        return super().formfield(**{"form_class": EmailAddressInput, **kwargs})

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """To the database it is what it was, so no table has to be rebuilt: SQLite would lose its triggers."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.EmailField", args, kwargs
