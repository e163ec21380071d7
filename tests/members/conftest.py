from __future__ import annotations

import pytest
from django.db import transaction

from network.members.models import Member
from tests.members.account import PASSWORD, TOTP_STEP, sign_in


@pytest.fixture
def nina(db):
    """A member who signs in with a password."""
    return Member.objects.create_user("nina@example.org", PASSWORD, "Nina Nuova")


@pytest.fixture
def nina_browser(nina, client):
    """A test client in which Nina has signed in through the sign-in page."""
    sign_in(client)
    return client


@pytest.fixture
def frozen_totp_step(monkeypatch):
    """Freeze the time step of one-time codes."""
    function = "allauth.mfa.totp.internal.auth.yield_hotp_counters_from_time"
    monkeypatch.setattr(function, lambda: iter([TOTP_STEP]))


@pytest.fixture
def frozen_time(monkeypatch):
    """Freeze the clock of the rate limits, so that a slow machine does not outlast them."""
    monkeypatch.setattr("allauth.core.internal.ratelimit.time.time", lambda: 2_000_000_000.0)


@pytest.fixture
def immediate_on_commit(monkeypatch):
    """Run `on_commit` callbacks immediately: the transaction of a test is never committed."""
    monkeypatch.setattr(transaction, "on_commit", lambda run, *args, **kwargs: run())
