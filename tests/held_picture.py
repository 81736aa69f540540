"""An upload that is being read for as long as a test likes."""

import threading
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.running import PATIENCE_S


class Held(SimpleUploadedFile):
    """A picture whose reading begins and does not end before it may."""

    def __init__(self, content: bytes, may_end: threading.Event) -> None:
        super().__init__("foto.jpg", content)
        self.may_end = may_end

    def read(self, *arguments: Any) -> bytes:
        assert self.may_end.wait(PATIENCE_S)
        return bytes(super().read(*arguments))
