"""What goes to the log: never what a person typed, and no link that opens something."""

import logging
import re
import traceback
from types import TracebackType

_SEALED = re.compile(r"(/ucet/pozvanka/|/infoschranka/foto/)[^/\s]+")


class DiscreetFormatter(logging.Formatter):
    """Writes where an error happened and of which kind, without its message.

    Messages of errors quote the data they stumbled over (“invalid literal for int(): 'Klatovská 145'”), and that is
    where somebody lives. Of errors of a request Django writes the path: without what opens an invitation or a photo.
    """

    def format(self, record: logging.LogRecord) -> str:
        return _SEALED.sub(r"\1…", super().format(record))

    def formatException(  # noqa: N802 - the name is logging's
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        lines: list[str] = []
        error: BaseException | None = ei[1]
        while error is not None:
            frames = traceback.format_tb(error.__traceback__)
            lines[:0] = [*frames, f"{type(error).__module__}.{type(error).__qualname__}\n"]
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "".join(lines).rstrip()
