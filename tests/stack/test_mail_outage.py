"""The mail server goes away: everything leaves once, within five minutes of its return."""

from __future__ import annotations

import pytest

from tests.stack.processes import wait_until
from tests.stack.test_story import join

pytestmark = pytest.mark.long
FRIENDS = [f"friend-{number}@mail.test" for number in range(5)]
FIVE_MINUTES = 300


def test_everything_leaves_once_after_an_outage(services):
    anna = join(services, "Anna Ricci", "anna@mail.test", "127.0.0.2")
    services.mail.stop()
    for friend in FRIENDS:
        anna.submit("/invitations/by-email/", email=friend)
    wait_until(lambda: services.query("SELECT * FROM notifications_mailpause"), "recorded outage")
    services.by_name["worker 1"].kill()
    assert not any(map(services.sink.to, FRIENDS))
    services.mail.start()
    wait_until(lambda: all(map(services.sink.to, FRIENDS)), "e-mail to everybody", FIVE_MINUTES)
    assert [len(services.sink.to(friend)) for friend in FRIENDS] == [1] * len(FRIENDS)
    wait_until(lambda: not services.query("SELECT * FROM notifications_mailpause"), "end of the outage")
    assert services.query("SELECT DISTINCT status FROM notifications_outbox") == [("sent",)]
    assert services.is_ready()
