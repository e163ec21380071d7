"""pgbouncer in transaction mode, a replica, queue and cache in Redis, two web hosts: one of each is killed; nothing is lost or comes twice."""

from __future__ import annotations

from threading import Event

import psycopg
import pytest

from tests.stack import test_story as story
from tests.stack.database import server_stopped
from tests.stack.parts import pgbouncer, redis_cache, redis_queue, replica, second_web_host
from tests.stack.processes import wait_until

FRIEND, POOL_SIZE, AFTER_PIN = "friend@mail.test", 4, 6

PARTS = [pgbouncer, replica, redis_queue, redis_cache, second_web_host]

pytestmark = [pytest.mark.long, pytest.mark.parametrize("services", [PARTS], indirect=True)]


def reads_of_replica(services) -> int:
    """How many rows of members have been read from the replica."""
    sql = "SELECT coalesce(sum(idx_tup_fetch + seq_tup_read), 0) FROM pg_stat_user_tables WHERE relname = 'members_member'"
    with psycopg.connect(services.settings["DATABASE_REPLICA_URL"]) as connection:
        return connection.execute(sql).fetchone()[0]


def test_nothing_is_lost(services):
    anna = story.join(services, "Anna Ricci", story.ANNA)
    bruno = story.join(services, "Bruno Verdi", story.BRUNO)
    carla = story.join(services, "Carla Longo", story.CARLA)
    pages_are_read_from_the_replica(services, carla)
    few_connections_are_open(services)
    a_page_shows_what_was_done_although_the_replica_lags(services, carla)
    pages_and_verbs_need_no_redis(services, carla)
    services.by_name["pgbouncer"].kill()
    wait_until(services.is_ready, "readiness with pgbouncer")
    story.bruno_replies_and_accepts(services, anna, bruno)
    with server_stopped(services.settings["DATABASE_REPLICA_URL"]):
        assert "Bruno Verdi" in anna.get("/connections/")
        assert services.is_ready()
        story.carla_ignores(services, anna, carla)
    services.stop("web 2")
    assert {services.browser().status("/") for _ in range(4)} == {200}
    story.wait_for_work(services)
    story.every_email_was_sent_once(services, [FRIEND])


def pages_are_read_from_the_replica(services, browser):
    def is_read() -> bool:
        before = reads_of_replica(services)
        assert "Anna Ricci" in browser.get("/members/")
        return reads_of_replica(services) > before

    wait_until(is_read, "page from the replica")


def few_connections_are_open(services):
    sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = 'acquaint' AND pid <> pg_backend_pid()"
    [(number,)] = services.query(sql)
    assert 0 < number <= POOL_SIZE


def a_page_shows_what_was_done_although_the_replica_lags(services, browser):
    """First because the POST was short ago, then because the replica is too far behind."""
    with psycopg.connect(services.settings["DATABASE_REPLICA_URL"], autocommit=True) as connection:
        connection.execute("SELECT pg_wal_replay_pause()")
        browser.submit("/invitations/by-email/", email=FRIEND)
        assert FRIEND in browser.get("/invitations/sent/")
        Event().wait(AFTER_PIN)
        assert FRIEND in browser.get("/invitations/sent/")
        assert services.is_ready()
        connection.execute("SELECT pg_wal_replay_resume()")


def pages_and_verbs_need_no_redis(services, browser):
    """A block writes and enqueues a task; `/readyz` names what is missing until it is back."""
    services.redis.kill()
    blocked = browser.submit("/members/bruno-verdi/", "/members/bruno-verdi/block/")
    assert "Bruno Verdi" in blocked
    assert services.browser().status("/readyz") == 503
    services.redis.start()
    wait_until(services.is_ready, "readiness with Redis")
    browser.submit("/settings/blocked/", "/members/bruno-verdi/unblock/")
    assert "Anna Ricci" in browser.get("/members/")
