"""Account letters: each address gets a few a day, whoever asks for them; the others are held, and nobody is told."""

from __future__ import annotations

import pytest
from django.test import Client

from network.common import jobs
from network.members.models import LetterBudget, Member
from network.members.privacy.export import export_tables
from notifications.models import Outbox
from tests.conftest import mails, work
from tests.members.account import PASSWORD, confirm, sign_in, sign_up, subjects

NINA, RESET = "nina@example.org", "/accounts/password/reset/"
FIRST, SECOND, THIRD = "203.0.113.7", "198.51.100.7", "192.0.2.7"


def ask_for_reset(address: str = NINA, network: str = FIRST, browser: Client | None = None):
    response = (browser or Client()).post(RESET, {"email": address}, REMOTE_ADDR=network)
    work()
    return response


def held() -> list[tuple[str, str]]:
    """Address and reason of the held letters in the ledger."""
    rows = Outbox.objects.filter(kind="account", status=Outbox.Status.SILENT).order_by("pk")
    return list(rows.values_list("address", "reason"))


def fill_budget(clock, letters: int, network: str = FIRST) -> None:
    """Send that many letters to Nina, with pauses, at the request of one network."""
    for _ in range(letters):
        ask_for_reset(network=network)
        clock.move(minutes=15)
    assert len(mails(NINA)) == letters


def test_a_second_letter_of_the_same_kind_is_held_for_a_quarter_of_an_hour(nina, clock):
    assert [ask_for_reset().status_code for _ in range(12)] == [302] * 12
    assert subjects() == ["Choose a new password"]
    assert held() == [(NINA, "letter sent lately")]
    clock.move(minutes=15)
    ask_for_reset()
    assert subjects() == ["Choose a new password"] * 2


def test_a_held_letter_says_why_to_the_staff_alone(nina):
    ask_for_reset()
    response = ask_for_reset()
    assert response["Location"] == "/accounts/password/reset/done/"
    row = Outbox.objects.get(status=Outbox.Status.SILENT)
    assert (row.member, row.explanation) == (nina, "the same e-mail was sent less than 15 minutes ago")


def test_one_network_causes_three_letters_a_day(nina, clock):
    fill_budget(clock, 3)
    assert ask_for_reset().status_code == 302
    assert len(mails(NINA)) == 3
    assert held() == [(NINA, "letters used up")]
    clock.move(days=1)
    ask_for_reset()
    assert len(mails(NINA)) == 4


def test_two_letters_are_reserved_for_networks_that_have_asked_for_none(nina, clock):
    fill_budget(clock, 3)
    for network in (SECOND, SECOND, THIRD, "192.0.3.7"):
        ask_for_reset(network=network)
        clock.move(minutes=15)
    assert len(mails(NINA)) == 5
    assert held() == [(NINA, "letters used up")]


def test_a_network_whose_request_was_held_has_asked(nina, clock):
    ask_for_reset()
    ask_for_reset(network=SECOND)
    for network in (FIRST, FIRST, SECOND):
        clock.move(minutes=15)
        ask_for_reset(network=network)
    assert len(mails(NINA)) == 3


def test_the_browser_of_the_owner_uses_the_reserved_letters(nina, clock):
    browser = Client(REMOTE_ADDR=FIRST)
    sign_in(browser)
    browser.post("/accounts/logout/")
    fill_budget(clock, 3)
    ask_for_reset(browser=browser)
    clock.move(minutes=15)
    assert len(mails(NINA)) == 4
    ask_for_reset()
    assert len(mails(NINA)) == 4


def test_the_browser_of_another_member_has_no_reserved_letter(nina, bruno, clock):
    bruno.set_password(PASSWORD)
    bruno.save()
    browser = Client(REMOTE_ADDR=FIRST)
    sign_in(browser, bruno.email)
    browser.post("/accounts/logout/")
    fill_budget(clock, 3)
    ask_for_reset(browser=browser)
    assert len(mails(NINA)) == 3


def test_who_asks_to_confirm_an_address_of_another_is_not_its_owner(nina, nina_browser, clock):
    """Nina's own browser does not use up the letters that are reserved for the owner of the address."""
    address = "otto@example.org"
    for _ in range(6):
        nina_browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
        nina_browser.post("/accounts/email/", {"action_add": "", "email": address})
        work()
        clock.move(minutes=15)
    assert len(mails(address)) == 3


