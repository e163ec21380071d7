"""What the recipient reads of what the sender was told: on the cards, on the page of receipts and in the export."""

from __future__ import annotations

import csv
import io
import re
from functools import partial
from html import unescape
from importlib import import_module

import pytest

from invitations.lifecycle import RECIPIENT_MOVES
from invitations.models import Block, Invitation, InvitationEvent, Reception
from invitations.receipts import VERBS
from network.common.pagination import paginate
from tests.conftest import invite, invite_address, reception_of, work
from tests.factories import MemberFactory
from tests.members.test_export import export_archive, rows
from tests.pages.test_queries import MAILBOX_QUERIES, count_queries

PATH = "/invitations/receipts/"
NOTHING = "Told to Anna: nothing."
REPLIED, ACCEPTED = "Told to Anna: you replied (22 November).", "Told to Anna: you accepted (22 November)."
SCRIPTS = {
    "nothing": ("", NOTHING, ""),
    "accept": ("accept", ACCEPTED, "You accepted. Anna was told."),
    "reply": ("reply", REPLIED, "You replied. Anna was told."),
    "ignore": ("ignore", NOTHING, "You ignored the invitation. Anna was not told."),
    "restore": ("ignore restore", NOTHING, "You moved the invitation back to your inbox. Anna was not told."),
    "say_unknown": ("ignore say_unknown", NOTHING, "You said “I don’t know”. Anna was not told."),
    "take_back_unknown": (
        "ignore say_unknown take_back_unknown", NOTHING, "You undid “I don’t know”. Anna was not told.",
    ),
    "report": ("report", NOTHING, "You reported the invitation to the staff. Anna was not told."),
}  # fmt: skip
"""Last verb → all verbs, the receipt, what the page of receipts says of the last verb."""


def do(verb, reception) -> None:
    arguments = {"reply": ["In Parma?"], "report": ["spam"]}.get(verb, [])
    getattr(reception, verb)(*arguments)
    work()


