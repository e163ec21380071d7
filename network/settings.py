"""Django settings. Only this module reads the environment; `.env.example` lists every variable."""

from __future__ import annotations

import re
from collections.abc import Callable
from email.utils import parseaddr
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from network.common import data_files, logging, oidc_settings, service_urls, site_url

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()  # type: ignore[no-untyped-call]
env.read_env(env.str("ENV_FILE", str(BASE_DIR / ".env")))

# Core settings. With a loopback SITE_URL, http, captured mail and the default key are allowed.
DEBUG = env.bool("DEBUG", False)
DEMO = env.bool("DEMO", False)
DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / "var")))
BACKUP_DIR = Path(env.str("BACKUP_DIR")) if env.str("BACKUP_DIR", "") else None
PRIVATE_DIR = data_files.make_private_folder(DATA_DIR)


def _refuse(reason: str) -> NoReturn:
    raise ImproperlyConfigured(reason)


def _service(name: str, read: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """The configuration of the service that a URL setting names; refused without its value where it cannot be read."""
    try:
        return service_urls.read_service_url(name, env.ENVIRON.get(name, ""), read)
    except service_urls.InvalidServiceURL as error:
        raise ImproperlyConfigured(str(error)) from None


try:
    SITE_URL = site_url.read_site_url(env.str("SITE_URL", "http://localhost:8000"))
except site_url.InvalidSiteURL as _error:
    _refuse(str(_error))
IS_LOCAL = site_url.is_loopback(SITE_URL)
HTTPS = SITE_URL.startswith("https://")
FILE_UMASK = None if IS_LOCAL else 0o027  # set in every process by CommonConfig
DEFAULT_KEY = "only-for-a-loopback-address-" + "0" * 32
DEMO_KEY_FILE = DATA_DIR / "secret-key"  # that bin/demo keeps, for commands beside it
_own_key = DEMO_KEY_FILE.read_text() if DEMO and DEMO_KEY_FILE.exists() else DEFAULT_KEY
SECRET_KEY = env.str("SECRET_KEY", _own_key)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
HASH_KEY = env.str("HASH_KEY", "") or SECRET_KEY  # key of the stored address hashes: must never change
_site_host = site_url.host_of(urlsplit(SITE_URL))
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]", _site_host] if IS_LOCAL else [_site_host]
)
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# Validation. Wrong or dangerous combinations raise ImproperlyConfigured with the name of the setting.
DEMO_IN_PUBLIC = "yes, everybody may act as everybody"
if IS_LOCAL and env.str("DEMO_IN_PUBLIC", "") != DEMO_IN_PUBLIC:
    for _host in ALLOWED_HOSTS:
        if not site_url.is_loopback(f"http://{_host}"):
            _refuse(
                "ALLOWED_HOSTS names a host that others reach: SITE_URL must say where, not a loopback address."
            )
if not IS_LOCAL:
    if DEBUG:
        _refuse("DEBUG shows internals to anybody: switch it off where SITE_URL is not a loopback address.")
    if DEMO and env.str("DEMO_IN_PUBLIC", "") != DEMO_IN_PUBLIC:
        _refuse(
            "DEMO lets everybody act as everybody: switch it off where SITE_URL is not a loopback address."
        )
    if "*" in ALLOWED_HOSTS:
        _refuse("ALLOWED_HOSTS=* believes any Host header: name the hosts.")
    if not HTTPS:
        _refuse("SITE_URL must begin with https:// where it is not a loopback address.")
    _keys = {"SECRET_KEY": [SECRET_KEY], "SECRET_KEY_FALLBACKS": SECRET_KEY_FALLBACKS, "HASH_KEY": [HASH_KEY]}
    for name, keys in _keys.items():
        if any(key == DEFAULT_KEY or len(key) < 50 or len(set(key)) < 5 for key in keys):
            _refuse(f"{name} must be 50 random characters or more.")
    if not env.str("EMAIL_URL", ""):
        _refuse("EMAIL_URL must be given where SITE_URL is not a loopback address, for example smtp+tls://….")
if SECRET_KEY_FALLBACKS and not env.str("HASH_KEY", ""):
    _refuse("HASH_KEY must be given beside SECRET_KEY_FALLBACKS: the first SECRET_KEY that this site had.")

