"""Settings. The environment is read here and nowhere else; `.env.example` lists every name."""

from __future__ import annotations

import ipaddress
from email.utils import parseaddr
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from network.common import logging

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()  # type: ignore[no-untyped-call]
env.read_env(BASE_DIR / ".env")

# Where it runs. A loopback SITE_URL is somebody's own machine: http, captured mail and a default key are fine there.
SITE_URL = env.str("SITE_URL", "http://localhost:8000").rstrip("/")
DEBUG = env.bool("DEBUG", False)
DEMO = env.bool("DEMO", False)
DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / "var")))
DATA_DIR.mkdir(parents=True, exist_ok=True)


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


IS_LOCAL = _is_loopback(SITE_URL)
HTTPS = SITE_URL.startswith("https://")
DEFAULT_KEY = "only-for-a-loopback-address-" + "0" * 32
SECRET_KEY = env.str("SECRET_KEY", DEFAULT_KEY)
SECRET_KEY_FALLBACKS = env.list(
    "SECRET_KEY_FALLBACKS", default=[]
)  # earlier ones, honoured and never used anew
HASH_KEY = env.str("HASH_KEY", "") or SECRET_KEY  # under it addresses are remembered: it never changes
_own_host = urlsplit(SITE_URL).hostname or ""
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]", _own_host] if IS_LOCAL else [_own_host]
)
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# Wrong or dangerous combinations refuse to start, in one sentence that names the setting.
DEMO_IN_PUBLIC = "yes, everybody may act as everybody"


def _refuse(because: str) -> None:
    raise ImproperlyConfigured(because)


if not _own_host:
    _refuse("SITE_URL must be a whole address such as https://people.example.org.")
if not SITE_URL.isprintable():
    _refuse("SITE_URL must be one line.")
if IS_LOCAL and env.str("DEMO_IN_PUBLIC", "") != DEMO_IN_PUBLIC:
    for _host in ALLOWED_HOSTS:
        if not _is_loopback(f"http://{_host}"):
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

# Who lives in the house.
INSTALLED_APPS = [
    "network.common",
    "network.members",
    "invitations",
    "notifications",
    "network.loadtest",
    *(["network.demo"] if DEMO else []),
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "django_htmx",
    "whitenoise.runserver_nostatic",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "network.common.logging.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Over https the length of what is compressed would tell secrets of the page (BREACH); over http all lies open.
    *([] if HTTPS else ["django.middleware.gzip.GZipMiddleware"]),
    "network.common.middleware.NoStoreMiddleware",
    *(["network.demo.impersonation.PersonaMiddleware"] if DEMO else []),
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "network.members.middleware.SessionRotationMiddleware",
    *(["network.demo.impersonation.PersonaUserMiddleware"] if DEMO else []),
    "network.members.middleware.LocaleTimezoneMiddleware",
    "network.members.middleware.LoginMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "network.common.middleware.HtmxRedirectMiddleware",
    "network.common.middleware.MethodNotAllowedMiddleware",
]
ROOT_URLCONF = "network.urls"
WSGI_APPLICATION = "network.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "network.web.theme.theme",
                *(["network.demo.context.demo"] if DEMO else []),
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.append("django.forms")

# The database. SQLite needs IMMEDIATE and a time-out, or concurrent writers meet "database is locked".
DATABASES = {"default": env.db_url("DATABASE_URL", f"sqlite:///{DATA_DIR / 'acquaint.sqlite3'}")}
DATABASES["default"]["CONN_MAX_AGE"] = None
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# What all processes share: the counts of the rate limits, and sessions where Redis makes them cheap to read.
environ.Env.CACHE_SCHEMES["dbcache"] = "network.common.cache.ExactDatabaseCache"
CACHES = {"default": env.cache_url("CACHE_URL", "dbcache://django_cache")}
CACHES["default"]["KEY_FUNCTION"] = "network.common.cache.hashed"
_cache = CACHES["default"]["BACKEND"].rpartition(".")[2]
if not IS_LOCAL and _cache in ("LocMemCache", "DummyCache"):
    _refuse("CACHE_URL must name a cache that all processes share, or rate limits count for nothing.")
