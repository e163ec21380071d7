import runpy
from datetime import timedelta
from pathlib import Path
from traceback import format_exception_only
from urllib.parse import unquote, urlsplit

import pytest
from django.core.exceptions import ImproperlyConfigured

from notifications.models import Outbox

KEY = "k3y-" + "abcdefghijklmnopqrstuvwxyz0123456789" * 2
PRODUCTION = {
    "SITE_URL": "https://people.example.org",
    "SECRET_KEY": KEY,
    "EMAIL_URL": "smtp+tls://user:secret@mail.example.org:587",
    "DEMO": "0",
}
SECRET = "postmark:0123456789abcdef"
UNKNOWN_PROVIDERS = ("", "nobody", "postmark.com")
SEPARATORS = ["\r", "\n", "\r\n", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]


REDIS, TASKS_URL = "rediscache://127.0.0.1:6379/0", "redis://:p%40ss@127.0.0.1/1"


@pytest.fixture
def load(monkeypatch, tmp_path):
    """A function that loads the settings module with the given environment variables."""

    def load_settings(**environment):
        for name in (
            "DEBUG", "DEMO", "ALLOWED_HOSTS", "EMAIL_URL", "SECRET_KEY", "WORKER", "SITE_URL", "CAPTURE_EMAIL",
            "SECRET_KEY_FALLBACKS", "HASH_KEY", "CACHE_URL", "LOG_FORMAT", "LOG_LEVEL",
            "ANYMAIL_WEBHOOK_SECRET", "DEFAULT_FROM_EMAIL", "MAIL_SPREAD_SECONDS", "DATABASE_URL",
            "BOUNCE_ADDRESS", "TASKS", "TASKS_URL", "PGBOUNCER", "DATABASE_REPLICA_URL",
            "METRICS_TOKEN", "SENTRY_DSN",
            "OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_NAME", "OIDC_DOMAINS",
        ):  # fmt: skip
            monkeypatch.delenv(name, raising=False)
        for name, value in {"DATA_DIR": str(tmp_path), **environment}.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(Path(__file__).resolve().parents[1] / "network/settings.py"))

    return load_settings


def test_settings_of_production(load):
    settings = load(**PRODUCTION)
    assert settings["ALLOWED_HOSTS"] == ["people.example.org"]
    assert settings["SESSION_COOKIE_NAME"] == "__Host-session"
    assert not settings["CAPTURE_EMAIL"]
    assert settings["WORKER"] == "process"
    assert not settings["MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN"]


def test_a_local_site_needs_no_environment(load):
    settings = load()
    assert settings["EMAIL_BACKEND"] == "notifications.backends.CapturingEmailBackend"
    assert settings["CLOCK_FILE"] is None


def test_static_files_are_collected_below_data_dir_or_into_static_dir(load, tmp_path):
    assert load()["STATIC_ROOT"] == tmp_path / "static"
    settings = load(STATIC_DIR=str(tmp_path / "collected" / "static"))
    assert settings["STATIC_ROOT"] == tmp_path / "collected" / "static"
    assert settings["STATIC_MANIFEST_DIR"] == tmp_path / "collected"


def test_the_queue_is_the_database_or_the_redis_of_tasks_url(load, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: name)
    assert load()["TASKS"]["default"]["BACKEND"] == "django_tasks_db.DatabaseBackend"
    settings = load(**PRODUCTION, CACHE_URL=REDIS, TASKS_URL=TASKS_URL)
    assert settings["TASKS"]["default"]["BACKEND"] == "network.common.redis_queue.RedisBackend"
    connection = settings["RQ_QUEUES"]["default"]
    expected = {"HOST": "127.0.0.1", "PORT": 6379, "DB": 1, "PASSWORD": "p@ss", "SSL": False}
    assert connection == connection | expected


def test_a_replica_is_read_by_pages_through_the_innermost_middleware(load):
    settings = load(**PRODUCTION, DATABASE_URL="postgres://one/a", DATABASE_REPLICA_URL="postgres://two/a")
    assert [settings["DATABASES"][alias]["HOST"] for alias in ("default", "replica")] == ["one", "two"]
    assert settings["MIDDLEWARE"][-1] == "network.common.replica.ReplicaMiddleware"


