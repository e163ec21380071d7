import runpy
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

PRODUCTION = {
    "SITE_URL": "https://people.example.org",
    "SECRET_KEY": "k3y-" + "abcdefghijklmnopqrstuvwxyz0123456789" * 2,
    "EMAIL_URL": "smtp+tls://user:secret@mail.example.org:587",
    "DEMO": "0",
}


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
        ({"WORKER": "none"}, "WORKER"),
        ({"CAPTURE_EMAIL": "1"}, "CAPTURE_EMAIL"),
    ],
)
def test_a_dangerous_environment_refuses_to_start_and_names_the_setting(load, bad, named):
    with pytest.raises(ImproperlyConfigured, match=named):
        load(**PRODUCTION | bad)


def test_the_mailbox_can_be_hidden(load):
    assert not load(CAPTURE_EMAIL="0")["CAPTURE_EMAIL"]


def test_the_host_of_a_local_site_is_answered(load):
    assert "demo.localhost" in load(SITE_URL="http://demo.localhost:8009")["ALLOWED_HOSTS"]


def test_a_public_demo_must_be_asked_for_in_plain_words(load):
    load(**PRODUCTION | {"DEMO": "1", "DEMO_IN_PUBLIC": "yes, everybody may act as everybody"})