SESSION_ENGINE = f"django.contrib.sessions.backends.{'cached_db' if _cache == 'RedisCache' else 'db'}"

# People and how they sign in.
AUTH_USER_MODEL = "members.Member"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "network.members.accounts.backends.AddressBackend",
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
    "reauthenticate": "network.members.accounts.forms.ReauthenticateForm",
    "confirm_email_verification_code": "network.members.accounts.forms.ConfirmEmailForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 3
PASSWORD_RESET_TIMEOUT = 3 * 24 * 60 * 60  # seconds; a letter that could not leave so long is too late
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = (
    True  # the link is beside it: network/members/accounts/email_confirmation.py
)
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
# How often what: times, span (s, m, h, d), and of whom: an IP address, a member, or the key, which is what was typed.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",  # the form to sign in, sent with whatever
    "login_failed": "10/m/ip,5/5m/key",  # wrong passwords: from one place, and for one address
    "signup": "20/m/ip",  # the form to join
    "join": "5/h/key",  # joining with one address, which is written to each time
    "confirm_joining": "10/m/ip,5/5m/key",  # passwords on the page that confirms the address of whoever joins
    "reset_password": "20/m/ip,10/h/key",  # asking for a new password, which writes to the address
    "reset_password_from_key": "20/m/ip",  # opening what that letter links to
    "confirm_email": "1/3m/key",  # writing to one address that it is to be confirmed; more are not written
    "manage_email": "10/m/user",  # adding, removing and changing one's own addresses
    "change_password": "5/m/user",  # changing the password, signed in
    "reauthenticate": "10/m/user",  # typing the password again before what is grave
    "invite_by_email": "30/h/user",  # sending the form that takes a hundred addresses
    "ask_for_more": "5/h/user",  # asking the staff for more invitations
}
ACCOUNT_USER_DISPLAY = "network.members.models.user_display"
ACCOUNT_ADAPTER = "network.members.accounts.adapter.AccountAdapter"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ALLAUTH_TRUSTED_PROXY_COUNT = env.int(
    "TRUSTED_PROXIES", 1 if HTTPS else 0
)  # whose X-Forwarded-For to believe
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = MFA_PASSKEY_SIGNUP_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = IS_LOCAL and not HTTPS
MFA_TOTP_ISSUER = "Acquaint"
MFA_TOTP_TOLERANCE = 1  # steps of 30 seconds by which a phone's clock may be wrong
MFA_ADAPTER = "network.members.accounts.mfa.TwoStepAdapter"
MFA_FORMS = {
    "authenticate": "network.members.accounts.mfa_forms.AuthenticateForm",
    "reauthenticate": "network.members.accounts.mfa_forms.ReauthenticateForm",
    "activate_totp": "network.members.accounts.mfa_forms.ActivateTOTPForm",
    "add_webauthn": "network.members.accounts.mfa_forms.AddPasskeyForm",
    "signup_webauthn": "network.members.accounts.mfa_forms.FirstPasskeyForm",
    "edit_webauthn": "network.members.accounts.mfa_forms.NamePasskeyForm",
}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

# Mail. Captured into the database unless EMAIL_URL names a server or, as in anymail://postmark, a provider.
environ.Env.EMAIL_SCHEMES["capture"] = "notifications.backends.CapturingEmailBackend"
environ.Env.EMAIL_SCHEMES["anymail"] = "anymail.backends.{provider}.EmailBackend"
_mail = env.email_url("EMAIL_URL", "capture://")
ESP_NAME = _mail["EMAIL_HOST"] or "?" if _mail["EMAIL_BACKEND"].startswith("anymail.") else ""
EMAIL_BACKEND = EMAIL_DELIVERY_BACKEND = _mail.pop("EMAIL_BACKEND").format(provider=ESP_NAME)
vars().update(_mail)
EMAIL_TIMEOUT = 20
_secrets: list[str] = env.list("ANYMAIL_WEBHOOK_SECRET", default=[])  # several while one replaces the other
ANYMAIL: dict[str, object] = {
    name.removeprefix("ANYMAIL_"): value for name, value in env.ENVIRON.items() if name.startswith("ANYMAIL_")
}
ANYMAIL |= {"REQUESTS_TIMEOUT": EMAIL_TIMEOUT, "WEBHOOK_SECRET": _secrets}
if ESP_NAME and not (ESP_NAME.isidentifier() and find_spec(f"anymail.backends.{ESP_NAME}")):
    _refuse(
        "EMAIL_URL=anymail://… must name a provider that django-anymail knows, for example anymail://postmark."
    )
