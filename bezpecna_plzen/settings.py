"""Settings: one file, read from the environment, safe when nothing is set.

Every variable is described in docs/settings.md. `DEBUG` is off unless asked for.
"""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from environs import Env, validate

from bezpecna_plzen.security.content_security_policy import make_policy

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"  # everything the running site writes; kept out of git

env = Env()
env.read_env(str(BASE_DIR / ".env"), recurse=False)


def _secret_key() -> str:
    """The key from the environment, else one made on first run and kept in a file only its owner reads."""
    if key := env.str("SECRET_KEY", ""):
        return str(key)
    path = VAR_DIR / "secret_key"
    if not path.exists():
        VAR_DIR.mkdir(exist_ok=True)
        # Written aside and linked into place, so that two first starts agree on one key.
        draft = path.with_name(f"secret_key.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50))
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()


def _past_keys() -> list[str]:
    """Keys that were: what they signed is still good."""
    listed: list[str] = env.list("SECRET_KEY_FALLBACKS", [])
    return [key.strip() for key in listed]


def _database_settings() -> dict[str, Any]:
    """SQLite set for real use by default; PostgreSQL with a connection pool through DATABASE_URL."""
    VAR_DIR.mkdir(exist_ok=True)
    config: dict[str, Any] = env.dj_db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'portal.sqlite3'}")
    options = config.setdefault("OPTIONS", {})
    match config["ENGINE"]:
        case "django.db.backends.sqlite3":
            # Writers queue for up to 20 s instead of failing; readers never wait for them (WAL). A write transaction
            # takes its lock at once (IMMEDIATE), so it cannot fail half way. Django itself turns foreign keys on.
            # What is erased is overwritten in the file, too (not every SQLite is built to do so by itself).
            pragmas = "PRAGMA journal_mode=WAL; PRAGMA secure_delete=ON"
            options |= {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": pragmas}
            config["CONN_MAX_AGE"] = 60  # seconds; one to a file that was read-only, or that was replaced, is not kept
        case "django.db.backends.postgresql":
            # One pool for each worker process; its threads (14, see serving.py) never wait for one another.
            options["pool"] = {"min_size": 1, "max_size": 16, "timeout": 10}
            config["CONN_MAX_AGE"] = 0  # the pool keeps the connections
            config["CONN_HEALTH_CHECKS"] = True
        case engine:
            raise ImproperlyConfigured(f"DATABASE_URL: {engine} is not supported. Use postgres://… or sqlite:///….")
    return config


def _site_url() -> str:
    """Where people reach the portal, without a slash at the end."""
    url = str(env.str("SITE_URL", f"http://127.0.0.1:{PORT}")).rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path:
        raise ImproperlyConfigured(f"SITE_URL is {url!r}; write it like https://www.example.org, without a path.")
    return url


def _site_hosts() -> list[str]:
    """The names that the portal answers to: in public its own one, else also those of this machine."""
    parts = urlsplit(SITE_URL)
    own = f"[{parts.hostname}]" if ":" in str(parts.hostname) else str(parts.hostname)
    return [own] if parts.scheme == "https" else ["localhost", "127.0.0.1", "[::1]", own]


def _email_settings() -> dict[str, Any]:
    """Where mail is handed over."""
    config: dict[str, Any] = env.dj_email_url("EMAIL_URL", default="smtp://localhost:25")
    if "EMAIL_BACKEND" not in config:
        raise ImproperlyConfigured("EMAIL_URL must start with smtp://, smtps://, submission:// (STARTTLS) or console:.")
    return config


def _mail_domain(site_url: str) -> str:
    """The domain that mails come from, unless MAIL_FROM says otherwise."""
    host = urlsplit(site_url).hostname or ""
    return host.removeprefix("www.") if any(letter.isalpha() for letter in host) else "localhost"


def _mail_from() -> str:
    """The sender of the portal's mails; `checks.mails_have_a_sender` looks at it."""
    return str(env.str("MAIL_FROM", "")).strip() or f"infoschranka@{_mail_domain(SITE_URL)}"


def _bounce_mailbox() -> dict[str, Any] | None:
    """Where mails come back to; without TLS only on this machine. What is wrong is said without the password."""
    if not (url := str(env.str("BOUNCE_URL", ""))):
        return None
    tls_by_scheme = {"imaps": True, "imap": False}
    try:
        parts = urlsplit(url)
        host, port, tls = parts.hostname, parts.port, tls_by_scheme.get(parts.scheme)
    except ValueError:
        host, port, tls = None, None, None
    if tls is None or not host or not parts.username or not (tls or host in ("localhost", "127.0.0.1", "::1")):
        raise ImproperlyConfigured(
            "BOUNCE_URL must be like imaps://user:password@host/INBOX; imap://, without TLS, is for this machine only."
        )
    return {
        "tls": tls,
        "host": host,
        "port": port or (993 if tls else 143),
        "user": unquote(parts.username),
        "password": unquote(parts.password or ""),
        "folder": unquote(parts.path.strip("/")) or "INBOX",
    }


DEBUG = env.bool("DEBUG", False)
SECRET_KEY = _secret_key()
SECRET_KEY_FALLBACKS = _past_keys()
PORT = env.int("PORT", 8000)  # of `manage.py serve`
SITE_URL = _site_url()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", _site_hosts())

INSTALLED_APPS = [
    "modeltranslation",  # before the admin, as it says itself
    "bezpecna_plzen.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",  # its templates, for the renderer below
    "csp",
    "leaflet",
    "django_prose_editor",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "auditlog",
    "bezpecna_plzen",
    "bezpecna_plzen.accounts",
    "core",
    "districts",
    "faq",
    "mailbox",  # before post_office: its send_queued_mail takes precedence
    "post_office",
]

MIDDLEWARE = [
    "bezpecna_plzen.page_memory.keepable.KeptAnswersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "bezpecna_plzen.page_memory.keepable.CompressionMiddleware",
    "bezpecna_plzen.api.public_api.ApiMiddleware",
    "csp.middleware.CSPMiddleware",
    "bezpecna_plzen.security.private_pages.PrivatePagesMiddleware",
    "bezpecna_plzen.accounts.middleware.PatientSessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "bezpecna_plzen.security.host_names.HostNamesMiddleware",
    "mailbox.intake.form_rescue.RequestSizeMiddleware",  # before the next one, which reads the whole request
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "bezpecna_plzen.accounts.middleware.SessionLimitsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "bezpecna_plzen.accounts.middleware.StaffAuditMiddleware",
    "mailbox.intake.form_rescue.OutageMiddleware",
]

ROOT_URLCONF = "bezpecna_plzen.urls"
WSGI_APPLICATION = "bezpecna_plzen.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "bezpecna_plzen.folded_templates.Loader",
                    ["bezpecna_plzen.template_loader.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "districts.page_context.portal",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # our widgets' templates are in templates/ too

DATABASES = {"default": _database_settings()}
CHANGE_SIGNAL = VAR_DIR / "changed"  # an empty file; see core/change_signal.py
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- accounts -------------------------------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = ["bezpecna_plzen.accounts.names.PasswordBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
LOGOUT_REDIRECT_URL = "account_login"
SESSION_ENGINE = "bezpecna_plzen.accounts.sessions"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True  # and before, when it was idle or long enough:
SESSION_COOKIE_AGE = 2 * 3600  # idle; the whole session is limited by bezpecna_plzen/accounts/session_length.py
ACCOUNT_ADAPTER = "bezpecna_plzen.accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "bezpecna_plzen.accounts.forms.SignInForm",
    "reauthenticate": "bezpecna_plzen.accounts.forms.ConfirmPasswordForm",
    "change_password": "bezpecna_plzen.accounts.forms.NewPasswordForm",
    "set_password": "bezpecna_plzen.accounts.forms.FirstPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]  # nobody signs up; a check compares it with the above
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False  # no question about it: the limits above hold for everybody
# Wrong passwords and codes are counted in the database (bezpecna_plzen/accounts/guarding.py), not in the cache as by
# allauth; that a passkey is right, nobody guesses.
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False
MFA_ADAPTER = "bezpecna_plzen.accounts.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "bezpecna_plzen.accounts.forms.CodeForm",
    "reauthenticate": "bezpecna_plzen.accounts.forms.ConfirmCodeForm",
    "activate_totp": "bezpecna_plzen.accounts.forms.SetUpAppForm",
    "add_webauthn": "bezpecna_plzen.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "bezpecna_plzen.accounts.forms.RenamePasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # periods before and after: clocks of phones differ
# A passkey always knows its owner: a stolen key alone is no second factor. The server checks it, too.
MFA_WEBAUTHN_USER_VERIFICATION = "required"
# Browsers allow passkeys without TLS on this machine only; so does the server.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = SITE_URL.startswith("http://") and urlsplit(SITE_URL).hostname in (
    "localhost",
    "127.0.0.1",
)

# Changes are kept with who made them, from no address; of what, says bezpecna_plzen/accounts/audit.py.
AUDITLOG_DISABLE_REMOTE_ADDR = True
AUDITLOG_CID_HEADER = None

LANGUAGE_CODE = "cs"
# Each by its own name. Czech pages have no prefix; the others are under /en/, /uk/, /de/ and /vi/.
LANGUAGES = [
    ("cs", "Čeština"),
    ("en", "English"),
    ("uk", "Українська"),
    ("de", "Deutsch"),
    ("vi", "Tiếng Việt"),
]
MODELTRANSLATION_DEFAULT_LANGUAGE = LANGUAGE_CODE
MODELTRANSLATION_FALLBACK_LANGUAGES = (LANGUAGE_CODE,)
FORMAT_MODULE_PATH = ["bezpecna_plzen.formats"]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Prague"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Icons that browsers and phones look for at the root by themselves. Everything else is named by its content.
WHITENOISE_ROOT = BASE_DIR / "public"
WHITENOISE_MAX_AGE = 0 if DEBUG else 24 * 3600  # seconds; whoever edits a file sees it at once
MEDIA_URL = "media/"
MEDIA_ROOT = env.path("MEDIA_ROOT", VAR_DIR / "media")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "bezpecna_plzen.staticfiles.PortalStorage"},
}

