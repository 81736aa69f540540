"""Draws the icons at the root of the site."""

from django.conf import settings
from django.core.management.base import BaseCommand
from PIL import Image

from districts.social_pictures import logo

GROUND = "#f3f6f9"  # of the light site; a phone rounds the corners itself


def draw_icons() -> dict[str, Image.Image]:
    """The icons by the names of their files: that of a phone's home screen, and that of browsers that read no SVG."""
    return {"apple-touch-icon.png": logo.draw_on_ground(180, 0.76, GROUND), "favicon.ico": logo.draw_logo(32)}


class Command(BaseCommand):
    """Writes what is committed in `public/`; run it when `static/favicon.svg` changes."""

    help = "Draws the icons in public/ from static/favicon.svg."

    def handle(self, **options: object) -> None:
        for name, icon in draw_icons().items():
            icon.save(settings.WHITENOISE_ROOT / name, sizes=[icon.size], optimize=True)
