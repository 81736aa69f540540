"""Saved replies: texts in all languages with what stands in braces explained, and refused if nothing can fill it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin.lists import FoldedSearch, PlainChoices
from core.admin.typed import AnyModelForm
from core.languages.completeness import CZECH, OTHERS
from mailbox.models import SavedReply
from mailbox.saved_replies.placeholders import BY_HAND, PLACEHOLDERS, find_unknown


class SavedReplyForm(AnyModelForm):
    """A saved reply; in braces only what can be filled."""

    def clean(self) -> dict[str, Any]:
        """Refuse braces with something that nobody will ever fill in."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for column in (f"text_{code}" for code in (CZECH, *OTHERS)):
            if unknown := find_unknown(data.get(column) or ""):
                said = _("Nothing is known to fill these with: %s. The list above says what can stand in braces.")
                self.add_error(column, forms.ValidationError(said % ", ".join(unknown)))
        return data


@admin.register(SavedReply)
class SavedReplyAdmin(PlainChoices, FoldedSearch):
    """Texts that officers choose from when they answer or close."""

    form = SavedReplyForm
    list_display = ["title", "use", "topic"]
    list_select_related = ["topic"]
    list_filter = ["use", "topic"]
    search_fields = ["title", "text"]
    search_help_text = gettext_lazy("No need for diacritics.")
    fields = ["title", "use", "topic", "text"]

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """The fields, below what can be filled in."""
        explained = {"description": _explain_placeholders()}
        return [(name, options | explained) for name, options in super().get_fieldsets(request, obj)]


def _explain_placeholders() -> SafeString:
    rows = [(each.name, each.about) for each in PLACEHOLDERS]
    rows.append((f"{BY_HAND} …", _("what whoever answers writes there by hand, for example {doplňte: den a hodina}")))
    items = format_html_join("", "<li><code>{{{}}}</code> – {}</li>", rows)
    lead = _("What is in braces is filled in when the reply is put into an answer, the same in all languages:")
    return format_html('<p>{}</p><ul class="placeholders">{}</ul>', lead, items)
