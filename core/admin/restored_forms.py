"""Forms that come back as they were filled in, without being carried out: their sender had to sign in again meanwhile.

Such a request looks like the one that was sent; views that deal with it ask `is_restored`.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse

from .typed import AnyModelAdmin, AnyModelForm

_MARK, _FOREIGN = "is_restored", "may_be_foreign"


def mark_restored(request: HttpRequest, *, may_be_foreign: bool = False) -> None:
    """Say that a request only brings a form back.

    Args:
        may_be_foreign: somebody else may have filled it in, who used this browser before.
    """
    setattr(request, _MARK, True)
    setattr(request, _FOREIGN, may_be_foreign)


def is_restored(request: HttpRequest) -> bool:
    """Whether a request only brings a form back, so that nothing may be done."""
    return bool(getattr(request, _MARK, False))


def may_be_foreign(request: HttpRequest) -> bool:
    """Whether somebody else may have filled in the form that a request brings back."""
    return bool(getattr(request, _FOREIGN, False))


class NotYetSaved(AnyModelForm):
    """A form that is shown as it was filled in; it never counts as right, so nothing is saved."""

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        self.add_error(None, "")
        return data


class RestoredForms(AnyModelAdmin):
    """Pages to add and to change a record show a restored form and save nothing."""

    restored_views = ("add_view", "change_view")  # by their names, those that can

    def get_form(self, request: HttpRequest, obj: Any | None = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (NotYetSaved, form), {}) if is_restored(request) else form

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any | None = None,
    ) -> HttpResponse:
        if is_restored(request):
            context["errors"] = None  # nobody asked for it to be saved yet; what is wrong stands at the fields
        return super().render_change_form(request, context, add, change, form_url, obj)
