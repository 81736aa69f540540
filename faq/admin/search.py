"""What the search knows about words, and what people asked that nobody answered."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin.lists import FoldedSearch
from core.admin.typed import AnyModelForm
from core.folding import fold_strokes
from faq.models import Synonym, UnansweredSearch


class SynonymForm(AnyModelForm):
    """Words that mean the same; at least two of them."""

    def clean_words(self) -> str:
        """The words without what is there twice."""
        words = [word.strip() for word in self.cleaned_data["words"].split(",")]
        different = {fold_strokes(word): word for word in reversed(words) if word}
        if len(different) < 2:
            raise forms.ValidationError(_("Write at least two words or phrases, separated by commas."))
        return ", ".join(reversed(different.values()))


@admin.register(Synonym)
class SynonymAdmin(FoldedSearch):
    """Groups of words, by the first of them."""

    form = SynonymForm
    list_display = ["words"]
    search_fields = ["words"]
    fields = ["words"]


@admin.register(UnansweredSearch)
class UnansweredSearchAdmin(FoldedSearch):
    """What people asked and nobody answered, what most people asked first: to read, to answer, and to throw away."""

    list_display = ["text", "count", "language", "last_on", "answer"]
    list_display_links = None
    list_filter = ["language"]
    search_fields = ["text"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: UnansweredSearch | None = None) -> bool:
        return False

    def get_list_display(self, request: HttpRequest) -> Any:
        columns = super().get_list_display(request)
        allowed = request.user.has_perm("faq.add_question")
        return columns if allowed else [column for column in columns if column != "answer"]

    @admin.display(description=gettext_lazy("answer"))
    def answer(self, search: UnansweredSearch) -> SafeString:
        """The way to a new question with this title."""
        address = f"{reverse('admin:faq_question_add')}?{urlencode({'title_cs': capfirst(search.text)})}"
        return format_html('<a href="{}">{}</a>', address, _("Write an answer"))
