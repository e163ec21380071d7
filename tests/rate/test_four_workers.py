"""P-RATE: four web workers that share a database let through exactly as many as the limit says."""

from __future__ import annotations

import shutil

import pytest

from invitations import policy
from tests.rate.server import ANNA, MANY, PASSWORD, at_once, four_workers

ASKED = 40
JOINING, FROM_ONE_PLACE = 5, 20


def test_each_limit_is_exact(environment):
    with four_workers(environment) as server:
        count(server)


@pytest.mark.long
@pytest.mark.skipif(
    shutil.which("redis-server") is None, reason="there is no redis-server here; bin/check brings it"
)
def test_in_redis_they_are_exact_too_and_a_session_is_one_everywhere(environment, redis):
    with four_workers(environment | {"CACHE_URL": redis}) as server:
        count(server)
        session = server.sign_in(ANNA, PASSWORD)
        assert at_once(look_inside(server, session), range(ASKED)) == {200: ASKED}
        server.post("/accounts/logout/", session)
        assert at_once(look_inside(server, session), range(ASKED)) == {302: ASKED}


def test_workers_that_each_count_alone_let_more_through(environment):
    """Or the workers do not meet, and the tests above prove nothing."""
    with four_workers(environment | {"CARELESS": "1"}) as server:
        assert at_once(join(server), range(ASKED))[302] > JOINING


def count(server):
    """What each limit lets through, of many who ask at once."""
    assert at_once(join(server), range(ASKED)) == {302: JOINING, 429: ASKED - JOINING}
    assert at_once(forget(server), range(ASKED)) == {302: FROM_ONE_PLACE, 429: ASKED - FROM_ONE_PLACE}
    tries = policy.GATE_TRIES_A_DAY
    assert at_once(try_the_gate(server), range(MANY)) == {302: tries, 429: MANY - tries}


def look_inside(server, session):
    return lambda number: server.get("/invitations/", session)


def join(server):
    typed = {"name": "Nina", "email": "nina@example.org", "password1": PASSWORD}
    return lambda number: server.post("/accounts/signup/", **typed)


def forget(server):
    """Another address each time."""
    return lambda number: server.post("/accounts/password/reset/", email=f"nina{number}@example.org")


def try_the_gate(server):
    """Somebody else each time, by the right address."""
    session = server.sign_in(ANNA, PASSWORD)
    return lambda number: server.post(f"/members/m{number}/invite/", session, email=f"m{number}@example.org")
