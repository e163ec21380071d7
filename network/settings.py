"""Settings. The environment is read here and nowhere else; `.env.example` lists every name."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

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


LOOPBACK = _is_loopback(SITE_URL)
HTTPS = SITE_URL.startswith("https://")
DEFAULT_KEY = "only-for-a-loopback-address-" + "0" * 32
SECRET_KEY = env.str("SECRET_KEY", DEFAULT_KEY)
_own_host = urlsplit(SITE_URL).hostname or ""
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]", _own_host] if LOOPBACK else [_own_host]
)
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# Wrong or dangerous combinations refuse to start, in one sentence that names the setting.
DEMO_IN_PUBLIC = "yes, everybody may act as everybody"


def _refuse(because: str) -> None:
    raise ImproperlyConfigured(because)


if not _own_host:
    _refuse("SITE_URL must be a whole address such as https://people.example.org.")
if not LOOPBACK:
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
    if SECRET_KEY == DEFAULT_KEY or len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5:
        _refuse("SECRET_KEY must be 50 random characters or more.")
    if not env.str("EMAIL_URL", ""):
        _refuse("EMAIL_URL must be given where SITE_URL is not a loopback address, for example smtp+tls://….")

# Who lives in the house.
INSTALLED_APPS = [
    "network.members",
    "invitations",
    "notifications",
    *(["network.demo"] if DEMO else []),
    "allauth",
    "allauth.account",
    "csp",
    "django_tasks",
    "django_tasks_db",
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
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "network.members.middleware.ReaderMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "network.pages.WrongMethodMiddleware",
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
CACHES = {"default": env.cache_url("CACHE_URL", "dbcache://django_cache")}

# People and how they sign in.
AUTH_USER_MODEL = "members.Member"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "network.members.forms.SignupForm"
ACCOUNT_FORMS = {
    "login": "network.members.account_forms.LoginForm",
    "signup": "network.members.account_forms.SignupForm",
    "reset_password": "network.members.account_forms.ResetPasswordForm",
    "add_email": "network.members.account_forms.AddEmailForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_USER_DISPLAY = "network.members.models.display_name"
ACCOUNT_ADAPTER = "network.members.adapter.AccountAdapter"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ALLAUTH_TRUSTED_PROXY_COUNT = env.int(
    "TRUSTED_PROXIES", 1 if HTTPS else 0
)  # whose X-Forwarded-For to believe
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

# Mail. Captured into the database unless EMAIL_URL names a server.
environ.Env.EMAIL_SCHEMES["capture"] = "notifications.backends.CapturingEmailBackend"
_mail = env.email_url("EMAIL_URL", "capture://")
vars().update(_mail)
EMAIL_TIMEOUT = 20
_captures = _mail["EMAIL_BACKEND"].endswith("CapturingEmailBackend")
CAPTURE_EMAIL = env.bool("CAPTURE_EMAIL", _captures)
if CAPTURE_EMAIL and not _captures:
    _refuse("CAPTURE_EMAIL shows the captured mail, and EMAIL_URL sends it elsewhere: use capture://.")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", f"Acquaint <hello@{urlsplit(SITE_URL).hostname}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Work that leaves the request. WORKER=thread carries a small worker inside the web process.
TASKS = {"default": {"BACKEND": env.str("TASKS", "django_tasks_db.DatabaseBackend")}}
WORKER = env.str("WORKER", "thread" if DEBUG else "process")
if WORKER not in ("thread", "process"):
    _refuse("WORKER must be 'thread' or 'process'.")

# Time and tongue.
LANGUAGE_CODE = env.str("LANGUAGE_CODE", "en")
LANGUAGES = [("en", "English"), ("it", "Italiano"), ("ar", "العربية")]  # each in its own words
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.str("TIME_ZONE", "UTC")
USE_TZ = True
CLOCK_FILE = DATA_DIR / "clock" if DEMO else None

# The numbers of the lifecycle, raw; invitations/policy.py knows their defaults, units and meaning.
INVITATIONS = {name: value for name, value in env.ENVIRON.items() if name.startswith("INVITATIONS_")}

# Static files.
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = LOOPBACK
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if LOOPBACK
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# What people may send: small files, in memory; of a larger one its size alone, so that the form can say so.
FILE_UPLOAD_HANDLERS = ["network.members.uploads.SmallFilesHandler"]
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
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