# Installed apps, middleware and templates.
PROJECT_APPS = [
    "network.site",
    "network.members",
    "invitations",
    "notifications",
    "network.simulation",
]  # apps with migrations of this project
BASELINE_VERSION = "0.2.0"  # databases of earlier versions have other migrations and are refused
INSTALLED_APPS = [
    "network.common.apps.CommonConfig",
    "network.web",
    *PROJECT_APPS,
    "network.loadtest",
    *(["network.demo"] if DEMO else []),
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "csp",
    "django_tasks",
    "network.common.apps.QueueConfig",
    "django_htmx",
    "whitenoise.runserver_nostatic",
    "network.common.apps.StrictAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]
# Counts for Prometheus; without a token there is no /metrics, and nothing is counted.
METRICS_TOKEN = env.str("METRICS_TOKEN", "")
if METRICS_TOKEN and not re.fullmatch(r"[\w.~+/-]{20,}=*", METRICS_TOKEN, re.ASCII):
    _refuse("METRICS_TOKEN must be 20 or more letters, digits and - . _ ~ + /.")
MIDDLEWARE = [
    "network.common.logging.RequestLogMiddleware",
    *(["network.web.metrics.middleware.MetricsMiddleware"] if METRICS_TOKEN else []),
    "network.common.middleware.SecurityHeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "network.common.middleware.NoStoreMiddleware",
    "network.common.redirects.ShortRedirectMiddleware",
    "django.middleware.security.SecurityMiddleware",  # its redirects to https have the headers above
    "network.common.charset.CharsetMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # No compression over https: the compressed length would leak secrets of the page (BREACH).
    *([] if HTTPS else ["django.middleware.gzip.GZipMiddleware"]),
    *(["network.demo.stories.recording.RecordingMiddleware"] if DEMO else []),
    *(["network.demo.impersonation.PersonaMiddleware"] if DEMO else []),
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "network.common.middleware.NullOriginMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "network.members.middleware.SessionRotationMiddleware",
    *(["network.demo.impersonation.PersonaUserMiddleware"] if DEMO else []),
    "network.members.middleware.LocaleTimezoneMiddleware",
    "network.web.body_limits.BodyLimitMiddleware",
    "network.members.middleware.LoginMiddleware",
    "network.members.terms.TermsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "invitations.middleware.VerbLimitMiddleware",
    "network.common.middleware.HtmxRedirectMiddleware",
    "network.common.middleware.MethodNotAllowedMiddleware",
    "network.common.methods.MethodMiddleware",
]
ROOT_URLCONF = "network.urls"
WSGI_APPLICATION = "network.wsgi.application"
HOST_TEMPLATES = DATA_DIR / "templates"  # a host's own, in place of those of the code (docs/your-site.md)
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HOST_TEMPLATES, BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "network.site.context.site",
                "network.web.theme.theme",
                "network.web.language.languages",
                *(["network.demo.context.demo"] if DEMO else []),
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "network.common.templatetags.text",
                "network.common.templatetags.jinja",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [HOST_TEMPLATES / "cards", BASE_DIR / "templates" / "cards"],
        "OPTIONS": {"environment": "network.common.cards.environment"},
    },
]
FORM_RENDERER = "network.common.forms.FormRenderer"
INSTALLED_APPS.append("django.forms")

# Database. SQLite needs IMMEDIATE and a time-out, or concurrent writers get "database is locked".
_sqlite = f"sqlite:///{data_files.sqlite_file(DATA_DIR)}"
DATABASES = {"default": _service("DATABASE_URL", lambda: env.db_url("DATABASE_URL", _sqlite))}
if not DATABASES["default"]["ENGINE"].startswith("django.db.backends."):
    _refuse("DATABASE_URL must begin with sqlite:// or postgres://.")
DATABASES["default"]["CONN_MAX_AGE"] = None
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["ENGINE"] = "network.common.sqlite3"
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # A checkpoint each 16 MB, not each 4: pages that many commits write are copied once, with fewer fsyncs.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=4000;",
    }
# With pgbouncer in transaction mode no cursor outlives its transaction; Django uses no prepared statements anyway.
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = env.bool("PGBOUNCER", False)
# A replica, from which pages are read (network/common/replica.py).
if env.str("DATABASE_REPLICA_URL", ""):
    DATABASES["replica"] = _service("DATABASE_REPLICA_URL", lambda: env.db_url("DATABASE_REPLICA_URL"))
    if {each["ENGINE"] for each in DATABASES.values()} != {"django.db.backends.postgresql"}:
        _refuse("DATABASE_REPLICA_URL needs PostgreSQL: it and DATABASE_URL must begin with postgres://.")
    _options = DATABASES["replica"].get("OPTIONS", {}) | {"connect_timeout": 2, "tcp_user_timeout": 5000}
    DATABASES["replica"] = DATABASES["default"] | DATABASES["replica"] | {"OPTIONS": _options}
    DATABASE_ROUTERS = ["network.common.replica.ReplicaRouter"]
    MIDDLEWARE.append("network.common.replica.ReplicaMiddleware")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Cache and sessions. The cache is shared by all processes: rate limits count in it. With Redis it also holds sessions.
