"""The settings are safe when nothing is set, and really in force."""

import json
import logging
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django.utils import timezone

from bezpecna_plzen.logs import DiscreetFormatter
from bezpecna_plzen.serving import THREADS
from districts import demo

PUBLIC_PAGES = ["/", "/okrsky/", "/okrsky/1/", "/ulice/", "/najit/", "/najit/?q=asdfgh", "/healthz", "/neni-tu/"]


def fresh(script: str, env: dict[str, str], *, at: Path = settings.BASE_DIR) -> Any:
    """What a script prints (as JSON) in a new process with exactly these settings."""
    result = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, "-c", script],
        cwd=at,
        env={"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "bezpecna_plzen.settings", **env},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def values(*names: str, env: dict[str, str] | None = None, at: Path = settings.BASE_DIR) -> list[Any]:
    """These settings as a new process with this environment has them."""
    listed = ", ".join(f"getattr(settings, {name!r}, None)" for name in names)
    script = f"import json; from bezpecna_plzen import settings; print(json.dumps([{listed}], default=str))"
    return list(fresh(script, {"SECRET_KEY": "x", **(env or {})}, at=at))


def refusal(env: dict[str, str]) -> str:
    """What a start with an unusable setting says last."""
    with pytest.raises(AssertionError) as error:
        values("DEBUG", env=env)
    return next(line for line in reversed(str(error.value).splitlines()) if "Error" in line or "Configured" in line)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A checkout that has never been started, as far as the settings can tell."""
    shutil.copytree(settings.BASE_DIR / "bezpecna_plzen", tmp_path / "bezpecna_plzen")
    return tmp_path


def test_files_are_kept_by_browsers_for_a_day_but_not_while_somebody_edits_them() -> None:
    assert values("WHITENOISE_MAX_AGE") == [24 * 3600]
    assert values("WHITENOISE_MAX_AGE", env={"DEBUG": "true"}) == [0]


# --- the secret key -------------------------------------------------------------------------------------------------


def test_the_first_start_makes_a_key_that_only_its_owner_reads_and_later_starts_keep_it(elsewhere: Path) -> None:
    [first] = values("SECRET_KEY", env={"SECRET_KEY": ""}, at=elsewhere)
    [second] = values("SECRET_KEY", env={"SECRET_KEY": ""}, at=elsewhere)
    assert len(first) >= 50
    assert second == first
    assert stat.S_IMODE((elsewhere / "var" / "secret_key").stat().st_mode) == 0o600
    assert [file.name for file in (elsewhere / "var").iterdir()] == ["secret_key"]


def test_first_starts_at_the_same_moment_agree_on_one_key(elsewhere: Path) -> None:
    script = "from bezpecna_plzen import settings; print(settings.SECRET_KEY)"
    starts = [
        subprocess.Popen([sys.executable, "-c", script], cwd=elsewhere, stdout=subprocess.PIPE)  # noqa: S603
        for _ in range(6)
    ]
    assert len({start.communicate()[0] for start in starts}) == 1
    assert all(start.returncode == 0 for start in starts)


def test_a_key_from_the_environment_wins_and_no_file_is_made(elsewhere: Path) -> None:
    assert values("SECRET_KEY", env={"SECRET_KEY": "from outside"}, at=elsewhere) == ["from outside"]
    assert not (elsewhere / "var" / "secret_key").exists()


def test_keys_that_were_are_listed_with_commas_and_there_are_none_unless_said() -> None:
    assert values("SECRET_KEY_FALLBACKS", env={"SECRET_KEY_FALLBACKS": "old-key-$1, older=key"}) == [
        ["old-key-$1", "older=key"]
    ]
    assert values("SECRET_KEY_FALLBACKS") == values("SECRET_KEY_FALLBACKS", env={"SECRET_KEY_FALLBACKS": ""}) == [[]]


# --- what is unset or wrong -----------------------------------------------------------------------------------------


def test_nothing_set_means_no_debug_and_this_machine_only() -> None:
    debug, hosts, site = values("DEBUG", "ALLOWED_HOSTS", "SITE_URL")
    assert debug is False
    assert set(hosts) == {"localhost", "127.0.0.1", "[::1]"}
    assert site == "http://127.0.0.1:8000"


@pytest.mark.parametrize(
    ("name", "value", "advice"),
    [
        ("SITE_URL", "www.example.org", "https://"),
        ("SITE_URL", "https://www.example.org/portal", "without a path"),
        ("DATABASE_URL", "mysql://localhost/portal", "postgres://"),
        ("EMAIL_URL", "smtp+tls://mail.example.org", "submission://"),
        ("DEBUG", "maybe", "DEBUG"),
        ("PORT", "eighty", "PORT"),
    ],
)
def test_an_unusable_setting_is_refused_with_its_name_and_advice(name: str, value: str, advice: str) -> None:
    message = refusal({name: value})
    assert name in message
    assert advice in message


# --- databases ------------------------------------------------------------------------------------------------------

SQLITE = """
import json, sqlite3, django
django.setup()
from django.conf import settings
from django.db import connection, transaction
def pragma(name):
    with connection.cursor() as cursor:
        return cursor.execute(f"PRAGMA {name}").fetchone()[0]
state = {name: pragma(name) for name in ("journal_mode", "busy_timeout", "foreign_keys", "secure_delete")}
other = sqlite3.connect(settings.DATABASES["default"]["NAME"], timeout=0)
with transaction.atomic():
    other.execute("SELECT 1 FROM sqlite_master").fetchall()  # reading goes on
    try:
        other.execute("BEGIN IMMEDIATE")
        state["second writer"] = "let in"
    except sqlite3.OperationalError as error:
        state["second writer"] = str(error)
print(json.dumps(state))
"""


def test_sqlite_is_set_for_real_use(tmp_path: Path) -> None:
    assert fresh(SQLITE, {"DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}"}) == {
        "journal_mode": "wal",
        "busy_timeout": 20_000,
        "foreign_keys": 1,
        "secure_delete": 1,
        "second writer": "database is locked",  # from the first moment of a transaction, before anything is written
    }


@pytest.mark.postgresql
@pytest.mark.django_db
def test_postgresql_connections_come_from_a_pool() -> None:
    assert connection.pool is not None  # type: ignore[attr-defined] # PostgreSQL's wrapper has it
    assert connection.pool.max_size >= THREADS  # type: ignore[attr-defined] # none waits for another


def test_all_servers_of_postgresql_may_be_named() -> None:
    url = "postgres://portal@/portal?host=db1,db2&port=5432,5433&target_session_attrs=read-write"
    [databases] = values("DATABASES", env={"DATABASE_URL": url})
    options = databases["default"]["OPTIONS"]
    named = {name: options[name] for name in ("host", "port", "target_session_attrs")}
    assert named == {"host": "db1,db2", "port": "5432,5433", "target_session_attrs": "read-write"}
    assert not databases["default"]["HOST"]


# --- the public site ------------------------------------------------------------------------------------------------

REDIRECTS = """
import json, django
django.setup()
from django.test import Client
page = Client().get("/okrsky/", headers={"host": "www.example.org"})
probe = Client().get("/healthz", headers={"host": "www.example.org"})
proxied = Client().get("/healthz", headers={"host": "www.example.org", "x-forwarded-proto": "https"})
print(json.dumps([page.status_code, page.get("Location"), probe.status_code, proxied.get("Strict-Transport-Security")]))
"""


def test_an_https_site_turns_on_secure_cookies_the_redirect_and_hsts(tmp_path: Path) -> None:
    public = {"SITE_URL": "https://www.example.org", "SECRET_KEY": "x"}
    assert values("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "CSRF_TRUSTED_ORIGINS", env=public) == [
        True,
        True,
        ["https://www.example.org"],
    ]
    assert fresh(REDIRECTS, public | {"DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}"}) == [
        301,
        "https://www.example.org/okrsky/",
        200,  # the health probe comes from inside, without TLS
        "max-age=31536000; includeSubDomains",
    ]


@pytest.mark.parametrize(
    ("site", "proxy", "passkeys_without_tls"),
    [
        ("https://www.example.org", True, False),
        ("http://www.example.org", False, False),
        ("http://localhost:8000", False, True),
        ("http://127.0.0.1:8000", False, True),
    ],
)
def test_the_proxy_and_passkeys_without_tls_follow_from_the_address(
    site: str, proxy: bool, passkeys_without_tls: bool
) -> None:
    names = ("BEHIND_PROXY", "ALLAUTH_TRUSTED_PROXY_COUNT", "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN")
    assert values(*names, env={"SITE_URL": site}) == [proxy, int(proxy), passkeys_without_tls]


def test_without_https_nothing_pretends_to_be_secure() -> None:
    assert values("SECURE_SSL_REDIRECT", "SECURE_PROXY_SSL_HEADER") == [None, None]


@pytest.mark.parametrize(
    ("tiles", "sources"),
    [
        ("https://tiles.example.org/{z}/{x}/{y}.png", ["https://tiles.example.org"]),
        ("https://{s}.tiles.example.org/{z}/{x}/{y}.png", ["https://*.tiles.example.org"]),
        ("/tiles/{z}/{x}/{y}.png", []),
    ],
)
def test_the_policy_lets_images_come_from_the_configured_map_and_nowhere_else(tiles: str, sources: list[str]) -> None:
    [policy] = values("CONTENT_SECURITY_POLICY", env={"MAP_TILES_URL": tiles})
    assert policy["DIRECTIVES"]["img-src"] == ["'self'", "data:", *sources]


@pytest.mark.django_db
def test_public_pages_have_a_strict_policy_and_set_no_cookie(client: Client) -> None:
    demo.load_demo(now=timezone.now())
    for url in PUBLIC_PAGES:
        response = client.get(url)
        assert response.status_code in (200, 404), url
        assert not response.cookies, url
        header = response["Content-Security-Policy"]
        assert "unsafe" not in header, url
        policy = dict(part.strip().split(" ", 1) for part in header.split(";"))
        assert policy["default-src"] == policy["frame-ancestors"] == "'none'", url
        third_parties = {(name, source) for name, all_ in policy.items() for source in all_.split() if "://" in source}
        assert third_parties == {("img-src", "https://ags.cuzk.gov.cz")}, url


# --- logs -----------------------------------------------------------------------------------------------------------


def failing(request: HttpRequest) -> HttpResponse:
    """Fails as a real view would, quoting what was asked."""
    try:
        return HttpResponse(int(request.GET["q"]))
    except ValueError as error:
        raise RuntimeError(f"cannot find {request.GET['q']}") from error


urlpatterns = [path("", failing, name="home"), path("najit/", failing)]


@pytest.fixture
def log() -> Iterator[StringIO]:
    """What the handler of the log writes."""
    handler = next(
        handler
        for handler in logging.getLogger("django.request").handlers
        if isinstance(handler, logging.StreamHandler) and isinstance(handler.formatter, DiscreetFormatter)
    )
    written = StringIO()
    previous = handler.setStream(written)
    yield written
    handler.setStream(previous or sys.stderr)


@pytest.mark.urls("tests.bezpecna_plzen.test_settings")
def test_a_failing_request_logs_where_it_failed_and_not_what_was_asked(log: StringIO) -> None:
    response = Client(raise_request_exception=False).get("/najit/", {"q": "Nepomucká 381"})
    assert response.status_code == 500
    assert "/najit/" in log.getvalue()
    assert "in failing" in log.getvalue()
    assert "ValueError" in log.getvalue()
    assert "RuntimeError" in log.getvalue()
    assert "Nepomuck" not in log.getvalue()
    assert "381" not in log.getvalue()


@pytest.mark.django_db
def test_a_refused_form_does_not_log_where_it_came_from(log: StringIO) -> None:
    client = Client(enforce_csrf_checks=True, headers={"referer": "https://jinde.example/najit/?q=Nepomuck%C3%A1+381"})
    client.get("/infoschranka/", secure=True)
    assert client.post("/infoschranka/", {"text": "x"}, secure=True).status_code == 403
    assert "Nepomuck" not in log.getvalue()


def test_a_bare_start_is_told_what_to_set_before_going_public_and_what_to_take_out() -> None:
    result = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "INFO"],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], "CACHE_URL": "redis://127.0.0.1:6379/0"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    for check in ("portal.W001", "portal.W003", "portal.W004", "portal.W005", "portal.W007"):
        assert check in result.stderr
    assert result.stderr.count("HINT: ") >= 5
