"""Sending through an e-mail provider: the request it gets and how its responses are handled."""

from __future__ import annotations

import json

import pytest
import requests
from django.core import mail

from notifications import outbox_worker
from notifications.emails import message_id
from notifications.models import MailPause, Outbox
from tests.conftest import invite

OK = {"ErrorCode": 0, "Message": "OK", "To": "bruno@example.org", "MessageID": "their-id"}
INACTIVE = (
    "You tried to send to recipients that have been marked as inactive. Found inactive addresses: "
    "bruno@example.org. Inactive recipients are ones that have generated a hard bounce."
)


class Provider:
    """Replaces `requests.Session.request`: records what was posted and returns the given response."""

    def __init__(self, status: int = 200, **body: object) -> None:
        self.posted: list[dict] = []
        self._status, self._body = status, OK | body

    def __call__(self, session: requests.Session, **request: object) -> requests.Response:
        self.posted.append(json.loads(request["data"]))
        response = requests.Response()
        response.status_code = self._status
        response._content = json.dumps(self._body).encode()
        return response


def fail_to_connect(session: requests.Session, **request: object) -> requests.Response:
    raise requests.ConnectionError("no route")


@pytest.fixture
def use_provider(settings, monkeypatch):
    """A function that makes the backend of Postmark use a `Provider`."""
    settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
    settings.ANYMAIL = settings.ANYMAIL | {"POSTMARK_SERVER_TOKEN": "token"}

    def install(provider):
        monkeypatch.setattr(requests.Session, "request", provider)
        return provider

    return install


@pytest.fixture
def accepting_provider(use_provider):
    """A provider that accepts every e-mail."""
    provider = Provider()
    use_provider(lambda session, **request: provider(session, **request))
    return provider


def test_every_header_is_posted(anna, bruno, accepting_provider):
    invite(anna, bruno)
    row = Outbox.objects.get()
    headers = {header["Name"]: header["Value"] for header in accepting_provider.posted[0]["Headers"]}
    assert row.status == "sent"
    assert headers["List-Unsubscribe"].startswith("<http://localhost:8000/u/")
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["Message-ID"] == message_id(row.key)
    assert headers["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize(
    ("status", "body", "outcome", "reason"),
    [
        (422, {"ErrorCode": 406, "Message": INACTIVE}, "failed", "rejected or invalid"),
        (422, {"ErrorCode": 400, "Message": "Sender unknown"}, "waiting", "Sender unknown"),
        (401, {"ErrorCode": 10, "Message": "Bad or missing token"}, "waiting", "missing token"),
        (503, {"ErrorCode": 100, "Message": "Maintenance"}, "waiting", "Maintenance"),
    ],
)
def test_error_responses(anna, bruno, use_provider, status, body, outcome, reason):
    provider = Provider(status, **body)
    use_provider(lambda session, **request: provider(session, **request))
    invite(anna, bruno)
    row = Outbox.objects.get()
    assert (row.status, reason in row.details) == (outcome, True)
    assert bruno.email not in row.details


def test_an_unreachable_provider_postpones_every_row(anna, bruno, carla, use_provider):
    use_provider(fail_to_connect)
    invite(anna, bruno)
    invite(anna, carla)
    assert list(Outbox.objects.order_by("pk").values_list("status", "attempts")) == [("waiting", 0)] * 2


def test_an_unreachable_provider_is_tried_once_per_run(anna, bruno, carla, use_provider, clock):
    use_provider(fail_to_connect)
    for person in (bruno, carla):
        invite(anna, person)
    clock.move(hours=1)
    outbox_worker.job.run()
    assert MailPause.objects.get().failures == 2


def test_a_text_that_cannot_be_encoded_fails_permanently(anna, bruno, settings):
    """A lone surrogate, which every form refuses."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    row = claimed_row(anna, bruno)
    row.invitation.sender.name = "Anna \ud800"
    assert not outbox_worker._send(row, mail.get_connection())
    row.refresh_from_db()
    assert (row.status, row.details.split(":")[0]) == ("failed", "UnicodeEncodeError")


def claimed_row(sender, recipient) -> Outbox:
    invite(sender, recipient)
    Outbox.objects.update(status="sending", sent_at=None)
    return Outbox.objects.select_related("invitation__sender", "member").get()
