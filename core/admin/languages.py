"""Texts in several languages on one page: Czech in one column, another language beside it.

The admin classes of the apps name the texts only (`title`), as if there were one language; the site adds the columns.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst, format_lazy
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _
from js_asset import Media

from core.languages.completeness import CZECH, OTHERS, lacking_any, lacking_in, translated_fields, translation_state

from .typed import AnyModelAdmin, AnyModelForm

PARAMETER = "jazyk"  # of the language beside Czech


@dataclass(frozen=True, slots=True)
class Translation:
    """How far a record is in one language."""

    code: str
    state: str  # "whole", "part" or "none"
    chosen: bool

    @property
    def name(self) -> str:
        """Of the language, in the language of the admin."""
        return language_name(self.code)

    @property
    def said(self) -> str:
        """The state in a word."""
        return {"whole": _("translated"), "part": _("incomplete"), "none": _("missing")}[self.state]


def language_name(code: str) -> str:
    """What a language is called in the language of the admin."""
    return str(get_language_info(code)["name_translated"])


def language_beside(request: HttpRequest) -> str:
    """The language beside Czech: as asked for, else as last time. A form that was sent has only the one it says.

    Otherwise a page that was open meanwhile in another language would empty the texts it never showed.
    """
    if request.method == "POST":
        code = request.POST.get(PARAMETER, "")
        return code if code in OTHERS else ""
    code = request.GET.get(PARAMETER) or request.session.get(PARAMETER, "")
    return code if code in OTHERS else OTHERS[0]


class WholeTranslations(AnyModelForm):
    """A translation has every text that is required in Czech; the database insists, and this says it in words."""

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        model = self._meta.model
        for code in OTHERS:
            columns = {name: f"{name}_{code}" for name in translated_fields(model) if f"{name}_{code}" in self.fields}
            if not any(data.get(column) for column in columns.values()):
                continue
            for name, column in columns.items():
                required = not model._meta.get_field(f"{name}_{CZECH}").blank
                if required and not data.get(column) and column not in self.errors:
                    self.add_error(column, _("Translate this as well, or leave the whole translation empty."))
        return data


class TranslationFilter(admin.SimpleListFilter):
    """What is not translated."""

    title = gettext_lazy("translation")
    parameter_name = "translation"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        missing = [(code, _("not in: %s") % language_name(code)) for code in OTHERS]
        return [("missing", _("some language is missing")), *missing]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        option = self.value()
        if option == "missing":
            return queryset.filter(lacking_any(queryset.model))
        return queryset.filter(lacking_in(queryset.model, option)) if option in OTHERS else queryset


class SideBySide(AnyModelAdmin):
    """A page with two columns, and a list that says what is translated."""

    def get_list_display(self, request: HttpRequest) -> Any:
        return [*super().get_list_display(request), "translations"]

    def get_list_filter(self, request: HttpRequest) -> Any:
        return [*super().get_list_filter(request), TranslationFilter]

    @admin.display(description=gettext_lazy("languages"))
    def translations(self, record: Model) -> SafeString:
        """The codes of the languages, with the state of each."""
        done = [Translation(code, translation_state(record, code), chosen=False) for code in OTHERS]
        rows = [(each.state, f"{each.name}: {each.said}", each.code.upper()) for each in done]
        return format_html_join(" ", '<abbr class="translation {}" title="{}">{}</abbr>', rows)

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Any:
        other, translated = language_beside(request), set(translated_fields(self.model))
        columns = [CZECH, other] if other else [CZECH]
        sets = []
        for name, options in super().get_fieldsets(request, obj):
            fields = [
                tuple(f"{field}_{code}" for code in columns) if field in translated else field
                for field in options["fields"]
            ]
            classes = [*options.get("classes", ()), *(["side-by-side"] if translated & {*options["fields"]} else [])]
            sets.append((name, {**options, "fields": fields, "classes": classes}))
        return sets

    def get_form(self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs: Any) -> Any:
        plain = issubclass(WholeTranslations, self.form)  # Django's own
        kwargs["form"] = WholeTranslations if plain else type(self.form.__name__, (self.form, WholeTranslations), {})
        return super().get_form(request, obj, change, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        code = getattr(db_field, "language", None)
        if field is not None and code is not None:
            name = db_field.translated_field.verbose_name
            field.label = format_lazy("{} – {}", capfirst(name), language_name(code))
            field.widget.attrs["lang"] = code
            if code != CZECH:
                field.help_text = ""  # said in the first column
        return field

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Model | None = None,
    ) -> HttpResponse:
        chosen = language_beside(request)
        if chosen and request.method == "GET":
            request.session[PARAMETER] = chosen
        record = obj or self.model()
        context |= {
            # The editor's import map is an inline script.
            "media": Media.from_media(context["media"], nonce=str(request.csp_nonce)),  # type: ignore[attr-defined]
            "translations": [
                Translation(code, translation_state(record, code), chosen=code == chosen) for code in OTHERS
            ],
            "beside": chosen,
        }
        return super().render_change_form(request, context, add, change, form_url, obj)
