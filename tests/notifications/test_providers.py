"""Mail through a provider: what we write arrives there as we wrote it, and what its answers mean."""

from __future__ import annotations

import json

import pytest
import requests
from django.core import mail

from notifications import outbox_worker
from notifications.emails import message_id
from notifications.models import Outbox
from tests.conftest import invite

OK = {"ErrorCode": 0, "Message": "OK", "To": "bruno@example.org", "MessageID": "their-id"}
INACTIVE = (
    "You tried to send to recipients that have been marked as inactive. Found inactive addresses: "
    "bruno@example.org. Inactive recipients are ones that have generated a hard bounce."
)


class Provider:
    """Stands in for the provider's side of `requests`: keeps what was posted and answers as it is told."""

    def __init__(self, status: int = 200, **answer: object) -> None:
        self.posted: list[dict] = []
        self._status, self._answer = status, OK | answer

    def __call__(self, session: requests.Session, **request: object) -> requests.Response:
        self.posted.append(json.loads(request["data"]))
        response = requests.Response()
        response.status_code = self._status
        response._content = json.dumps(self._answer).encode()
        return response


def lost(session: requests.Session, **request: object) -> requests.Response:
    raise requests.ConnectionError("no route")


@pytest.fixture
def through(settings, monkeypatch):
    settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
    settings.ANYMAIL = settings.ANYMAIL | {"POSTMARK_SERVER_TOKEN": "token"}

    def answers(provider):
        monkeypatch.setattr(requests.Session, "request", provider)
        return provider

    return answers


@pytest.fixture
def in_hand(through):
    """A provider that takes everything."""
    provider = Provider()
    through(lambda session, **request: provider(session, **request))
    return provider


def test_every_header_arrives(anna, bruno, in_hand):
    invite(anna, bruno)
    row = Outbox.objects.get()
    headers = {each["Name"]: each["Value"] for each in in_hand.posted[0]["Headers"]}
    assert row.status == "sent"
    assert headers["List-Unsubscribe"].startswith("<http://localhost:8000/u/")
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["Message-ID"] == message_id(row.key)
    assert headers["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize(
    ("status", "answer", "outcome", "reason"),
    [
        (422, {"ErrorCode": 406, "Message": INACTIVE}, "failed", "rejected or invalid"),
        (422, {"ErrorCode": 400, "Message": "Sender unknown"}, "waiting", "Sender unknown"),
        (401, {"ErrorCode": 10, "Message": "Bad or missing token"}, "waiting", "missing token"),
        (503, {"ErrorCode": 100, "Message": "Maintenance"}, "waiting", "Maintenance"),
    ],
)
def test_what_its_answer_means(anna, bruno, through, status, answer, outcome, reason):
    provider = Provider(status, **answer)
    through(lambda session, **request: provider(session, **request))
    invite(anna, bruno)
    row = Outbox.objects.get()
    assert (row.status, reason in row.details) == (outcome, True)
    assert bruno.email not in row.details


def test_while_it_cannot_be_reached_the_others_pause(anna, bruno, carla, through):
    through(lost)
    invite(anna, bruno)
    invite(anna, carla)
    assert list(Outbox.objects.order_by("pk").values_list("status", "attempts")) == [("waiting", 1)] * 2


def test_two_that_are_due_at_once_ask_once(anna, bruno, carla, through, clock):
    through(lost)
    for person in (bruno, carla):
        invite(anna, person)
    clock.move(hours=1)
    outbox_worker.job.run()
    assert sorted(Outbox.objects.values_list("attempts", flat=True)) == [1, 2]


def test_a_text_that_no_server_takes_fails_for_good(anna, bruno, settings):
    """A lone surrogate, which no form lets in."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    row = unsent(anna, bruno)
    row.invitation.sender.name = "Anna \ud800"
    assert not outbox_worker._send(row, mail.get_connection())
    row.refresh_from_db()
    assert (row.status, row.details.split(":")[0]) == ("failed", "UnicodeEncodeError")


def unsent(sender, recipient) -> Outbox:
    invite(sender, recipient)
    Outbox.objects.update(status="sending", sent_at=None)
    return Outbox.objects.select_related("invitation__sender", "member").get()