def test_pgbouncer_switches_server_side_cursors_off(load):
    name = "DISABLE_SERVER_SIDE_CURSORS"
    settings = load(**PRODUCTION, DATABASE_URL="postgres://one/a", PGBOUNCER="1")
    assert settings["DATABASES"]["default"][name]
    assert not load(**PRODUCTION)["DATABASES"]["default"][name]


def test_a_queue_in_redis_needs_its_packages(load, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ImproperlyConfigured, match="requirements-redis"):
        load(**PRODUCTION, TASKS_URL=TASKS_URL)


def test_debug_starts_a_worker_thread(load):
    assert load(DEBUG="1")["WORKER"] == "thread"


@pytest.mark.parametrize(
    ("environment", "setting"),
    [
        ({"DEBUG": "1"}, "DEBUG"),
        ({"DEMO": "1"}, "DEMO"),
        ({"DEMO": "1", "DEMO_IN_PUBLIC": "yes"}, "DEMO"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"SITE_URL": "http://people.example.org"}, "SITE_URL"),
        ({"SITE_URL": "people.example.org"}, "SITE_URL"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY"),
        ({"SECRET_KEY": "only-for-a-loopback-address-" + "0" * 32}, "SECRET_KEY"),
        ({"EMAIL_URL": ""}, "EMAIL_URL"),
        ({"SITE_URL": "http://localhost:8000", "ALLOWED_HOSTS": "people.example.org"}, "SITE_URL"),
        ({"SITE_URL": "http://localhost:8000", "ALLOWED_HOSTS": "*"}, "SITE_URL"),
        ({"WORKER": "none"}, "WORKER"),
        ({"DATABASE_REPLICA_URL": "postgres://h/a"}, "DATABASE_REPLICA_URL"),
        ({"DATABASE_REPLICA_URL": "sqlite:///a", "DATABASE_URL": "postgres://h/a"}, "DATABASE_REPLICA_URL"),
        ({"TASKS": "network.common.redis_queue.RedisBackend"}, "TASKS_URL"),
        ({"TASKS_URL": TASKS_URL, "TASKS": "django_tasks_db.DatabaseBackend"}, "TASKS_URL"),
        *(
            ({"TASKS_URL": url}, "TASKS_URL")
            for url in ("127.0.0.1:6379", "http://127.0.0.1", "redis://h:x/1")
        ),
        (
            {"TASKS_URL": "redis://127.0.0.1:6379/1", "CACHE_URL": "rediscache://127.0.0.1:6379/1"},
            "two databases",
        ),
        ({"SECRET_KEY_FALLBACKS": "short", "HASH_KEY": KEY}, "SECRET_KEY_FALLBACKS"),
        ({"SECRET_KEY_FALLBACKS": KEY}, "HASH_KEY"),
        ({"CACHE_URL": "locmemcache://"}, "CACHE_URL"),
        ({"EMAIL_URL": "capture://"}, "CAPTURE_EMAIL"),
        ({"EMAIL_URL": "anymail://postmark"}, "ANYMAIL_WEBHOOK_SECRET"),
        *(
            ({"EMAIL_URL": f"anymail://{name}", "ANYMAIL_WEBHOOK_SECRET": SECRET}, "EMAIL_URL")
            for name in UNKNOWN_PROVIDERS
        ),
        ({"ANYMAIL_WEBHOOK_SECRET": "postmark:short"}, "ANYMAIL_WEBHOOK_SECRET"),
        ({"ANYMAIL_WEBHOOK_SECRET": "a-password-without-a-name"}, "ANYMAIL_WEBHOOK_SECRET"),
        ({"DEFAULT_FROM_EMAIL": "Acquaint"}, "DEFAULT_FROM_EMAIL"),
        *(
            ({"SITE_URL": f"https://{rest}"}, "SITE_URL")
            for rest in (
                "people.example.org/network",
                "people.example.org?x=1",
                "people.example.org#x",
                "people.example.org:web",
                "people.example.org:99999",
                "a:b@people.example.org",
                "exa mple.org",
                "bad_host\u200b.example",
                "[::1",
                "",
            )
        ),
        ({"BOUNCE_ADDRESS": "bounces"}, "BOUNCE_ADDRESS"),
        ({"BOUNCE_ADDRESS": "bounces+1@example.org"}, "BOUNCE_ADDRESS"),
        (
            {
                "BOUNCE_ADDRESS": "b@example.org",
                "EMAIL_URL": "anymail://postmark",
                "ANYMAIL_WEBHOOK_SECRET": SECRET,
            },
            "BOUNCE_ADDRESS",
        ),
        ({"HSTS_PRELOAD": "1"}, "HSTS_PRELOAD needs HSTS_SUBDOMAINS"),
    ],
)
def test_an_unsafe_environment_is_refused_with_the_name_of_the_setting(load, environment, setting):
    with pytest.raises(ImproperlyConfigured, match=setting):
        load(**PRODUCTION | environment)


