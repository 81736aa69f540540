"""Reads what has changed when a change is told, so that no visitor waits for it. It reads data and makes no page."""

import logging
import threading
import time

from core.change_signal import last_announced

from .freshness import Freshness

LOOKS_EVERY_S = 0.25
_LEAST_REST = 9  # times as long as reading took: however often data changes, a tenth of a processor is enough

logger = logging.getLogger(__name__)


class ReadingAhead:
    """Watches the file by which changes are told."""

    def __init__(self, freshness: Freshness) -> None:
        """Take what knows the state of the data; what was told before now is left to the first who asks."""
        self._freshness = freshness
        self._told = last_announced()

    def start(self) -> None:
        """Look again and again, in a thread that ends with the process."""
        threading.Thread(target=self._watch, name="reading ahead", daemon=True).start()

    def look(self) -> None:
        """Have the data read if a change was told since the last time."""
        if (told := last_announced()) == self._told:
            return
        self._told = told  # before reading: what is told meanwhile is read the next time, and what fails not again
        try:
            self._freshness.state()
        except Exception:
            # Whatever it is: it is told to whoever asks for a page, too, and the next change is to be read.
            logger.exception("what has changed cannot be read")

    def _watch(self) -> None:
        rest = LOOKS_EVERY_S
        while True:
            time.sleep(rest)
            start = time.monotonic()
            self.look()
            rest = max(LOOKS_EVERY_S, _LEAST_REST * (time.monotonic() - start))
