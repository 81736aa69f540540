"""What `CACHE_URL` may say, for the settings: where several servers count wrong passwords and codes together."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from environs import Env


def cache_settings(env: Env) -> dict[str, Any]:
    """The cache in Django's terms; without `CACHE_URL` each worker process has its own.

    What is missing is said here and not by a check, because a library opens the cache while models load.

    Raises:
        ImproperlyConfigured: it cannot count, or something is missing; says how to get it, and never the URL itself,
            which may hold a password.
    """
    url = str(env.str("CACHE_URL", "locmem://"))
    kind, _colon, rest = url.partition("://")
    if kind not in ("locmem", "file", "db", "redis", "rediss") or not (rest or kind == "locmem"):
        raise ImproperlyConfigured(
            "CACHE_URL must be db://table, redis://host:6379/0, rediss://… (with TLS) or file:///folder; others may "
            "lose what they count. Without CACHE_URL each worker counts for itself, which is fine for one server."
        )
    config: dict[str, Any] = env.dj_cache_url("CACHE_URL", default=url)
    if kind == "file":
        _make_folder(Path(config["LOCATION"]))
    elif kind.startswith("redis"):
        if find_spec("redis") is None:
            raise ImproperlyConfigured(
                "CACHE_URL names Redis, but its client is not installed. Get it: .venv/bin/pip install "
                "--require-hashes -r requirements/redis.txt. Or leave out CACHE_URL, which is fine for one server."
            )
        # The library would wait for minutes.
        config["OPTIONS"] = {"socket_connect_timeout": 2, "socket_timeout": 2, **config.get("OPTIONS", {})}
        config["BACKEND"] = "bezpecna_plzen.shared_cache.SharedCache"
    return config


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / ".writable").touch()
    except OSError as error:
        raise ImproperlyConfigured(
            f"CACHE_URL names the folder {folder}, which cannot be written ({error.strerror}). Make it, and give it to "
            "the account that the portal runs under."
        ) from error