@pytest.mark.parametrize(
    ("typed", "url", "host"),
    [
        ("https://Bücher.example/", "https://xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443", "[2001:db8::1]"),
        ("HTTPS://PEOPLE.example.org:8443/", "https://people.example.org:8443", "people.example.org"),
    ],
)
def test_a_site_url_that_can_work_does(load, typed, url, host):
    settings = load(**PRODUCTION | {"SITE_URL": typed, "DEFAULT_FROM_EMAIL": "hello@example.org"})
    assert (settings["SITE_URL"], settings["ALLOWED_HOSTS"]) == (url, [host])
    assert settings["CSRF_TRUSTED_ORIGINS"] == [url]


def test_the_host_decides_about_subdomains_and_the_preload_list(load):
    names = ("SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD")
    chosen = PRODUCTION | {"HSTS_SUBDOMAINS": "1", "HSTS_PRELOAD": "1"}
    assert [load(**PRODUCTION)[name] for name in names] == [31_536_000, False, False]
    assert [load(**chosen)[name] for name in names] == [31_536_000, True, True]


@pytest.mark.parametrize("environment", [{"LOG_FORMAT": "xml"}, {"LOG_LEVEL": "loud"}])
def test_an_invalid_log_setting_is_refused(load, environment):
    with pytest.raises(ImproperlyConfigured, match=next(iter(environment))):
        load(**environment)


@pytest.mark.parametrize(
    ("cache_url", "engine"),
    [("rediscache://127.0.0.1:6379/0", "cached_db"), ("dbcache://django_cache", "db")],
)
def test_sessions_are_cached_in_redis_if_configured(load, cache_url, engine):
    settings = load(**PRODUCTION | {"CACHE_URL": cache_url})
    assert settings["SESSION_ENGINE"].endswith(f".{engine}")


def test_logs_are_json_in_production_and_lines_locally(load):
    assert (
        load(**PRODUCTION)["LOGGING"]["formatters"]["default"]["()"] == "network.common.logging.JSONFormatter"
    )
    assert load()["LOGGING"]["formatters"]["default"]["()"] == "network.common.logging.LineFormatter"


@pytest.mark.parametrize("separator", SEPARATORS)
@pytest.mark.parametrize("name", ["DEFAULT_FROM_EMAIL", "SITE_URL"])
def test_values_for_headers_must_be_one_line(load, name, separator):
    values = {"DEFAULT_FROM_EMAIL": "A{}B <a@example.org>", "SITE_URL": "https://people{}.example.org"}
    with pytest.raises(ImproperlyConfigured, match=name):
        load(**PRODUCTION | {name: values[name].format(separator)})


def test_the_mailbox_can_be_disabled(load):
    settings = load(CAPTURE_EMAIL="0")
    assert (settings["CAPTURE_EMAIL"], settings["MEMBER_MAILBOX"]) == (False, False)


def test_copies_of_sent_emails_are_for_staff_only(load):
    settings = load(**PRODUCTION | {"CAPTURE_EMAIL": "1"})
    assert settings["EMAIL_BACKEND"] == "notifications.backends.CopyingEmailBackend"
    assert settings["EMAIL_DELIVERY_BACKEND"] == "notifications.backends.SMTPBackend"
    assert (settings["CAPTURE_EMAIL"], settings["MEMBER_MAILBOX"]) == (True, False)


def test_captured_emails_of_a_public_site_are_for_staff_only(load):
    settings = load(**PRODUCTION | {"EMAIL_URL": "capture://", "CAPTURE_EMAIL": "1"})
    assert settings["EMAIL_BACKEND"] == "notifications.backends.CapturingEmailBackend"
    assert not settings["MEMBER_MAILBOX"]


