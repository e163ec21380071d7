"""`/.well-known/security.txt`, RFC 9116."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.test_settings import PRODUCTION, load

__all__ = ["load"]


def fields(response) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in response.content.decode().splitlines())


@pytest.fixture
def security_txt(client, db):
    return client.get("/.well-known/security.txt")


def test_it_has_the_fields_of_the_standard(security_txt, settings):
    assert security_txt.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert fields(security_txt).keys() == {"Contact", "Expires", "Preferred-Languages", "Canonical"}
    assert fields(security_txt)["Contact"] == "mailto:hello@localhost"
    assert fields(security_txt)["Canonical"] == f"{settings.SITE_URL}/.well-known/security.txt"


def test_it_expires_within_a_year(security_txt, clock):
    expires_at = datetime.fromisoformat(fields(security_txt)["Expires"])
    assert clock.now() + timedelta(days=30) < expires_at < clock.now() + timedelta(days=365)


@pytest.mark.parametrize("contact", ["https://people.example.org/security", "mailto:security@example.org"])
def test_the_contact_is_a_setting(client, db, load, settings, contact):
    settings.SECURITY_CONTACT = load(**PRODUCTION, SECURITY_CONTACT=contact)["SECURITY_CONTACT"]
    assert fields(client.get("/.well-known/security.txt"))["Contact"] == contact


@pytest.mark.parametrize("contact", ["security@example.org", "http://example.org", "mailto:a@b.c\nX: y"])
def test_another_contact_is_refused(load, contact):
    with pytest.raises(Exception, match="SECURITY_CONTACT must be one line"):
        load(**PRODUCTION, SECURITY_CONTACT=contact)
