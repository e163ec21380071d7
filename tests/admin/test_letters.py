"""Staff see that account mail waits, and never its words: they hold keys to an account."""

from __future__ import annotations

import pytest

from network.members.accounts.adapter import AccountAdapter
from network.members.models import AccountRequest
from notifications.models import AccountEmail, Outbox
from tests.admin.conftest import list_url, page_url
from tests.conftest import work

pytestmark = pytest.mark.rule("D07")
WORDS = "a secret key"


@pytest.fixture
def letter(anna):
    context = {"user": anna, "password_reset_url": WORDS}
    AccountAdapter().send_mail("account/email/password_reset_key", anna.email, context)
    return AccountEmail.objects.get()


def test_that_it_waits_and_not_what_it_says(letter, staff):
    assert WORDS in letter.text
    for page in (page_url(letter), page_url(letter.row), list_url(AccountEmail), list_url(Outbox)):
        answer = staff.get(page)
        assert answer.status_code == 200
        assert WORDS not in answer.content.decode()


def test_who_waits_at_the_door_and_not_the_password(db, staff):
    knock = AccountRequest.objects.request_signup("Nina Nuova", "nina@example.org", "two desks apart")
    page = staff.get(page_url(knock)).content.decode()
    assert "nina@example.org" in page
    assert knock.password not in page


def test_who_waits_for_a_code_and_not_the_code(db, staff):
    knock = AccountRequest.objects.request_code("Nina Nuova", "nina@example.org", "BCDF-GHJK")
    page = staff.get(page_url(knock)).content.decode()
    assert "to join with a passkey" in page
    assert knock.code not in page


def test_without_its_words_it_cannot_be_sent_again(letter, act, clock):
    clock.move(days=9)
    work()
    act("send_again", Outbox.objects.get())
    assert Outbox.objects.get().status == Outbox.Status.CANCELLED


def test_with_its_words_it_can(letter, act):
    Outbox.objects.update(attempts=1, details="no server")
    act("send_again", Outbox.objects.get())
    assert Outbox.objects.get().details == ""
