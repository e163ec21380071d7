"""The reasons of the silence ledger are said in the reader's language."""

import pytest
from django.utils.translation import override

from invitations.worker import schedule
from notifications import outbox_worker, suppressions
from notifications.privacy import erasure
from notifications.reasons import SENTENCES, in_words

WRITTEN = [
    schedule.BLOCKED,
    erasure.GONE,
    outbox_worker.TOO_LATE,
    outbox_worker.SWITCHED_OFF,
    *suppressions.REASONS.values(),
]


@pytest.mark.parametrize("reason", ["silent by rule R21", "not delivered: wrong address", *SENTENCES])
def test_each_of_ours_is_translated(reason):
    with override("ar"):
        assert in_words(reason) != reason


def test_what_a_mail_server_said_stays_as_it_is():
    assert in_words("550 no such user") == "550 no such user"


@pytest.mark.parametrize("reason", WRITTEN)
def test_what_the_product_writes_is_known(reason):
    assert reason in SENTENCES