def test_an_email_provider(load):
    environment = {"ANYMAIL_WEBHOOK_SECRET": f"{SECRET},{SECRET}0", "ANYMAIL_POSTMARK_SERVER_TOKEN": "token"}
    settings = load(**PRODUCTION | environment | {"EMAIL_URL": "anymail://postmark"})
    assert settings["EMAIL_BACKEND"] == "anymail.backends.postmark.EmailBackend"
    assert settings["ANYMAIL"]["WEBHOOK_SECRET"] == [SECRET, f"{SECRET}0"]
    assert settings["ANYMAIL"]["POSTMARK_SERVER_TOKEN"] == "token"


PUBLIC_DEMO = {"DEMO": "1", "DEMO_IN_PUBLIC": "yes, everybody may act as everybody"}


@pytest.mark.parametrize(
    ("environment", "seconds"),
    [
        (PRODUCTION, 90),
        (PRODUCTION | {"CAPTURE_EMAIL": "1"}, 90),
        (PRODUCTION | {"MAIL_SPREAD_SECONDS": "0"}, 0),
        (PRODUCTION | PUBLIC_DEMO, 0),
        (PRODUCTION | {"EMAIL_URL": "capture://", "CAPTURE_EMAIL": "1"}, 0),
        ({}, 0),
        ({"MAIL_SPREAD_SECONDS": "3"}, 3),
    ],
)
def test_emails_are_spread_where_they_leave(load, environment, seconds):
    assert load(**environment)["MAIL_SPREAD_SECONDS"] == seconds


@pytest.mark.parametrize("seconds", ["-1", "3601"])
def test_a_spread_out_of_range_is_refused(load, seconds):
    with pytest.raises(ImproperlyConfigured, match="MAIL_SPREAD_SECONDS"):
        load(**PRODUCTION, MAIL_SPREAD_SECONDS=seconds)


def test_the_lease_is_longer_than_the_slowest_mail_server(load):
    """Connect, greeting, EHLO, STARTTLS, EHLO, two of AUTH, MAIL, RCPT, DATA, the text: EMAIL_TIMEOUT applies to each."""
    settings = load(**PRODUCTION)
    assert 12 * timedelta(seconds=settings["EMAIL_TIMEOUT"]) < Outbox.LEASE
    assert settings["ANYMAIL"]["REQUESTS_TIMEOUT"] == settings["EMAIL_TIMEOUT"]


def test_every_cache_hashes_its_keys(load):
    database, redis = (load(**{"CACHE_URL": url} if url else {})["CACHES"]["default"] for url in ("", REDIS))
    assert database["BACKEND"] == "network.common.cache.ExactDatabaseCache"
    assert redis["BACKEND"] == "network.common.redis_cache.TolerantRedisCache"
    assert redis["LOCATION"] == REDIS.replace("rediscache", "redis")
    assert database["KEY_FUNCTION"] == redis["KEY_FUNCTION"] == "network.common.cache.hash_key"


def test_the_host_of_site_url_is_allowed(load):
    assert "demo.localhost" in load(SITE_URL="http://demo.localhost:8009")["ALLOWED_HOSTS"]


def test_a_public_demo_requires_the_exact_sentence(load):
    load(**PRODUCTION | {"DEMO": "1", "DEMO_IN_PUBLIC": "yes, everybody may act as everybody"})


SERVICE_URLS = {
    "DATABASE_URL": "postgres://acquaint:{}@db.example.org:5432/acquaint",
    "CACHE_URL": "rediscache://:{}@cache.example.org:6379/0",
    "EMAIL_URL": "smtp+tls://acquaint:{}@mail.example.org:587",
}
RESERVED = ["Tr0ub4dor#s3cret", "Tr0ub4dor/s3cret", "Tr0ub4dor?s3cret", "Tr0ub4dor[s3cret", "s3cret#", "#s3cret", "12/s3cret", "12?s3cret", "a b#s3cret", "a b"]  # fmt: skip


