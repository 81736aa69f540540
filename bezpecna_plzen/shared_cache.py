"""The cache in Redis that several servers share (`CACHE_URL=redis://…`). It counts wrong passwords and codes."""

import logging
import time
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

_AGAIN_S = 30  # seconds until Redis is asked again after it did not answer

_log = logging.getLogger(__name__)


class SharedCache(RedisCache):
    """Redis; while it does not answer, each worker process counts for itself, as it does without any shared cache.

    So staff can sign in, and guessing stays limited.
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._own = LocMemCache("while Redis is away", {})
        self._away_until = 0.0

    def reach(self) -> None:
        """Ask Redis itself.

        Raises:
            RedisError, OSError: it does not answer.
        """
        super().get("portal.check")

    def add(self, *args: Any, **kwargs: Any) -> bool:  # noqa: ANN401 - passed on
        return bool(self._asked("add", *args, **kwargs))

    def get(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        return self._asked("get", *args, **kwargs)

    def set(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        self._asked("set", *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> bool:  # noqa: ANN401
        return bool(self._asked("delete", *args, **kwargs))

    def _asked(self, name: str, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        if time.monotonic() >= self._away_until:
            try:
                return getattr(super(), name)(*args, **kwargs)
            except (RedisError, OSError) as error:
                _log.warning("The cache does not answer (%s): this worker counts for itself.", type(error).__name__)
                self._away_until = time.monotonic() + _AGAIN_S
        return getattr(self._own, name)(*args, **kwargs)
