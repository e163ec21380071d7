"""Four web workers that share a database allow exactly as many requests as the limit."""

from __future__ import annotations

import shutil

import pytest

from invitations import policy
from tests.rate.server import ANNA, MEMBER_COUNT, PASSWORD, count_statuses, four_workers

REQUESTS = 40
SIGN_UP_LIMIT, RESET_LIMIT = 30, 20


def test_each_limit_is_exact(environment):
    with four_workers(environment) as server:
        check_limits(server)


@pytest.mark.long
@pytest.mark.skipif(shutil.which("redis-server") is None, reason="needs redis-server; bin/check provides it")
def test_limits_in_redis_are_exact_and_sessions_are_shared(environment, redis):
    with four_workers(environment | {"CACHE_URL": redis}) as server:
        check_limits(server)
        session = server.sign_in(ANNA, PASSWORD)
        assert count_statuses(open_inbox(server, session), range(REQUESTS)) == {200: REQUESTS}
        server.post("/accounts/logout/", session)
        assert count_statuses(open_inbox(server, session), range(REQUESTS)) == {302: REQUESTS}


def test_separate_caches_allow_more(environment):
    """Otherwise the tests above would prove nothing."""
    with four_workers(environment | {"LOCAL_CACHE": "1"}) as server:
        assert count_statuses(sign_up(server), range(REQUESTS))[302] > SIGN_UP_LIMIT


def check_limits(server):
    """Exceed each limit with concurrent requests."""
    assert count_statuses(sign_up(server), range(REQUESTS)) == {
        302: SIGN_UP_LIMIT,
        429: REQUESTS - SIGN_UP_LIMIT,
    }
    assert count_statuses(reset_password(server), range(REQUESTS)) == {
        302: RESET_LIMIT,
        429: REQUESTS - RESET_LIMIT,
    }
    tries = policy.current().gate_tries_a_day
    assert count_statuses(try_address_gate(server), range(MEMBER_COUNT)) == {
        302: tries,
        429: MEMBER_COUNT - tries,
    }


def open_inbox(server, session):
    return lambda number: server.get("/invitations/", session)


def sign_up(server):
    data = {"name": "Nina", "email": "nina@example.org", "password1": PASSWORD}
    return lambda number: server.post("/accounts/signup/", **data)


def reset_password(server):
    """A password reset for a new address each time."""
    return lambda number: server.post("/accounts/password/reset/", email=f"nina{number}@example.org")


def try_address_gate(server):
    """Invite another member each time, by the right address."""
    session = server.sign_in(ANNA, PASSWORD)
    return lambda number: server.post(f"/members/m{number}/invite/", session, email=f"m{number}@example.org")