def text_of(response) -> str:
    """The words of the page's content."""
    content = response.content.decode().partition("<main")[2].partition("</main>")[0].partition(">")[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", content)).split()).replace(" .", ".").replace(" :", ":")


@pytest.mark.parametrize("verb", SCRIPTS)
def test_each_verb_of_the_recipient(anna, bruno, clock, client_for, verb):
    verbs, receipt, sentence = SCRIPTS[verb]
    invitation = invite(anna, bruno)
    for name in verbs.split():
        clock.move(minutes=1)
        do(name, reception_of(invitation))
    assert receipt in text_of(client_for(bruno).get(invitation.get_absolute_url()))
    page = text_of(client_for(bruno).get(PATH))
    assert receipt in page
    assert f"{sentence} Who is told" in page
    assert {*InvitationEvent.objects.of(bruno).values_list("kind", flat=True)} <= {*VERBS}


def test_all_verbs_are_tested():
    assert {*SCRIPTS} - {"nothing"} == {verb for moves in RECIPIENT_MOVES.values() for verb in moves}


@pytest.mark.parametrize(("verb", "path"), [("reply", ""), ("ignore", "archived/")])
def test_the_lists_show_it_on_each_card(anna, bruno, client_for, verb, path):
    do(verb, reception_of(invite(anna, bruno)))
    assert SCRIPTS[verb][1] in text_of(client_for(bruno).get(f"/invitations/{path}"))


def test_nothing_stands_out_and_the_name_is_isolated(anna, bruno, client_for):
    invite(anna, bruno)
    sentence = '<span class="told-nothing">Told to <bdi>Anna</bdi>: nothing.</span>'
    assert sentence in client_for(bruno).get("/invitations/").content.decode()


def test_the_last_reply_and_the_acceptance(anna, bruno, clock, client_for):
    reception = reception_of(invite(anna, bruno))
    for verb in ("reply", "reply", "accept"):
        clock.move(days=1)
        do(verb, reception)
    told = "Told to Anna: you replied (24 November); you accepted (25 November)."
    assert told in text_of(client_for(bruno).get(reception.invitation.get_absolute_url()))


def test_a_block_that_was_lifted_before_a_follow_up(anna, bruno, clock, client_for):
    invitation = invite(anna, bruno)
    Block.objects.block(bruno, anna)
    Block.objects.unblock(bruno, anna)
    work()
    assert "No invitations" in text_of(client_for(bruno).get(PATH))
    clock.move(days=8)
    invitation.follow_up()
    work()
    assert "You blocked the sender. Anna was not told." in text_of(client_for(bruno).get(PATH))


def test_a_reassigned_reception_keeps_what_was_told(anna, bruno, clock, client_for):
    named = invite(anna, bruno)
    by_email = invite_address(anna, bruno.email)
    clock.move(days=1)
    do("reply", reception_of(named))
    named.withdraw()
    work()
    assert Reception.objects.get().invitation == by_email
    page = text_of(client_for(bruno).get(PATH))
    assert "Told to Anna: you replied (23 November)." in page
    assert "You replied. Anna was told." in page


def test_what_came_of_an_earlier_invitation_is_not_told_of_the_next(anna, bruno, clock, client_for):
    first = invite(anna, bruno)
    do("reply", reception_of(first))
    first.withdraw()
    clock.move(days=1)
    invite(anna, bruno, address=bruno.email)
    page = text_of(client_for(bruno).get(PATH))
    assert NOTHING in page
    assert "You replied" not in page


@pytest.mark.parametrize("end", ["withdraw", "close"])
def test_what_ended_has_no_receipt(anna, bruno, client_for, end):
    invitation = invite(anna, bruno)
    do("reply", reception_of(invitation))
    getattr(Invitation.objects.get(), end)()
    work()
    assert "No invitations" in text_of(client_for(bruno).get(PATH))
    archive = export_archive(bruno)
    assert rows(archive, "receipts") == rows(archive, "answers") == []


def test_receipts_are_of_the_recipient_alone(anna, bruno, carla, client_for):
    do("reply", reception_of(invite(anna, bruno)))
    for member in (anna, carla):
        assert "No invitations" in text_of(client_for(member).get(PATH))
        assert rows(export_archive(member), "receipts") == []
        assert rows(export_archive(member), "answers") == []


def test_newest_first_in_pages(anna, bruno, carla, clock, client_for, monkeypatch):
    monkeypatch.setattr(import_module("invitations.views.receipts"), "paginate", partial(paginate, size=1))
    for sender in (anna, carla):
        invite(sender, bruno)
        clock.move(days=1)
    page = client_for(bruno).get(PATH)
    assert "Told to Carla: nothing." in text_of(page)
    assert NOTHING not in text_of(page)
    assert NOTHING in text_of(client_for(bruno).get(PATH, {"after": page.context["next"]}))


def test_archive_and_data_export_lead_to_the_page(anna, bruno, client_for):
    for path in ("/invitations/archived/", "/settings/export/"):
        assert f'href="{PATH}"' in client_for(bruno).get(path).content.decode()


def test_the_export_has_receipts_and_answers(anna, bruno, carla, clock):
    reception = reception_of(invite(anna, bruno))
    do("reply", reception)
    do("ignore", reception)
    do("ignore", reception_of(invite(carla, bruno)))
    archive = export_archive(bruno)
    assert [(row["handle"], row["told"]) for row in rows(archive, "receipts")] == [
        ("anna", "you replied (22 November)"), ("carla", "nothing"),
    ]  # fmt: skip
    assert [(row["from"], row["did"], row["told"]) for row in rows(archive, "answers")] == [
        ("Anna Ricci", "replied", True), ("Anna Ricci", "ignored", False), ("Carla Longo", "ignored", False),
    ]  # fmt: skip
    table = archive.read("my-data/receipts.csv").decode("utf-8-sig")
    assert [row["told"] for row in csv.DictReader(io.StringIO(table))] == [
        "you replied (22 November)",
        "nothing",
    ]


def test_days_are_those_of_the_member(anna, bruno, clock, client_for):
    type(bruno).objects.filter(pk=bruno.pk).update(time_zone="Pacific/Auckland")
    clock.move(hours=12)
    do("reply", reception_of(invite(anna, bruno)))
    assert "(23 November)" in text_of(client_for(bruno).get("/invitations/"))
    assert rows(export_archive(bruno), "receipts")[0]["told"] == "you replied (23 November)"


def test_another_year_is_named(anna, bruno, clock, client_for):
    do("reply", reception_of(invite(anna, bruno)))
    clock.move(days=60)
    assert "you replied (22 November 2026)" in text_of(client_for(bruno).get("/invitations/"))


@pytest.mark.parametrize("path", ["/invitations/", "/invitations/archived/", PATH])
def test_the_number_of_queries_is_constant(bruno, client_for, path):
    browser, counts = client_for(bruno), []
    for number in (1, 9):
        for sender in [MemberFactory() for _ in range(number)]:
            reception = reception_of(invite(sender, bruno))
            do("reply", reception)
            if path.endswith("archived/"):
                do("ignore", reception)
        counts.append(count_queries(partial(browser.get, path)))
    assert counts[0] == counts[1] <= 5 + MAILBOX_QUERIES