# --- security -------------------------------------------------------------------------------------------------------
BEHIND_PROXY = SITE_URL.startswith("https://")
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0  # whose X-Forwarded-For is believed, see deploy/
if BEHIND_PROXY:
    # A TLS-terminating proxy stands in front (see deploy/): it must set X-Forwarded-Proto itself.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # probed from inside, without TLS
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    CSRF_TRUSTED_ORIGINS = [SITE_URL]
SECURE_REFERRER_POLICY = "same-origin"
# Browsers take a cookie of such a name only from this very host, over TLS: no neighbour in the domain can plant one.
_of_this_host = "__Host-" if BEHIND_PROXY else ""
SESSION_COOKIE_NAME = f"{_of_this_host}sessionid"
CSRF_COOKIE_NAME = f"{_of_this_host}csrftoken"
CSRF_COOKIE_AGE = None  # until the browser is closed
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "bezpecna_plzen.site.error_pages.unverified_form"
DEVICE_COOKIE_NAME = f"{_of_this_host}device"  # of bezpecna_plzen/accounts/devices.py
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no cookie of their own
X_FRAME_OPTIONS = "DENY"
# Whether browsers preload HSTS for the whole city's domain is not for one of its sites to decide.
SILENCED_SYSTEM_CHECKS = ["security.W021"]

