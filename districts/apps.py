"""The app: who is responsible where."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DistrictsConfig(AppConfig):
    """Districts, addresses and the people responsible for them."""

    name = "districts"
    verbose_name = _("Districts and people")
