"""P-FAIL: the database goes away while people write; they are told to come back, and nothing that was answered is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, as_completed
from urllib.error import HTTPError

import pytest

from tests.stack.database import stopped
from tests.stack.processes import until
from tests.stack.test_story import join

pytestmark = pytest.mark.long
REQUESTS, PEOPLE = 50, ("Anna Ricci", "Bruno Verdi", "Carla Longo", "Dora Neri")
FRIEND = "friend-{}@mail.test"


def people(house) -> list:
    """Signed in, each at a browser at home."""
    homes = enumerate(PEOPLE, 2)
    return [join(house, name, f"{name.split()[0].lower()}@mail.test", f"127.0.0.{n}") for n, name in homes]


def invite(browsers, number: int) -> int:
    """The status of the answer to one of them, in turn."""
    browser = browsers[number % len(browsers)]
    try:
        browser.submit("/invitations/by-email/", email=FRIEND.format(number))
    except HTTPError as answer:
        return answer.code
    return 200


def test_nothing_that_was_answered_is_lost_when_the_database_stops(house):
    browsers = people(house)
    answers = asked_while_it_stops(house, browsers)
    written = {address for (address,) in house.ask("SELECT address FROM invitations_invitation")}
    missing = [number for number in answers if FRIEND.format(number) not in written]
    assert set(answers.values()) == {200, 503}
    assert {answers[number] for number in missing} == {503}
    come_back(browsers, missing)
    everybody_hears_once(house)


def asked_while_it_stops(house, browsers) -> dict[int, int]:
    """Each of the four asks one thing after the other; the database goes after the tenth answer."""
    with ThreadPoolExecutor(len(browsers)) as crowd:
        asked = {crowd.submit(invite, browsers, number): number for number in range(REQUESTS)}
        each = as_completed(asked)
        answered = [next(each) for _tenth in range(10)]
        with stopped(house):
            answered += each
            assert house.browser().status("/readyz") == 503
    return {asked[future]: future.result() for future in answered}


def come_back(browsers, missing) -> None:
    """A count that was being taken when the database went may hold its lock for some seconds more: 429 till then."""
    for number in missing:
        until(lambda number=number: invite(browsers, number) == 200, f"invitation {number}")


def everybody_hears_once(house) -> None:
    friends = [FRIEND.format(number) for number in range(REQUESTS)]
    until(lambda: all(map(house.sink.to, friends)), "a mail to everybody")
    assert {len(house.sink.to(friend)) for friend in friends} == {1}
