"""Templates are indented for those who read them; no byte of it is sent, as browsers do not show it."""

import re

from django.template import Origin
from django.template.loaders import filesystem

_INDENTATION = re.compile(r"\n[ \t]+")


class Loader(filesystem.Loader):
    """The project's templates; those of pages without their indentation, plain text as it is written."""

    def get_contents(self, origin: Origin) -> str:
        """A template as it is compiled."""
        contents: str = super().get_contents(origin)
        return _INDENTATION.sub("\n", contents) if str(origin.name).endswith((".html", ".svg")) else contents
