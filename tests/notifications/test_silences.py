"""What is told to nobody is recorded: each verb that is silent writes one row, with its kind."""

from __future__ import annotations

import pytest

from notifications.models import Outbox
from tests.two_members import TwoMembers
from tests.verbs import VERBS

SILENT = {
    "ignore": "ignored",
    "restore": "restored",
    "say_unknown": "refused",
    "take_back_unknown": "taken_back",
    "report": "reported",
    "report_reply": "reply_reported",
    "withdraw": "withdrawn",
    "close": "closed",
    "end": "ended",
    "block": "blocked",
    "unblock": "unblocked",
}


@pytest.mark.parametrize("name", SILENT)
def test_a_silent_verb_is_recorded(anna, bruno, clock, name):
    verb = VERBS[name](TwoMembers(anna, bruno, clock))
    verb()
    assert Outbox.objects.filter(kind=SILENT[name], status=Outbox.Status.SILENT).count() == 1
