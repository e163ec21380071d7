from __future__ import annotations

import pytest
from django.db import transaction

from network.members.models import Member
from tests.members.account import HALF_MINUTE, PASSWORD, sign_in


@pytest.fixture
def nina(db):
    """A member with a password."""
    return Member.objects.create_user("nina@example.org", PASSWORD, "Nina Nuova")


@pytest.fixture
def hers(nina, client):
    """Nina's browser, in which she has signed in by the page."""
    sign_in(client)
    return client


@pytest.fixture
def half_minute(monkeypatch):
    """The clock of codes that change stands still."""
    steps = "allauth.mfa.totp.internal.auth.yield_hotp_counters_from_time"
    monkeypatch.setattr(steps, lambda: iter([HALF_MINUTE]))


@pytest.fixture
def at_once(monkeypatch):
    """What waits for the transaction of the request does not wait for that of the test."""
    monkeypatch.setattr(transaction, "on_commit", lambda run, *args, **kwargs: run())