if any(":" not in secret or len(secret) < 20 for secret in _secrets):
    _refuse("ANYMAIL_WEBHOOK_SECRET must be name:password, 20 characters or more.")
if ESP_NAME and not IS_LOCAL and not _secrets:
    _refuse(
        "ANYMAIL_WEBHOOK_SECRET must be given with EMAIL_URL=anymail://…: else anybody could report bounces."
    )
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", f"Acquaint <hello@{_own_host}>")
if not DEFAULT_FROM_EMAIL.isprintable() or "@" not in parseaddr(DEFAULT_FROM_EMAIL)[1]:
    _refuse("DEFAULT_FROM_EMAIL must be one line with one address, for example Acquaint <hello@example.org>.")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Captured mail: its readers see their own on somebody's machine and in a demo; elsewhere it is for the staff alone.
_captures = EMAIL_BACKEND.endswith("CapturingEmailBackend")
CAPTURE_EMAIL = env.bool("CAPTURE_EMAIL", _captures and (IS_LOCAL or DEMO))
MEMBER_MAILBOX = CAPTURE_EMAIL and _captures and (IS_LOCAL or DEMO)
if _captures and not (CAPTURE_EMAIL or IS_LOCAL or DEMO):
    _refuse("EMAIL_URL=capture:// sends nothing: name a server, or say CAPTURE_EMAIL=1 too.")
if CAPTURE_EMAIL and not _captures:
    EMAIL_BACKEND = "notifications.backends.CopyingEmailBackend"

# Work that leaves the request. WORKER=thread carries a small worker inside the web process.
TASKS = {"default": {"BACKEND": env.str("TASKS", "django_tasks_db.DatabaseBackend")}}
WORKER = env.str("WORKER", "thread" if DEBUG else "process")
if WORKER not in ("thread", "process"):
    _refuse("WORKER must be 'thread' or 'process'.")

# Time and tongue.
LANGUAGE_CODE = env.str("LANGUAGE_CODE", "en")
FORMAT_MODULE_PATH = "network.formats"
LANGUAGES = [("en", "English"), ("it", "Italiano"), ("ar", "العربية")]  # each in its own words
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.str("TIME_ZONE", "UTC")
USE_TZ = True
CLOCK_FILE = DATA_DIR / "clock" if DEMO else None

# The numbers of the lifecycle, raw; invitations/policy.py knows their defaults, units and meaning.
INVITATIONS = {name: value for name, value in env.ENVIRON.items() if name.startswith("INVITATIONS_")}

# Static files: as they lie there on somebody's machine; else as `collectstatic` has named and compressed them.
USE_MANIFEST_STATIC = env.bool("COLLECTED_STATIC", not IS_LOCAL)
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
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

# What people may send: small files, in memory; of a larger one its size alone, so that the form can say so.
FILE_UPLOAD_HANDLERS = ["network.common.uploads.SmallFilesHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FILES = 5

# What browsers may do with our pages.
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
        "frame-ancestors": [SELF if DEMO else NONE],  # the demo shows two sides of itself
        "base-uri": [NONE],
    }
}
X_FRAME_OPTIONS = "SAMEORIGIN" if DEMO else "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"

# What the processes say, on stderr alone.
LOG_FORMAT = env.str("LOG_FORMAT", "line" if IS_LOCAL else "json")
LOG_LEVEL = env.str("LOG_LEVEL", "WARNING" if IS_LOCAL else "INFO")
if LOG_FORMAT not in logging.FORMATS:
    _refuse("LOG_FORMAT must be 'json' or 'line'.")
if LOG_LEVEL not in logging.LEVELS:
    _refuse(f"LOG_LEVEL must be one of {', '.join(logging.LEVELS)}.")
LOGGING = logging.configuration(LOG_FORMAT, LOG_LEVEL)