@pytest.mark.parametrize("network", ["203.0.113.250", "::ffff:203.0.113.9"])
def test_neighbours_are_one_network(nina, clock, network):
    fill_budget(clock, 3)
    ask_for_reset(network=network)
    assert len(mails(NINA)) == 3


def test_all_kinds_share_the_budget_of_an_address(db, clock):
    for _ in range(4):
        sign_up(Client(), REMOTE_ADDR=FIRST)
        sign_up(Client(), "/accounts/signup/passkey/", REMOTE_ADDR=FIRST)
        ask_for_reset()
        clock.move(minutes=20)
    assert subjects() == ["Confirm your e-mail address"] * 2 + ["Choose a new password"]


def test_letters_about_an_existing_account_are_limited(nina):
    for _ in range(3):
        assert sign_up(Client())["Location"] == "/joining/"
        assert sign_up(Client(), "/accounts/signup/passkey/")["Location"] == "/joining/code/"
    assert subjects() == ["You already have an account"]


def test_a_held_sign_up_leaves_the_first_link_valid(client, db):
    sign_up(client)
    work()
    sign_up(Client(), name="Mallory", password1="three desks apart")
    assert confirm(client)["Location"] == "/accounts/login/"
    assert Member.objects.joined().get().name == "Nina Nuova"


def test_letters_to_an_added_address_are_limited(nina_browser, nina):
    nina_browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    for _ in range(3):
        answer = nina_browser.post("/accounts/email/", {"action_add": "", "email": "nina@work.example"})
        assert answer["Location"] == "/accounts/confirm-email/"
    assert subjects("nina@work.example") == ["Confirm your e-mail address"]


def test_notices_to_a_member_do_not_count(nina_browser, nina, clock):
    fill_budget(clock, 3)
    new = "three desks apart"
    nina_browser.post(
        "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )
    assert subjects()[-1] == "Password changed"


def test_a_failed_letter_is_not_counted(nina, monkeypatch, clock):
    with monkeypatch.context() as patch:
        patch.setattr("network.members.accounts.account_requests._send_password_reset", lambda *_args: 1 / 0)
        ask_for_reset()
    assert not LetterBudget.objects.exists()
    clock.move(minutes=1)
    work()
    assert subjects() == ["Choose a new password"]


def test_the_budget_is_pruned_after_a_day(nina, clock):
    ask_for_reset()
    clock.move(hours=23)
    jobs.prune()
    assert LetterBudget.objects.exists()
    clock.move(hours=1)
    jobs.prune()
    assert not LetterBudget.objects.exists()


def addresses_after(clock, days: int) -> list[str]:
    clock.move(days=days)
    jobs.prune()
    return list(Outbox.objects.order_by("pk").values_list("address", flat=True))


def test_the_address_of_a_held_letter_is_deleted_after_90_days(nina, clock):
    for _ in range(2):
        ask_for_reset()
    assert addresses_after(clock, 89) == [NINA, NINA]
    assert addresses_after(clock, 1) == [NINA]
    assert held() == []


def test_the_address_of_a_letter_to_no_member_is_deleted_after_90_days(nina, clock):
    for address in ("nobody@example.net", NINA):
        ask_for_reset(address)
    assert addresses_after(clock, 90) == [NINA]


def test_a_letter_that_waits_is_not_deleted(db, clock):
    ask_for_reset("nobody@example.net")
    Outbox.objects.update(status=Outbox.Status.WAITING)
    assert addresses_after(clock, 90) == ["nobody@example.net"]


def test_neither_address_nor_network_is_stored(nina):
    ask_for_reset()
    stored = str(LetterBudget.objects.values().get())
    assert "nina" not in stored
    assert "203.0.113" not in stored


def test_the_number_of_networks_is_bounded(nina):
    budget = LetterBudget.objects.lock(NINA)
    for number in range(LetterBudget.MAX_NETWORKS + 5):
        budget.spend("reset", f"network {number}", has_device=False)
    assert len(LetterBudget.objects.get().networks) == LetterBudget.MAX_NETWORKS


def test_the_export_has_the_times_to_the_minute(nina, clock):
    """Finer ones would tell when the worker came to them."""
    clock.move(seconds=17.5)
    ask_for_reset()
    budget = LetterBudget.objects.for_addresses([NINA]).get()
    assert "17.5" in budget.letters[0][1]
    assert budget.letters_to_the_minute == [["reset", "2026-11-22T09:00+00:00"]]
    [table] = [table for table in export_tables(nina) if table.name == "account-letters"]
    assert table.columns == {"letters of the last day": "letters_to_the_minute"}