environ.Env.CACHE_SCHEMES["dbcache"] = "network.common.cache.ExactDatabaseCache"
CACHES = {"default": _service("CACHE_URL", lambda: env.cache_url("CACHE_URL", "dbcache://django_cache"))}
CACHES["default"]["KEY_FUNCTION"] = "network.common.cache.hash_key"
_cache_backend = CACHES["default"]["BACKEND"].rpartition(".")[2]
if not IS_LOCAL and _cache_backend in ("LocMemCache", "DummyCache"):
    _refuse("CACHE_URL must name a cache that all processes share, or rate limits count for nothing.")
if _cache_backend == "RedisCache":
    CACHES["default"]["BACKEND"] = "network.common.redis_cache.TolerantRedisCache"
SESSION_ENGINE = f"django.contrib.sessions.backends.{'cached_db' if _cache_backend == 'RedisCache' else 'db'}"

# Authentication (django-allauth).
AUTH_USER_MODEL = "members.Member"
AUTHENTICATION_BACKENDS = [
    "network.members.accounts.backends.AddressBackend",
    "django.contrib.auth.backends.ModelBackend",  # signs nobody in: sessions that it began stay valid
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "network.members.people.forms.SignupForm"
ACCOUNT_FORMS = {
    "login": "network.members.accounts.forms.LoginForm",
    "signup": "network.members.accounts.forms.SignupForm",
    "reset_password": "network.members.accounts.forms.ResetPasswordForm",
    "add_email": "network.members.accounts.forms.AddEmailForm",
    "change_password": "network.members.accounts.forms.ChangePasswordForm",
    "set_password": "network.members.accounts.forms.SetPasswordForm",
    "reset_password_from_key": "network.members.accounts.forms.ResetPasswordKeyForm",
    "user_token": "network.members.accounts.forms.ResetLinkForm",
    "reauthenticate": "network.members.accounts.forms.ReauthenticateForm",
    "confirm_email_verification_code": "network.members.accounts.forms.ConfirmEmailForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 3
PASSWORD_RESET_TIMEOUT = 3 * 24 * 60 * 60  # seconds
# The e-mail has a link too: network/members/accounts/email_confirmation.py.
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 60 * 60  # seconds: a code can be sent again after 15 minutes
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
SIGNUPS_A_MINUTE = env.int("SIGNUPS_A_MINUTE", 30)
NETWORK_LETTERS_A_DAY = env.int("NETWORK_LETTERS_A_DAY", 200)
MEMBER_LETTERS_A_DAY = env.int("MEMBER_LETTERS_A_DAY", 20)
for _name in ("SIGNUPS_A_MINUTE", "NETWORK_LETTERS_A_DAY", "MEMBER_LETTERS_A_DAY"):
    if globals()[_name] < 1:
        _refuse(f"{_name} must be 1 or more.")
# Rate limits: count / period (s, m, h, d) / per IP address, member (user) or submitted value (key).
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",  # sign-in attempts
    "sign_in_provider": "30/m/ip",  # sign-ins through the provider of OIDC_ISSUER that are begun
    "login_failed": None,  # counted by network/members/accounts/sign_in_limits.py with the next four
    "login_failed_network": "10/m/key",  # wrong passwords and codes from one network
    "login_failed_address_network": "5/5m/key,30/d/key",  # for one address or account from one network
    "login_failed_address": "100/d/key",  # for one address or account from anywhere
    "login_failed_device": "10/5m/key",  # in a browser in which the member has signed in before
    "signup": f"{SIGNUPS_A_MINUTE}/m/ip",  # sign-up attempts
    "join": "20/m/ip",  # forms behind the link of an invitation to join
    "confirm_signup": "10/m/ip,5/5m/key",  # passwords when confirming the address of a new account
    "reset_password": "20/m/ip",  # password reset requests
    "reset_password_from_key": "20/m/ip",  # opening a password reset link
    "confirm_email": None,  # the worker holds account letters: network/members/models/letter_budget.py
    "network_letters": f"{NETWORK_LETTERS_A_DAY}/d/key",  # account letters that visitors of one network ask for
    "member_letters": f"{MEMBER_LETTERS_A_DAY}/d/user",  # account letters that one signed-in member asks for
    "manage_email": "10/m/user",  # adding, removing and changing e-mail addresses
    "change_password": "5/m/user",  # changing the password
    "reauthenticate": "10/m/user",  # entering the password again before a sensitive action
    "invite_by_email": "30/h/user",  # submitting the form with up to a hundred addresses
    "preview": "120/h/user",  # previews of the e-mail of an invitation, of whatever kind
    "report_from_email": "20/m/ip",  # reports by the link of an e-mail
    "ask_for_more": "5/h/user",  # requests for more invitations
}
ACCOUNT_USER_DISPLAY = "network.members.models.user_display"
ACCOUNT_ADAPTER = "network.members.accounts.adapter.AccountAdapter"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
# The number of proxies that append to X-Forwarded-For.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", 1 if HTTPS else 0)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = MFA_PASSKEY_SIGNUP_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = IS_LOCAL and not HTTPS
MFA_TOTP_TOLERANCE = 1  # accepted clock difference, in steps of 30 seconds
MFA_ADAPTER = "network.members.accounts.mfa.TwoStepAdapter"
MFA_FORMS = {
    "authenticate": "network.members.accounts.mfa_forms.AuthenticateForm",
    "reauthenticate": "network.members.accounts.mfa_forms.ReauthenticateForm",
    "activate_totp": "network.members.accounts.mfa_forms.ActivateTOTPForm",
    "add_webauthn": "network.members.accounts.mfa_forms.AddPasskeyForm",
    "signup_webauthn": "network.members.accounts.mfa_forms.SignupPasskeyForm",
    "edit_webauthn": "network.members.accounts.mfa_forms.RenamePasskeyForm",
    "authenticate_webauthn": "network.members.accounts.mfa_forms.AuthenticatePasskeyForm",
    "reauthenticate_webauthn": "network.members.accounts.mfa_forms.ReauthenticatePasskeyForm",
    "login_webauthn": "network.members.accounts.mfa_forms.LoginPasskeyForm",
}
# Signing in through a provider of the house (OpenID Connect); off without OIDC_ISSUER.
OIDC_ISSUER = env.str("OIDC_ISSUER", "")
OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", "")
OIDC_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", "")
OIDC_NAME = env.str("OIDC_NAME", "")  # on the button; by default the host of the issuer
OIDC_DOMAINS = env.list("OIDC_DOMAINS", default=[])
try:
    SIGN_IN_PROVIDER = oidc_settings.read(
        OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_NAME, OIDC_DOMAINS, is_local=IS_LOCAL
    )
except oidc_settings.InvalidOIDCSettings as _error:
    _refuse(str(_error))
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

# E-mail. Stored in the database unless EMAIL_URL names a server or a provider, for example anymail://postmark.
_smtp_schemes = [scheme for scheme in environ.Env.EMAIL_SCHEMES if scheme.startswith("smtp")]
environ.Env.EMAIL_SCHEMES |= dict.fromkeys(_smtp_schemes, "notifications.backends.SMTPBackend")
environ.Env.EMAIL_SCHEMES["capture"] = "notifications.backends.CapturingEmailBackend"
environ.Env.EMAIL_SCHEMES["anymail"] = "anymail.backends.{provider}.EmailBackend"
_email_config = _service("EMAIL_URL", lambda: env.email_url("EMAIL_URL", "capture://"))
ESP_NAME = _email_config["EMAIL_HOST"] or "?" if _email_config["EMAIL_BACKEND"].startswith("anymail.") else ""
EMAIL_BACKEND = EMAIL_DELIVERY_BACKEND = _email_config.pop("EMAIL_BACKEND").format(provider=ESP_NAME)
vars().update(_email_config)
EMAIL_TIMEOUT = 20
_webhook_secrets: list[str] = env.list("ANYMAIL_WEBHOOK_SECRET", default=[])  # several during a rotation
ANYMAIL: dict[str, object] = {
    name.removeprefix("ANYMAIL_"): value for name, value in env.ENVIRON.items() if name.startswith("ANYMAIL_")
}
ANYMAIL |= {"REQUESTS_TIMEOUT": EMAIL_TIMEOUT, "WEBHOOK_SECRET": _webhook_secrets}
if ESP_NAME and not (ESP_NAME.isidentifier() and find_spec(f"anymail.backends.{ESP_NAME}")):
    _refuse(
        "EMAIL_URL=anymail://… must name a provider that django-anymail knows, for example anymail://postmark."
    )
if any(":" not in secret or len(secret) < 20 for secret in _webhook_secrets):
    _refuse("ANYMAIL_WEBHOOK_SECRET must be name:password, 20 characters or more.")
if ESP_NAME and not IS_LOCAL and not _webhook_secrets:
    _refuse(
        "ANYMAIL_WEBHOOK_SECRET must be given with EMAIL_URL=anymail://…: else anybody could report bounces."
    )
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", f"hello@{_site_host}")
if not DEFAULT_FROM_EMAIL.isprintable() or "@" not in parseaddr(DEFAULT_FROM_EMAIL)[1]:
    _refuse("DEFAULT_FROM_EMAIL must be one line with one address, for example hello@example.org.")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
BOUNCE_ADDRESS = env.str(
    "BOUNCE_ADDRESS", ""
)  # mail servers return to it, with a tag, what they cannot deliver
BOUNCE_PASSWORD = env.str("BOUNCE_PASSWORD", "")
if BOUNCE_ADDRESS and not re.fullmatch(r"[a-z0-9._-]{1,24}@[a-z0-9-]+(?:\.[a-z0-9-]+)*", BOUNCE_ADDRESS):
    _refuse(
        "BOUNCE_ADDRESS must be one address such as bounces@example.org, with 24 characters or fewer before the @."
    )
if BOUNCE_ADDRESS and ESP_NAME:
    _refuse("BOUNCE_ADDRESS is for a mail server: the provider in EMAIL_URL reports bounces to its webhook.")

# E-mails of one batch leave over this time, in random order: what leaves when does not tell what was kept silent.
_captures_email = EMAIL_BACKEND.endswith("CapturingEmailBackend")
MAIL_SPREAD_SECONDS = env.int("MAIL_SPREAD_SECONDS", 0 if IS_LOCAL or DEMO or _captures_email else 90)
if not 0 <= MAIL_SPREAD_SECONDS <= 3600:
    _refuse("MAIL_SPREAD_SECONDS must be between 0 and 3600.")
SECURITY_CONTACT = env.str("SECURITY_CONTACT", f"mailto:{parseaddr(DEFAULT_FROM_EMAIL)[1]}")
if not SECURITY_CONTACT.startswith(("mailto:", "https://")) or not SECURITY_CONTACT.isprintable():
    _refuse("SECURITY_CONTACT must be one line that begins with mailto: or https://.")

# Captured e-mail. Members can read theirs on a loopback site and in the demo, elsewhere only staff can.
CAPTURE_EMAIL = env.bool("CAPTURE_EMAIL", _captures_email and (IS_LOCAL or DEMO))
MEMBER_MAILBOX = CAPTURE_EMAIL and _captures_email and (IS_LOCAL or DEMO)
if _captures_email and not (CAPTURE_EMAIL or IS_LOCAL or DEMO):
    _refuse("EMAIL_URL=capture:// sends nothing: name a server, or say CAPTURE_EMAIL=1 too.")
if CAPTURE_EMAIL and not _captures_email:
    EMAIL_BACKEND = "notifications.backends.CopyingEmailBackend"

# Background work. WORKER=thread runs a worker inside the web process.
TASKS_URL = env.str("TASKS_URL", "")
_database_queue, _redis_queue = "django_tasks_db.DatabaseBackend", "network.common.redis_queue.RedisBackend"
TASKS: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": env.str("TASKS", _redis_queue if TASKS_URL else _database_queue)},
    # Of network/simulation alone: their results are rows, and their worker keeps no e-mail waiting.
    "simulations": {"BACKEND": _database_queue, "QUEUES": ["simulations"]},
}
if bool(TASKS_URL) != (TASKS["default"]["BACKEND"] == _redis_queue):
    _refuse("TASKS_URL names the Redis of the queue: give it without TASKS, or leave it out.")
