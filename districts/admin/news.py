"""News and alerts."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.admin.lists import ChoiceFilter, FoldedSearch
from core.admin.typed import AnyModelForm
from districts import views
from districts.models import District, Notice

STATES = {
    "planned": gettext_lazy("planned"),
    "current": gettext_lazy("on the pages"),
    "over": gettext_lazy("ended"),
}


class NoticeForm(AnyModelForm):
    """A notice; says in words what the database refuses."""

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        start, end, banner = (data.get(name) for name in ("published_from", "published_to", "banner_until"))
        if start and end and end <= start:
            self.add_error("published_to", _("The end must be later than the beginning."))
        if start and banner and banner <= start:
            self.add_error("banner_until", _("The end of the banner must be later than the beginning of the notice."))
        return data


def in_state(name: str, now: datetime) -> Q:
    """The notices in one of the STATES."""
    begun, over = Q(published_from__lte=now), Q(published_to__isnull=False, published_to__lte=now)
    return {"planned": Q(published_from__gt=now), "current": begun & ~over, "over": begun & over}[name]


class StateFilter(ChoiceFilter):
    """What is among the news."""

    title = gettext_lazy("state")
    parameter_name = "state"
    options = {**STATES, "raised": gettext_lazy("in the banner")}

    def condition(self, option: str) -> Q:
        now = timezone.now()
        return in_state("current", now) & Q(banner_until__gt=now) if option == "raised" else in_state(option, now)


@admin.action(description=gettext_lazy("End now (it stays in the archive)"), permissions=["change"])
def end(model_admin: Any, request: HttpRequest, queryset: QuerySet[Notice]) -> None:
    """Take the chosen news off the home page, the districts and the banner."""
    now = timezone.now()
    with transaction.atomic():
        chosen = [notice for notice in queryset if notice.is_current(now)]
        for notice in chosen:
            notice.published_to = now
            notice.save(update_fields=["published_to", "changed_at"])
    text = ngettext("%d notice ended.", "%d notices ended.", len(chosen)) % len(chosen)
    model_admin.message_user(request, text, messages.SUCCESS)


@admin.action(description=gettext_lazy("Take off the banner"), permissions=["change"])
def lower(model_admin: Any, request: HttpRequest, queryset: QuerySet[Notice]) -> None:
    """Leave the chosen news among the news only."""
    with transaction.atomic():
        chosen = [notice for notice in queryset if notice.banner_until]
        for notice in chosen:
            notice.banner_until = None
            notice.save(update_fields=["banner_until", "changed_at"])
    text = ngettext("%d notice is no longer in the banner.", "%d notices are no longer in the banner.", len(chosen))
    model_admin.message_user(request, text % len(chosen), messages.SUCCESS)


@admin.register(Notice)
class NoticeAdmin(FoldedSearch):
    """News, the newest first."""

    form = NoticeForm
    list_display = ["title", "state", "published_from", "published_to", "banner_until"]
    list_filter = [StateFilter, "districts"]
    search_fields = ["title_cs", "text_cs"]
    search_help_text = gettext_lazy("Words of the notice; no need for diacritics.")
    actions = [end, lower]
    fieldsets = [
        (None, {"fields": ["title", "text"]}),
        (gettext_lazy("When and where"), {"fields": ["published_from", "published_to", "banner_until", "districts"]}),
    ]

    @admin.display(description=gettext_lazy("state"), ordering="published_from")
    def state(self, notice: Notice) -> str:
        """Whether it is among the news now, and in the banner."""
        now = timezone.now()
        if notice.is_raised(now):
            return _("on the pages, in the banner")
        if notice.is_current(now):
            return str(STATES["current"])
        return str(STATES["planned" if notice.published_from > now else "over"])

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new one is published at once unless another time is chosen."""
        return {"published_from": timezone.now(), **super().get_changeform_initial_data(request)}

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "districts":
            kwargs["queryset"] = District.objects.current().order_by("number")
            kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def public_path(self, notice: Notice) -> str:
        """The address of its page."""
        return notice.get_absolute_url()

    def public_page(self, request: HttpRequest, notice: Notice) -> HttpResponse:
        """Its page, published or not."""
        return views.notice_page(request, notice, now=timezone.now())
