"""Every page goes through the one door, and the door bites."""

from __future__ import annotations

from functools import partial

import pytest
from django.http import HttpResponse
from django.urls import reverse

from invitations.models import Block, InvitationEvent, Reception, Refusal, Report
from invitations.tokens import accept_token
from invitations.views import lists
from notifications.models import CapturedEmail, EmailPreferences, Outbox
from notifications.tokens import unsubscribe_token
from tests.authz.table import paths
from tests.privacy.savepoints import rolled_back
from tests.privacy.sql_guard import GuardedClient, Trespass

LEAKS = {
    "what became of what she sent": lambda anna, bruno: Reception.objects.filter(sender=anna),
    "his half by its invitation": lambda anna, bruno: Reception.objects.filter(invitation__sender=anna),
    "hers or his": lambda anna, bruno: Reception.objects.of(anna) | Reception.objects.filter(sender=anna),
    "who refused her": lambda anna, bruno: Refusal.objects.against(anna),
    "his refusals": lambda anna, bruno: Refusal.objects.of(bruno),
    "who blocks her": lambda anna, bruno: Block.objects.against(anna),
    "whether the two are apart": lambda anna, bruno: Block.objects.between(anna, bruno),
    "who reported her": lambda anna, bruno: Report.objects.against(anna),
    "what happened": lambda anna, bruno: InvitationEvent.objects.filter(invitation__sender=anna),
    "what was mailed": lambda anna, bruno: Outbox.objects.filter(invitation__sender=anna),
    "his preferences": lambda anna, bruno: EmailPreferences.objects.filter(member=bruno),
    "his mailbox": lambda anna, bruno: CapturedEmail.objects.filter(to__in=["anna@example.org", bruno.email]),
}


def walk(member, stage) -> None:
    """GET and POST of every URL, as this member would have it of the stage; each POST undone."""
    browser = GuardedClient(member)
    for path in paths(stage.to_bruno, stage.bruno).values():
        browser.get(path)
        with rolled_back():
            browser.post(
                path, {"note": "Again", "message": "Yes", "reason": "other", "email": "bruno@example.org"}
            )


@pytest.mark.rule("R21", "R24", "R27", "R30")
@pytest.mark.parametrize("who", ["anna", "bruno", "carla"])
def test_every_url_reads_private_rows_of_its_own_member_alone(stage, who):
    reception = Reception.objects.get(invitation=stage.to_bruno)
    walk(getattr(stage, who), stage)
    block = partial(Block.objects.block, stage.bruno, stage.anna)
    for silence in (reception.ignore, reception.say_unknown, partial(reception.report, "spam"), block):
        silence()
        walk(getattr(stage, who), stage)


@pytest.mark.rule("R21", "R24", "R27", "R30")
@pytest.mark.parametrize("path", ["/invitations/bulk/", "/invitations/bulk/confirm/"])
@pytest.mark.parametrize("who", ["anna", "bruno", "carla"])
def test_several_at_once_go_through_the_door_too(stage, who, path):
    """Whatever somebody selects of hers, his and nobody's, by whichever verb."""
    ids = [stage.to_bruno.public_id, stage.from_carla.public_id, "A" * 16]
    browser = GuardedClient(getattr(stage, who))
    for verb in ("accept", "ignore", "restore", "withdraw"):
        with rolled_back():
            assert browser.post(path, {"action": verb, "ids": ids}).status_code in (200, 302, 404)


@pytest.mark.parametrize("shelf", ["", "archived/", "sent/"])
def test_filters_go_through_the_door_too(stage, shelf):
    query = "q=a&note=1&shared=1&reason=none&sort=oldest&state=open"
    assert GuardedClient(stage.anna).get(f"/invitations/{shelf}?{query}").status_code == 200


@pytest.mark.parametrize("who", ["anna", "bruno", "carla"])
def test_where_there_is_a_reply_to_report_too(stage, who):
    Reception.objects.get(invitation=stage.to_bruno).reply("Was it in Parma?")
    walk(getattr(stage, who), stage)


def test_links_of_emails_speak_for_the_member_they_name(stage):
    token = accept_token(stage.to_bruno, stage.bruno)
    stop = unsubscribe_token(stage.bruno.pk, "reminders")
    for browser in (GuardedClient(), GuardedClient(stage.anna)):
        for path in (
            reverse("invitations:accept_from_email", args=[token]),
            reverse("notifications:unsubscribe", args=[stop]),
        ):
            assert browser.get(path).status_code == 200
            assert browser.post(path).status_code in (200, 302)


@pytest.mark.parametrize("leak", LEAKS)
def test_a_planted_leak_is_stopped_at_the_door(stage, monkeypatch, leak):
    rows = LEAKS[leak](stage.anna, stage.bruno)
    monkeypatch.setattr(lists, "render", lambda *args, **kwargs: HttpResponse(str(rows.exists())))
    with pytest.raises(Trespass):
        GuardedClient(stage.anna).get("/invitations/sent/")


def test_changing_his_rows_is_stopped_at_the_door(stage, monkeypatch):
    touch = Reception.objects.filter(invitation=stage.to_bruno).update
    monkeypatch.setattr(lists, "render", lambda *args, **kwargs: HttpResponse(touch(note="")))
    with pytest.raises(Trespass):
        GuardedClient(stage.anna).get("/invitations/sent/")