@pytest.mark.parametrize("password", RESERVED)
@pytest.mark.parametrize("name", SERVICE_URLS)
def test_a_reserved_character_in_a_password_is_named_without_the_password(load, name, password):
    """Not even a piece of it, in none of the exceptions that a traceback prints."""
    with pytest.raises(ImproperlyConfigured) as error:
        load(**PRODUCTION | {name: SERVICE_URLS[name].format(password)})
    printed = "".join(format_exception_only(error.value))
    assert name in printed
    assert "percent-encoded" in printed
    assert not any(piece in printed for piece in ("Tr0ub4dor", "s3cret", "12/"))
    assert error.value.__suppress_context__


@pytest.mark.parametrize("name", SERVICE_URLS)
def test_a_percent_encoded_password_arrives_decoded(load, name):
    settings = load(**PRODUCTION | {name: SERVICE_URLS[name].format("p%23a%2Fs%3Fs%40")})
    cache, password = settings["CACHES"]["default"]["LOCATION"], "p#a/s?s@"
    received = {
        "DATABASE_URL": settings["DATABASES"]["default"].get("PASSWORD"),
        "CACHE_URL": unquote(urlsplit(cache).password or "") if "redis" in cache else None,
        "EMAIL_URL": settings["EMAIL_HOST_PASSWORD"],
    }
    assert received[name] == password


@pytest.mark.parametrize(
    ("name", "url"),
    [("DATABASE_URL", "oracel://u:s3cret@db/x"), ("CACHE_URL", "radis://:s3cret@h/0"), ("EMAIL_URL", "sntp://u:s3cret@h"), ("CACHE_URL", ""), ("DATABASE_URL", "")],
)  # fmt: skip
def test_an_unknown_kind_of_service_is_named_without_the_password(load, name, url):
    with pytest.raises(ImproperlyConfigured, match=f"{name} (cannot be read|must begin)") as error:
        load(**PRODUCTION | {name: url})
    assert "s3cret" not in str(error.value)


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("DATABASE_URL", "sqlite:////srv/a@b/acquaint.sqlite3"),
        ("DATABASE_URL", "postgres://u:p@db/x?sslmode=require"),
        ("CACHE_URL", "rediscache://a.example:6379,b.example:6379/0"),
        ("EMAIL_URL", "smtp://"),
    ],
)
def test_unusual_urls_of_services_are_accepted(load, name, url):
    load(**PRODUCTION | {name: url})


@pytest.mark.parametrize("name", ["SIGNUPS_A_MINUTE", "NETWORK_LETTERS_A_DAY", "MEMBER_LETTERS_A_DAY"])
def test_a_limit_on_account_letters_is_at_least_one(load, name):
    with pytest.raises(ImproperlyConfigured, match=f"{name} must be 1 or more"):
        load(**{name: "0"})


def test_the_limits_on_account_letters_are_those_of_the_environment(load):
    limits = load(NETWORK_LETTERS_A_DAY="900", MEMBER_LETTERS_A_DAY="7")["ACCOUNT_RATE_LIMITS"]
    assert (limits["network_letters"], limits["member_letters"]) == ("900/d/key", "7/d/user")


def test_nothing_is_counted_and_reported_unless_a_setting_says_so(load):
    settings = load(**PRODUCTION)
    assert not [name for name in settings["MIDDLEWARE"] if "metrics" in name]
    assert settings["LOGGING"]["root"]["handlers"] == ["stderr"]
    settings = load(
        **PRODUCTION, METRICS_TOKEN="0123456789-abcdefgh_", SENTRY_DSN="https://k3y@o1.example.org/a/7"
    )
    assert settings["MIDDLEWARE"][1] == "network.web.metrics.middleware.MetricsMiddleware"
    assert settings["LOGGING"]["handlers"]["reports"]["site"] == "people.example.org"


@pytest.mark.parametrize(
    "token", ["short", "0123456789-abcdefgh", "0123456789 abcdefghij", "0123456789-abcdefgh\n"]
)
def test_a_token_that_could_be_guessed_or_not_sent_is_refused(load, token):
    with pytest.raises(ImproperlyConfigured, match="METRICS_TOKEN must be 20 or more"):
        load(METRICS_TOKEN=token)


@pytest.mark.parametrize(
    "dsn", ["sentry.example.org", "https://example.org/7", "https://k3y@example.org/", "https://k@e/7\n"]
)
def test_a_dsn_that_names_no_project_is_refused(load, dsn):
    with pytest.raises(ImproperlyConfigured, match="SENTRY_DSN must be the DSN of a project"):
        load(SENTRY_DSN=dsn)
