"""Members use the deployed site for a minute: no error, no e-mail lost or sent twice. Times, CPU and memory are printed.

`LOAD_SECONDS=10 pytest -m long tests/load` is a short run.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from contextlib import contextmanager

import pytest

from tests.bin.scripts import ROOT
from tests.load import report, usage
from tests.load.run import run
from tests.stack.browser import HOST
from tests.stack.parts import pgbouncer, redis_cache, redis_queue, replica, second_web_host
from tests.stack.processes import wait_until

pytestmark = pytest.mark.long
SECONDS, USERS = int(os.environ.get("LOAD_SECONDS", "60")), int(os.environ.get("LOAD_USERS", "20"))
UNSENT = "SELECT count(*) FROM notifications_outbox WHERE status IN ('waiting', 'sending')"
FIVE_MINUTES = 300


@contextmanager
def usual_pace(services):
    """The timer runs each minute, as in deploy/. E-mails leave at once, not spread over an hour."""
    services.tick_interval, services.settings["MAIL_SPREAD_SECONDS"] = 60, "0"
    yield


STACKS = {
    "database queue": [usual_pace],
    "Redis queue": [usual_pace, redis_queue],
    "more machines": [usual_pace, pgbouncer, replica, redis_queue, redis_cache, second_web_host],
}


@pytest.mark.parametrize("services", STACKS.values(), ids=STACKS, indirect=True)
def test_no_error_and_no_lost_email(services, capsys):
    idle = usage.cpu_seconds(services)
    scenario = prepare(services)
    mails, used, memory = len(services.sink.mails), usage.cpu_seconds(services), usage.web_memory(services)
    responses = run(services.folder, SECONDS, scenario)
    wait_until_everything_is_sent(services)
    statuses = Counter(status for some in responses.values() for status, _ms in some)
    spent = {name: seconds - used[name] for name, seconds in usage.cpu_seconds(services).items()}
    lines = [*report.times(responses), *report.cpu(statuses.total(), spent)]
    lines += report.memory({"before": memory, "after": usage.web_memory(services)})
    lines += report.mails(mails, used["worker"] - idle["worker"], len(services.sink.mails) - mails)
    with capsys.disabled():
        print(*lines, sep="\n")  # noqa: T201
    assert {status for status in statuses if not 200 <= status < 400} == set()
    assert {"send", "accept", "reply", "ignore"} <= responses.keys()
    every_email_was_sent_once(services)


def prepare(services) -> dict:
    """The scenario; the e-mails about what is in the lists have been sent."""
    settings = {"PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "network.settings"}
    scenario = json.loads(services.python("-m", "tests.load.members", str(USERS), **settings))
    wait_until_everything_is_sent(services)
    site = {"host": HOST, "url": f"https://127.0.0.1:{services.port}"}
    return scenario | site | {"certificate": str(services.folder / "fullchain.pem")}


def wait_until_everything_is_sent(services) -> None:
    delivered = "SELECT count(*) FROM invitations_delivery WHERE outcome = ''"
    for query, what in ((delivered, "end of deliveries"), (UNSENT, "empty outbox")):
        wait_until(lambda query=query: services.query(query) == [(0,)], what, FIVE_MINUTES)


def every_email_was_sent_once(services) -> None:
    keys = services.query("SELECT message_id FROM notifications_outbox WHERE status = 'sent'")
    assert sorted(str(mail["Message-ID"]) for mail in services.sink.mails) == sorted(key for (key,) in keys)
    assert services.query("SELECT count(*) FROM notifications_outbox WHERE status = 'failed'") == [(0,)]
