"""Web addresses of pages, made from the Czech title when nobody writes one."""

from typing import Any

from django.http import HttpRequest
from django.utils.text import slugify
from django.utils.translation import gettext as _

from core.admin.lists import FoldedSearch
from core.admin.typed import AnyModelForm
from core.folding import fold_strokes


class AddressForm(AnyModelForm):
    """A record with a `slug`; scripts fill it in while the title is being written, and without them it may be empty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if "slug" in self.fields and not data.get("slug") and "slug" not in self.errors:
            longest = self._meta.model._meta.get_field("slug").max_length
            data["slug"] = slugify(fold_strokes(data.get("title_cs") or ""))[:longest].strip("-")
            if data.get("title_cs") and not data["slug"]:
                self.add_error("slug", _("Write the last part of the page's address: small letters and dashes."))
        return data


class AddressedAdmin(FoldedSearch):
    """Records with a `slug`, which scripts make from the title of a new one."""

    prepopulated_fields = {"slug": ["title_cs"]}

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Links lead to the address of a page, so it never follows its title later."""
        return {} if obj else super().get_prepopulated_fields(request, obj)
