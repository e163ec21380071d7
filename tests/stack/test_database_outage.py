"""The database stops while members invite: they get 503, and no invitation that got 200 is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, as_completed
from urllib.error import HTTPError

import pytest

from tests.stack.database import stopped
from tests.stack.processes import wait_until
from tests.stack.test_story import join

pytestmark = pytest.mark.long
REQUESTS, PEOPLE = 50, ("Anna Ricci", "Bruno Verdi", "Carla Longo", "Dora Neri")
FRIEND = "friend-{}@mail.test"


def people(services) -> list:
    """Signed-in browsers, each with an address of its own."""
    numbered = enumerate(PEOPLE, 2)
    return [
        join(services, name, f"{name.split()[0].lower()}@mail.test", f"127.0.0.{n}") for n, name in numbered
    ]


def invite(browsers, number: int) -> int:
    """Send an invitation from one of the browsers. Returns the status code."""
    browser = browsers[number % len(browsers)]
    try:
        browser.submit("/invitations/by-email/", email=FRIEND.format(number))
    except HTTPError as error:
        return error.code
    return 200


def test_no_accepted_invitation_is_lost_when_the_database_stops(services):
    browsers = people(services)
    statuses = invite_while_it_stops(services, browsers)
    written = {address for (address,) in services.query("SELECT address FROM invitations_invitation")}
    missing = [number for number in statuses if FRIEND.format(number) not in written]
    assert set(statuses.values()) == {200, 503}
    assert {statuses[number] for number in missing} == {503}
    invite_again(browsers, missing)
    everybody_gets_one_email(services)


def invite_while_it_stops(services, browsers) -> dict[int, int]:
    """Invite from all browsers at once, and stop the database after ten responses. Returns number → status code."""
    with ThreadPoolExecutor(len(browsers)) as threads:
        futures = {threads.submit(invite, browsers, number): number for number in range(REQUESTS)}
        completed = as_completed(futures)
        answered = [next(completed) for _tenth in range(10)]
        with stopped(services):
            answered += completed
            assert services.browser().status("/readyz") == 503
    return {futures[future]: future.result() for future in answered}


def invite_again(browsers, missing) -> None:
    """Repeat until it works: a lock of the rate limit can outlive the outage for some seconds, with 429 till then."""
    for number in missing:
        wait_until(lambda number=number: invite(browsers, number) == 200, f"invitation {number}")


def everybody_gets_one_email(services) -> None:
    """So many e-mails are spread over minutes, which are over at once here."""
    written = "SELECT id FROM notifications_outbox WHERE kind = 'join'"
    wait_until(lambda: len(services.query(written)) == REQUESTS, "row for everybody")
    services.query("UPDATE notifications_outbox SET next_at = now() WHERE status = 'waiting' RETURNING id")
    friends = [FRIEND.format(number) for number in range(REQUESTS)]
    wait_until(lambda: all(map(services.sink.to, friends)), "e-mail to everybody")
    assert {len(services.sink.to(friend)) for friend in friends} == {1}
