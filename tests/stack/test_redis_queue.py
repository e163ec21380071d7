"""The queue in Redis: workers are killed and race, and Redis is lost, without a lost or doubled e-mail."""

from __future__ import annotations

from contextlib import contextmanager

import pytest

from bin.ports import free_port
from tests import redis_server
from tests.bin.scripts import load
from tests.kill.test_kill import kill_workers
from tests.races.processes import EXPECTED_REPORT, deliver_and_remind, process_pool
from tests.stack.parts import redis_queue
from tests.stack.processes import wait_until
from tests.stack.test_story import join

pytestmark = pytest.mark.long
FRIENDS, FIVE_MINUTES = [f"friend-{number}@mail.test" for number in range(5)], 300


@pytest.fixture
def tasks_url(tmp_path):
    redis_server.required()
    port = free_port()
    with redis_server.redis(port, tmp_path):
        yield f"redis://127.0.0.1:{port}/1"


@contextmanager
def postgresql():
    postgres = load("postgres")
    if postgres.find() is None:
        pytest.skip("needs PostgreSQL; bin/check installs it")
    with postgres.running() as url:
        yield url


@pytest.mark.django_db
def test_no_email_is_lost_when_workers_are_killed(tmp_path, tasks_url):
    kill_workers(tmp_path, TASKS_URL=tasks_url)


def test_two_workers_and_four_ticks_send_everything_once(tmp_path, tasks_url):
    with postgresql() as url:
        settings = {"DATABASE_URL": url, "DATA_DIR": str(tmp_path), "TASKS_URL": tasks_url}
        with process_pool(6, **settings) as processes:
            processes.run_one("migrate")
            assert deliver_and_remind(processes) == EXPECTED_REPORT


@pytest.mark.parametrize("services", [[redis_queue]], indirect=True)
def test_what_is_sent_without_redis_arrives_once_when_it_is_back(services):
    anna = join(services, "Anna Ricci", "anna@mail.test", "127.0.0.2")
    services.redis.kill()
    for friend in FRIENDS:
        anna.submit("/invitations/by-email/", email=friend)
    assert services.browser().status("/readyz") == 503
    assert not any(map(services.sink.to, FRIENDS))
    services.redis.start()
    wait_until(lambda: all(map(services.sink.to, FRIENDS)), "e-mail to everybody", FIVE_MINUTES)
    assert [len(services.sink.to(friend)) for friend in FRIENDS] == [1] * len(FRIENDS)
    wait_until(services.is_ready, "readiness")