if TASKS_URL:
    if not find_spec("django_tasks_rq"):
        _refuse("TASKS_URL needs packages of its own: run python3 bin/environment.py requirements-redis.txt.")
    from network.common import redis_queue_url

    RQ_QUEUES = {"default": _service("TASKS_URL", lambda: redis_queue_url.read(TASKS_URL))}
    if service_urls.place_of(TASKS_URL) == service_urls.place_of(env.str("CACHE_URL", "")):
        _refuse("TASKS_URL and CACHE_URL must name two databases: the cache is emptied after an outage.")
    RQ = {"WORKER_CLASS": "network.common.redis_queue.Worker", "JOB_CLASS": "django_tasks_rq.Job"}
    RQ_SHOW_ADMIN_LINK = False  # staff would see, and change, tasks of every member
    MIGRATION_MODULES = {"django_rq": None}  # it has no table
    INSTALLED_APPS.append("django_rq")
WORKER = env.str("WORKER", "thread" if DEBUG else "process")
if WORKER not in ("thread", "process"):
    _refuse("WORKER must be 'thread' or 'process'.")
# The order in which the worker and `tick` run the jobs: those that create e-mails come before the outbox.
JOB_ORDER = [
    "account_requests",
    "batches",
    "blocks",
    "deliveries",
    "exports",
    "account_deletions",
    "address_verifications",
    "member_imports",
    "welcome_letters",
    "outbox",
]

