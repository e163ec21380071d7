import runpy
from datetime import timedelta
from pathlib import Path

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
NOBODY = ("", "nobody", "postmark.com")
SEPARATORS = ["\r", "\n", "\r\n", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]


REDIS = "rediscache://127.0.0.1:6379/0"


@pytest.fixture
def load(monkeypatch, tmp_path):
    """Settings as this environment makes them."""

    def loaded(**environment):
        for name in (
            "DEBUG",
            "DEMO",
            "ALLOWED_HOSTS",
            "EMAIL_URL",
            "SECRET_KEY",
            "WORKER",
            "SITE_URL",
            "CAPTURE_EMAIL",
            "SECRET_KEY_FALLBACKS",
            "HASH_KEY",
            "CACHE_URL",
            "LOG_FORMAT",
            "LOG_LEVEL",
            "ANYMAIL_WEBHOOK_SECRET",
            "DEFAULT_FROM_EMAIL",
        ):
            monkeypatch.delenv(name, raising=False)
        for name, value in {"DATA_DIR": str(tmp_path), **environment}.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(Path(__file__).resolve().parents[1] / "network/settings.py"))

    return loaded


def test_production_starts(load):
    settings = load(**PRODUCTION)
    assert settings["ALLOWED_HOSTS"] == ["people.example.org"]
    assert settings["SESSION_COOKIE_NAME"] == "__Host-session"
    assert not settings["CAPTURE_EMAIL"]
    assert settings["WORKER"] == "process"
    assert not settings["MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN"]


def test_a_loopback_address_needs_nothing(load):
    settings = load()
    assert settings["EMAIL_BACKEND"] == "notifications.backends.CapturingEmailBackend"
    assert settings["CLOCK_FILE"] is None


def test_debug_carries_a_worker(load):
    assert load(DEBUG="1")["WORKER"] == "thread"


@pytest.mark.parametrize(
    ("bad", "named"),
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
        ({"SECRET_KEY_FALLBACKS": "short", "HASH_KEY": KEY}, "SECRET_KEY_FALLBACKS"),
        ({"SECRET_KEY_FALLBACKS": KEY}, "HASH_KEY"),
        ({"CACHE_URL": "locmemcache://"}, "CACHE_URL"),
        ({"EMAIL_URL": "capture://"}, "CAPTURE_EMAIL"),
        ({"EMAIL_URL": "anymail://postmark"}, "ANYMAIL_WEBHOOK_SECRET"),
        *(({"EMAIL_URL": f"anymail://{n}", "ANYMAIL_WEBHOOK_SECRET": SECRET}, "EMAIL_URL") for n in NOBODY),
        ({"ANYMAIL_WEBHOOK_SECRET": "postmark:short"}, "ANYMAIL_WEBHOOK_SECRET"),
        ({"ANYMAIL_WEBHOOK_SECRET": "a-password-without-a-name"}, "ANYMAIL_WEBHOOK_SECRET"),
        ({"DEFAULT_FROM_EMAIL": "Acquaint"}, "DEFAULT_FROM_EMAIL"),
    ],
)
def test_a_dangerous_environment_refuses_to_start_and_names_the_setting(load, bad, named):
    with pytest.raises(ImproperlyConfigured, match=named):
        load(**PRODUCTION | bad)


@pytest.mark.parametrize("bad", [{"LOG_FORMAT": "xml"}, {"LOG_LEVEL": "loud"}])
def test_a_typing_error_about_the_logs_is_named(load, bad):
    with pytest.raises(ImproperlyConfigured, match=next(iter(bad))):
        load(**bad)


@pytest.mark.parametrize(
    ("address", "engine"), [("rediscache://127.0.0.1:6379/0", "cached_db"), ("dbcache://django_cache", "db")]
)
def test_sessions_are_read_from_redis_where_there_is_one(load, address, engine):
    settings = load(**PRODUCTION | {"CACHE_URL": address})
    assert settings["SESSION_ENGINE"].endswith(f".{engine}")


