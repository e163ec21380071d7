"""The queue in Redis is lost and comes back, without a lost or doubled e-mail."""

from __future__ import annotations

import pytest

from tests.stack.parts import redis_queue
from tests.stack.processes import wait_until
from tests.stack.test_story import join

pytestmark = pytest.mark.long
FRIENDS, FIVE_MINUTES = [f"friend-{number}@mail.test" for number in range(5)], 300


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
