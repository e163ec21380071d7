"""Staff see that an account e-mail is waiting, but not its text, which holds secret links."""

from __future__ import annotations

import re

import pytest

from network.members.accounts.adapter import AccountAdapter
from network.members.models import AccountRequest, LetterBudget
from network.members.models.letter_budget import LetterKind
from notifications.models import AccountEmail, Outbox
from tests.admin.conftest import list_url, page_url
from tests.conftest import work

pytestmark = pytest.mark.rule("D07")
SECRET_TEXT = "a secret key"


@pytest.fixture
def account_email(anna):
    context = {"user": anna, "password_reset_url": SECRET_TEXT}
    AccountAdapter().send_mail("account/email/password_reset_key", anna.email, context)
    return AccountEmail.objects.get()


def test_pages_show_the_email_without_its_text(account_email, staff):
    assert SECRET_TEXT in account_email.text
    for page in (
        page_url(account_email),
        page_url(account_email.row),
        list_url(AccountEmail),
        list_url(Outbox),
    ):
        response = staff.get(page)
        assert response.status_code == 200
        assert SECRET_TEXT not in response.content.decode()


def test_a_sign_up_request_is_shown_without_its_password(db, staff):
    account_request = AccountRequest.objects.request_signup(
        "Nina Nuova", "nina@example.org", "two desks apart"
    )
    page = staff.get(page_url(account_request)).content.decode()
    assert "nina@example.org" in page
    assert account_request.password not in page


def test_a_passkey_sign_up_is_shown_without_its_code(db, staff):
    account_request = AccountRequest.objects.request_code("Nina Nuova", "nina@example.org", "BCDF-GHJK")
    page = staff.get(page_url(account_request)).content.decode()
    assert "sign-up with a passkey" in page
    assert account_request.code not in page


def test_an_email_whose_text_was_erased_cannot_be_sent_again(account_email, act, clock):
    clock.move(days=9)
    work()
    act("send_again", Outbox.objects.get())
    assert Outbox.objects.get().status == Outbox.Status.CANCELLED


def test_an_email_with_its_text_can_be_sent_again(account_email, act):
    Outbox.objects.update(attempts=1, details="no server")
    act("send_again", Outbox.objects.get())
    assert Outbox.objects.get().details == ""


@pytest.mark.parametrize("kind", [LetterKind.RESET, LetterKind.UNKNOWN, LetterKind.EXISTS, LetterKind.JOIN])
def test_a_budget_does_not_tell_whether_the_address_has_an_account(db, staff, clock, kind):
    budget = LetterBudget.objects.lock("nina@example.org")
    budget.spend(kind, "a network", False)
    for page in (list_url(LetterBudget), page_url(budget)):
        text = staff.get(page).content.decode()
        assert kind not in re.findall(r"\w+", text.partition('id="content-start"')[2])
        assert ">1<" in text
        assert not re.search(r"\d:\d\d:\d\d", text)
