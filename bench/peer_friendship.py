"""django-friendship, measured in a process of its own environment. It knows nothing of this project.

`python -m bench.peer_friendship DATABASE` reads lines "VERB NUMBER" and answers each with a line of JSON: the seconds of
CPU time and of wall time of each call. DATABASE is an entry of Django's DATABASES as JSON.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from functools import partial
from itertools import islice
from typing import Any

from bench.measure import Call, time_calls

USERS = 1000
MESSAGE = "We met at the fair, and your talk on paper was a joy. Shall we stay in touch?"


def set_up(database: dict[str, Any]) -> None:
    import django  # noqa: PLC0415  of the peer’s own environment; models after `setup`
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    settings.configure(
        DATABASES={"default": database},
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "friendship"],
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        USE_TZ=True,
        SECRET_KEY="only for measurements",
    )
    django.setup()
    call_command("migrate", verbosity=0)


def pairs() -> Iterator[tuple[Any, Any]]:
    """Each pair of users once, user after user."""
    from django.contrib.auth.models import User  # noqa: PLC0415

    User.objects.bulk_create(User(username=f"user{number}") for number in range(USERS))
    users = list(User.objects.order_by("pk"))
    for distance in range(1, USERS // 2):
        for position, user in enumerate(users):
            yield user, users[(position + distance) % USERS]


def send_calls(drawn: list[tuple[Any, Any]]) -> list[Call]:
    from friendship.models import Friend  # noqa: PLC0415

    return [partial(Friend.objects.add_friend, a, b, message=MESSAGE) for a, b in drawn]


def accept_calls(drawn: list[tuple[Any, Any]]) -> list[Call]:
    """On requests that were loaded as its view loads them."""
    from friendship.models import FriendshipRequest  # noqa: PLC0415

    FriendshipRequest.objects.bulk_create(
        FriendshipRequest(from_user=a, to_user=b, message=MESSAGE) for a, b in drawn
    )
    return [b.friendship_requests_received.get(from_user=a.pk).accept for a, b in drawn]


def main(database: str) -> None:
    set_up(json.loads(database))
    drawn, verbs = pairs(), {"send": send_calls, "accept": accept_calls}
    for line in sys.stdin:
        verb, number = line.split()
        taken = time_calls(verbs[verb](list(islice(drawn, int(number)))))
        sys.stdout.write(json.dumps(asdict(taken)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
