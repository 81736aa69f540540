"""How static files are published: small files for people who work on them, few requests for people who read."""

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

_IMPORT = re.compile(r'^@import "([\w./-]+)";\n', re.MULTILINE)


class PortalStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc] # it has no types
    """Names files by their content and compresses them; ES modules may import each other, style sheets become one.

    A style sheet that is made of others by `@import "…";` would reach a phone in two rounds of requests. The parts are
    put in the place of the imports instead; not followed by others, and without relative addresses in them.
    """

    support_js_module_import_aggregation = True

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: object) -> Iterator[Any]:
        """Join the style sheets, then whatever is done to all files."""
        if not dry_run:
            for name in [name for name in paths if name.endswith(".css")]:
                whole = self._joined(name, paths)
                if whole is not None:
                    self.delete(name)
                    self._save(name, ContentFile(whole.encode()))
                    paths[name] = (self, name)
        yield from super().post_process(paths, dry_run, **options)

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Compress what pages link: no file by its plain name, and no map of a script, which took most of the time."""
        linked = {name for name in self.hashed_files.values() if not name.endswith(".map")}
        yield from super().compress_files(linked.intersection(paths))

    def _joined(self, name: str, paths: dict[str, Any]) -> str | None:
        """The text of a style sheet with its parts in it; none if it has no parts."""
        text = _read_text(name, paths)
        folder = PurePosixPath(name).parent
        whole, parts = _IMPORT.subn(lambda part: _read_text(str(folder / part[1]), paths), text)
        return whole if parts else None


def _read_text(name: str, paths: dict[str, Any]) -> str:
    storage, path = paths[name]
    with storage.open(path) as file:
        content: bytes = file.read()
    return content.decode()