def test_logs_are_json_on_a_server_and_lines_at_home(load):
    assert (
        load(**PRODUCTION)["LOGGING"]["formatters"]["default"]["()"] == "network.common.logging.JSONFormatter"
    )
    assert load()["LOGGING"]["formatters"]["default"]["()"] == "network.common.logging.LineFormatter"


@pytest.mark.parametrize("separator", SEPARATORS)
@pytest.mark.parametrize("name", ["DEFAULT_FROM_EMAIL", "SITE_URL"])
def test_what_stands_in_headers_is_one_line(load, name, separator):
    values = {"DEFAULT_FROM_EMAIL": "A{}B <a@example.org>", "SITE_URL": "https://people{}.example.org"}
    with pytest.raises(ImproperlyConfigured, match=name):
        load(**PRODUCTION | {name: values[name].format(separator)})


def test_the_mailbox_can_be_hidden(load):
    settings = load(CAPTURE_EMAIL="0")
    assert (settings["CAPTURE_EMAIL"], settings["MEMBER_MAILBOX"]) == (False, False)


def test_a_copy_of_what_leaves_is_for_the_staff_alone(load):
    settings = load(**PRODUCTION | {"CAPTURE_EMAIL": "1"})
    assert settings["EMAIL_BACKEND"] == "notifications.backends.CopyingEmailBackend"
    assert settings["EMAIL_DELIVERY_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend"
    assert (settings["CAPTURE_EMAIL"], settings["MEMBER_MAILBOX"]) == (True, False)


def test_so_is_what_is_captured_away_from_ones_own_machine(load):
    settings = load(**PRODUCTION | {"EMAIL_URL": "capture://", "CAPTURE_EMAIL": "1"})
    assert settings["EMAIL_BACKEND"] == "notifications.backends.CapturingEmailBackend"
    assert not settings["MEMBER_MAILBOX"]


def test_a_provider(load):
    given = {"ANYMAIL_WEBHOOK_SECRET": f"{SECRET},{SECRET}0", "ANYMAIL_POSTMARK_SERVER_TOKEN": "token"}
    settings = load(**PRODUCTION | given | {"EMAIL_URL": "anymail://postmark"})
    assert settings["EMAIL_BACKEND"] == "anymail.backends.postmark.EmailBackend"
    assert settings["ANYMAIL"]["WEBHOOK_SECRET"] == [SECRET, f"{SECRET}0"]
    assert settings["ANYMAIL"]["POSTMARK_SERVER_TOKEN"] == "token"


def test_a_lease_outlives_the_slowest_server(load):
    """Connecting, greeting, HELO, STARTTLS, HELO, AUTH in two, MAIL, RCPT, DATA, the text: each may take so long."""
    settings = load(**PRODUCTION)
    assert 12 * timedelta(seconds=settings["EMAIL_TIMEOUT"]) < Outbox.LEASE
    assert settings["ANYMAIL"]["REQUESTS_TIMEOUT"] == settings["EMAIL_TIMEOUT"]


def test_no_cache_shows_its_keys_wherever_it_is(load):
    own, redis = (load(**{"CACHE_URL": url} if url else {})["CACHES"]["default"] for url in ("", REDIS))
    assert own["BACKEND"] == "network.common.cache.ExactDatabaseCache"
    assert redis["BACKEND"] == "django.core.cache.backends.redis.RedisCache"
    assert redis["LOCATION"] == REDIS.replace("rediscache", "redis")
    assert own["KEY_FUNCTION"] == redis["KEY_FUNCTION"] == "network.common.cache.hash_key"


def test_the_host_of_a_local_site_is_answered(load):
    assert "demo.localhost" in load(SITE_URL="http://demo.localhost:8009")["ALLOWED_HOSTS"]


def test_a_public_demo_must_be_asked_for_in_plain_words(load):
    load(**PRODUCTION | {"DEMO": "1", "DEMO_IN_PUBLIC": "yes, everybody may act as everybody"})