# Base map of the Czech land survey; loaded only after the reader asks for it.
MAP_TILES_URL = env.str(
    "MAP_TILES_URL", "https://ags.cuzk.gov.cz/arcgis1/rest/services/ZTM_WM/MapServer/tile/{z}/{y}/{x}"
)
MAP_TILES_CREDIT = "© ČÚZK"
CONTENT_SECURITY_POLICY = make_policy(tiles=MAP_TILES_URL)

# --- map ------------------------------------------------------------------------------------------------------------
LEAFLET_CONFIG = {
    "DEFAULT_CENTER": (49.7475, 13.3776),  # lat, lon: náměstí Republiky
    "DEFAULT_ZOOM": 12,
    "MIN_ZOOM": 10,
    "MAX_ZOOM": 18,
    "TILES": [(_("Base map"), MAP_TILES_URL, {"attribution": MAP_TILES_CREDIT})],
    "ATTRIBUTION_PREFIX": "Leaflet",
    "RESET_VIEW": False,
}

# --- retention ------------------------------------------------------------------------------------------------------
# How many days personal content is kept; see mailbox/retention/erasing.py.
_a_day = validate.Range(min=1)
RETENTION_DAYS = env.int("RETENTION_DAYS", 365, validate=_a_day)
QUARANTINE_DAYS = env.int("QUARANTINE_DAYS", 30, validate=_a_day)
FOUND_ITEM_DAYS = env.int("FOUND_ITEM_DAYS", 30, validate=_a_day)
MAIL_DAYS = env.int("MAIL_DAYS", 30, validate=_a_day)
# What the staff did and read. A complaint about an answer comes within a year of it, as long as the message is kept, or
# in the year after that. Fewer than 30 are surely a slip, and nothing could be looked up.
AUDIT_DAYS = env.int("AUDIT_DAYS", 730, validate=validate.Range(min=30))

# --- mail and logs --------------------------------------------------------------------------------------------------
_mail = _email_settings()
EMAIL_BACKEND = "mailbox.mail.backend.Backend"  # marks what every mail has in common, and hands it on to:
MAIL_TRANSPORT = _mail["EMAIL_BACKEND"]
EMAIL_HOST = _mail["EMAIL_HOST"]
EMAIL_PORT = _mail["EMAIL_PORT"]
EMAIL_HOST_USER = _mail["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = _mail["EMAIL_USE_TLS"]
EMAIL_USE_SSL = _mail["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = _mail.get("EMAIL_TIMEOUT") or 10  # seconds for each step; `?timeout=` of EMAIL_URL
DEFAULT_FROM_EMAIL = SERVER_EMAIL = _mail_from()
BOUNCE_MAILBOX = _bounce_mailbox()  # of mailbox/jobs/own_mailbox.py

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "bezpecna_plzen.logs.DiscreetFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    # No access log: what people ask for is their address, and that is nobody's business.
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        # These print the request path; without the query string it is still not personal.
        "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        # Its warnings print the page that a form came from, query string included.
        "django.security.csrf": {"level": "ERROR"},
        # Otherwise it sets up a handler of its own, which prints what mail servers say about addresses.
        "post_office": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}
