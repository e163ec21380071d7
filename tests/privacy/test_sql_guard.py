"""No URL reads or changes private rows of another member, and the guard notices if one does."""

from __future__ import annotations

from functools import partial

import pytest
from django.http import HttpResponse
from django.urls import reverse

from invitations.join_links import join_token
from invitations.models import Batch, Block, Invitation, InvitationEvent, Reception, Refusal, Report
from invitations.tokens import accept_token, card_token, not_me_token, report_token
from invitations.views import lists
from network.members.models import Member
from notifications.models import CapturedEmail, EmailPreferences, Outbox
from notifications.tokens import unsubscribe_token
from tests.authz.table import paths
from tests.conftest import work
from tests.privacy.savepoints import rolled_back
from tests.privacy.scenarios import part
from tests.privacy.sql_guard import ForeignRowsError, GuardedClient

LEAKS = {
    "receptions of her invitations": lambda anna, bruno: Reception.objects.filter(sender=anna),
    "his reception by its invitation": lambda anna, bruno: Reception.objects.filter(invitation__sender=anna),
    "her receptions or his": lambda anna, bruno: (
        Reception.objects.of(anna) | Reception.objects.filter(sender=anna)
    ),
    "who refused her": lambda anna, bruno: Refusal.objects.against(anna),
    "his refusals": lambda anna, bruno: Refusal.objects.of(bruno),
    "who blocks her": lambda anna, bruno: Block.objects.against(anna),
    "blocks between the two": lambda anna, bruno: Block.objects.between(anna, bruno),
    "who reported her": lambda anna, bruno: Report.objects.against(anna),
    "events of her invitations": lambda anna, bruno: InvitationEvent.objects.filter(invitation__sender=anna),
    "e-mails about her invitations": lambda anna, bruno: Outbox.objects.filter(invitation__sender=anna),
    "his preferences": lambda anna, bruno: EmailPreferences.objects.filter(member=bruno),
    "his mailbox": lambda anna, bruno: CapturedEmail.objects.filter(to__in=["anna@example.org", bruno.email]),
}


def request_urls(member, data, drawn_for) -> None:
    """GET and POST every URL, or half of them, as this member; each POST is rolled back."""
    browser = GuardedClient(member)
    for path in part(drawn_for, paths(data.to_bruno, data.bruno).values()):
        browser.get(path)
        with rolled_back():
            browser.post(
                path, {"note": "Again", "message": "Yes", "reason": "other", "email": "bruno@example.org"}
            )


@pytest.mark.rule("R21", "R24", "R27", "R30")
@pytest.mark.parametrize("who", ["anna", "bruno", "carla"])
def test_every_url_reads_private_rows_of_its_own_member_alone(data, who):
    """Anna after each of Bruno's verbs; he and Carla before the first and after the last."""
    reception = Reception.objects.get(invitation=data.to_bruno)
    request_urls(getattr(data, who), data, who)
    block = partial(Block.objects.block, data.bruno, data.anna)
    silences = (reception.ignore, reception.say_unknown, partial(reception.report, "spam"), block)
    for number, silence in enumerate(silences):
        silence()
        if who == "anna" or silence is block:
            request_urls(getattr(data, who), data, f"{who} {number}")


@pytest.mark.rule("R21", "R24", "R27", "R30")
@pytest.mark.parametrize("path", ["/invitations/bulk/", "/invitations/bulk/confirm/"])
@pytest.mark.parametrize("who", ["anna", "bruno", "carla"])
def test_bulk_actions_read_private_rows_of_their_own_member_alone(data, who, path):
    """With an invitation of hers, one of Carla and an unknown id, by every verb."""
    ids = [data.to_bruno.public_id, data.from_carla.public_id, "A" * 16]
    browser = GuardedClient(getattr(data, who))
    for verb in ("accept", "ignore", "restore", "withdraw"):
        with rolled_back():
            assert browser.post(path, {"action": verb, "ids": ids}).status_code in (200, 302, 404)


@pytest.mark.parametrize("list_path", ["", "archived/", "sent/"])
def test_filters_read_private_rows_of_their_own_member_alone(data, list_path):
    query = "q=a&note=1&shared=1&reason=none&sort=oldest&state=open"
    assert GuardedClient(data.anna).get(f"/invitations/{list_path}?{query}").status_code == 200


@pytest.mark.parametrize("who", ["anna", "bruno", "carla"])
def test_urls_of_an_invitation_with_a_reply(data, who):
    Reception.objects.get(invitation=data.to_bruno).reply("Was it in Parma?")
    request_urls(getattr(data, who), data, f"{who} reply")


def test_links_of_emails_act_for_their_recipient(data):
    token = accept_token(data.to_bruno, data.bruno)
    unsubscribe = unsubscribe_token(data.bruno.pk, "reminders")
    for browser in (GuardedClient(), GuardedClient(data.anna)):
        for path in (
            reverse("invitations:accept_from_email", args=[token]),
            reverse("notifications:unsubscribe", args=[unsubscribe]),
        ):
            assert browser.get(path).status_code == 200
            assert browser.post(path).status_code in (200, 302)


def test_joining_by_a_link_reads_no_private_row_but_of_that_link(data):
    invitation = Invitation.objects.send_to_address(data.anna, "nina@example.net")
    work()
    link, form = (
        f"/join/{join_token(invitation, 'en', 'a' * 32)}/",
        {"name": "Nina", "password1": "two desks"},
    )
    for browser in (GuardedClient(data.carla), GuardedClient()):
        assert browser.get(f"/card/{card_token(invitation, 'en')}/").status_code == 200
        assert browser.get(link).status_code == 200
        assert browser.post(f"{link}again/").status_code == 302
        assert browser.post(link, form).status_code == 302
    nina = Member.objects.get(name="Nina")
    assert GuardedClient(nina).get(f"/joined/{invitation.public_id}/").status_code == 200
    assert GuardedClient().post(f"/not-me/{not_me_token(nina.join_link_use)}/").status_code == 302


@pytest.mark.parametrize("leak", LEAKS)
def test_a_leak_raises(data, monkeypatch, leak):
    rows = LEAKS[leak](data.anna, data.bruno)
    monkeypatch.setattr(lists, "render", lambda *args, **kwargs: HttpResponse(str(rows.exists())))
    with pytest.raises(ForeignRowsError):
        GuardedClient(data.anna).get("/invitations/sent/")


def test_changing_his_rows_raises(data, monkeypatch):
    update = Reception.objects.filter(invitation=data.to_bruno).update
    monkeypatch.setattr(lists, "render", lambda *args, **kwargs: HttpResponse(update(note="")))
    with pytest.raises(ForeignRowsError):
        GuardedClient(data.anna).get("/invitations/sent/")


def test_stopping_and_starting_a_list_changes_ones_own_rows_alone(anna):
    batch = Batch.objects.submit(anna, ["dora@example.net"])
    browser = GuardedClient(anna)
    for name in ("stop_batch", "start_batch"):
        assert browser.post(reverse(f"invitations:{name}", args=[batch.public_id])).status_code == 302


def test_a_report_of_a_non_member_reads_no_private_row(data):
    typed = Invitation.objects.send_to_address(data.anna, "ada@example.net")
    work()
    path = reverse("invitations:report_from_email", args=[report_token(typed, None, "en")])
    browser = GuardedClient()
    assert [browser.get(path).status_code, browser.post(path, {"reason": "spam"}).status_code] == [200, 200]
    assert Report.objects.exists()
