"""Who gets which messages: desks, and rules with a page to try them out."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.admin.lists import PlainChoices, staff_accounts
from core.admin.typed import AnyModelAdmin, AnyModelForm
from districts.models import District
from faq.models import Topic
from mailbox import recipients, routing
from mailbox.models import Desk, Kind, RoutingRule
from mailbox.recipients import Recipient
from mailbox.routing import Route

_STEP = 10  # between positions, so that a rule can be put between two others


class DeskForm(AnyModelForm):
    """A desk; there is one default."""

    def clean_default(self) -> bool:
        """Refuse a second default desk."""
        chosen: bool = self.cleaned_data["default"]
        other = Desk.objects.filter(default=True).exclude(pk=self.instance.pk).first()
        if chosen and other is not None:
            raise forms.ValidationError(gettext("The default desk is “%s”. Take it off there first.") % other)
        return chosen


@admin.register(Desk)
class DeskAdmin(AnyModelAdmin):
    """Desks of the department and who sits at them."""

    form = DeskForm
    list_display = ["name", "email", "default"]
    fields = ["name", "email", "members", "default"]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "members":
            kwargs |= {"queryset": staff_accounts(), "widget": forms.CheckboxSelectMultiple}
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class RuleForm(AnyModelForm):
    """A rule; says in words what the database refuses."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk and "position" in self.fields:
            last = RoutingRule.objects.aggregate(last=Max("position"))["last"] or 0
            self.fields["position"].initial = last + _STEP

    def clean(self) -> dict[str, Any]:
        """Refuse a rule that leads nowhere or to two places, or that is for a borough and a district."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if bool(data.get("role")) == bool(data.get("desk")):
            self.add_error("role", _("Choose a post or a desk, and not both."))
        if data.get("borough") and data.get("district"):
            self.add_error("district", _("Choose a borough or a district, and not both."))
        return data


class TrialForm(forms.Form):
    """A made-up message."""

    kind = forms.ChoiceField(label=_("kind"), choices=Kind.choices)
    topic = forms.ModelChoiceField(Topic.objects.all(), label=_("topic"), required=False, empty_label=_("none"))
    district = forms.ModelChoiceField(
        District.objects.current().select_related("borough").order_by("number"),
        label=_("district"),
        required=False,
        empty_label=_("none, or outside the city"),
    )

    def outcome(self) -> tuple[Route, Recipient]:
        """Where such a message would go now, and who would be told."""
        with transaction.atomic():
            route = routing.choose_route(
                kind=Kind(self.cleaned_data["kind"]),
                topic=self.cleaned_data["topic"],
                district=self.cleaned_data["district"],
            )
            recipient = recipients.of_owner(route.owner, on=timezone.localdate())
            transaction.set_rollback(True)  # a missing post is made, but not by trying
        return route, recipient


@admin.register(RoutingRule)
class RoutingRuleAdmin(PlainChoices, AnyModelAdmin):
    """The rules in the order in which they are tried."""

    form = RuleForm
    list_display = ["position", "conditions", "leads_to", "active"]
    list_display_links = ["position", "conditions"]
    list_select_related = ["topic", "borough", "district", "desk"]
    fields = ["position", "topic", "kind", "borough", "district", "role", "desk", "active"]
    sortable_by = ()
    change_list_template = "admin/mailbox/routingrule/rules.html"

    @admin.display(description=_("messages"))
    def conditions(self, obj: RoutingRule) -> str:
        """Which messages the rule is about."""
        said = [obj.topic, obj.get_kind_display() if obj.kind else "", obj.borough, obj.district]
        return ", ".join(str(condition) for condition in said if condition) or gettext("everything")

    @admin.display(description=_("go to"))
    def leads_to(self, obj: RoutingRule) -> str:
        """The post or desk."""
        return str(obj.desk or obj.get_role_display())

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.try_view)
        return [path("try/", view, name="mailbox_routingrule_try"), *super().get_urls()]

    def try_view(self, request: HttpRequest) -> HttpResponse:
        """Which rule would apply to a message, and who would get it today."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = TrialForm(request.GET or None)
        route, recipient = form.outcome() if form.is_valid() else (None, None)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Which rule would apply?"),
            "opts": self.opts,
            "media": form.media,
            "form": form,
            "route": route,
            "recipient": recipient,
        }
        return TemplateResponse(request, "admin/mailbox/routingrule/try.html", context)