# Time zone and languages.
LANGUAGE_CODE = env.str("LANGUAGE_CODE", "en")
FORMAT_MODULE_PATH = "network.formats"
LANGUAGES = [("en", "English"), ("it", "Italiano"), ("ar", "العربية")]  # each in its own language
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60  # seconds
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = HTTPS
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.str("TIME_ZONE", "UTC")
USE_TZ = True
CLOCK_FILE = PRIVATE_DIR / "clock" if DEMO else None

# Invitation policy, as strings; invitations/policy.py has the defaults, units and meanings.
INVITATIONS = {name: value for name, value in env.ENVIRON.items() if name.startswith("INVITATIONS_")}

# Static files. On a loopback site from the source folder, else hashed and compressed by `collectstatic`.
USE_MANIFEST_STATIC = env.bool("COLLECTED_STATIC", not IS_LOCAL)
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_DIR", str(DATA_DIR / "static")))
data_files.make_public_folder(STATIC_ROOT)
STATIC_MANIFEST_DIR = STATIC_ROOT.parent  # not below STATIC_ROOT, which everybody can read
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = (
    0o644,
    0o755,
)  # of collected files; no upload is a file
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = not USE_MANIFEST_STATIC
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "network.common.staticfiles.BundledCssStorage"
        if USE_MANIFEST_STATIC
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# Uploads. Small files in memory; of a larger one only the size is kept, for the error message of the form.
FILE_UPLOAD_HANDLERS = ["network.common.uploads.SmallFilesHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FILES = 5

# Security headers and cookies.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF if DEMO else NONE],  # the split screen of the demo
        "base-uri": [NONE],
    }
}
X_FRAME_OPTIONS = "SAMEORIGIN" if DEMO else "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS and env.bool("HSTS_SUBDOMAINS", False)
SECURE_HSTS_PRELOAD = HTTPS and env.bool("HSTS_PRELOAD", False)
if SECURE_HSTS_PRELOAD and not SECURE_HSTS_INCLUDE_SUBDOMAINS:
    _refuse("HSTS_PRELOAD needs HSTS_SUBDOMAINS: browsers take a whole domain into their list, or nothing.")
# Whether all other sites of the domain speak https is known to its owner alone.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_HTTPONLY = True  # forms carry the token; no script reads it

# Logging, to stderr only.
LOG_FORMAT = env.str("LOG_FORMAT", "line" if IS_LOCAL else "json")
LOG_LEVEL = env.str("LOG_LEVEL", "WARNING" if IS_LOCAL else "INFO")
if LOG_FORMAT not in logging.FORMATS:
    _refuse("LOG_FORMAT must be 'json' or 'line'.")
if LOG_LEVEL not in logging.LEVELS:
    _refuse(f"LOG_LEVEL must be one of {', '.join(logging.LEVELS)}.")
SENTRY_DSN = env.str("SENTRY_DSN", "")  # without it nothing of sentry-sdk is loaded
if SENTRY_DSN and not re.fullmatch(r"https?://\w+@[\w.:-]+/([\w/-]+/)?\d+", SENTRY_DSN, re.ASCII):
    _refuse("SENTRY_DSN must be the DSN of a project: https://key@host/number.")
LOGGING = logging.configuration(
    LOG_FORMAT, LOG_LEVEL, {"dsn": SENTRY_DSN, "site": _site_host} if SENTRY_DSN else None
)
