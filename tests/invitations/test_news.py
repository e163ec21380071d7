"""News on the home page of the sender: acceptances and replies, until acknowledged; nothing else."""

from __future__ import annotations

import pytest

from invitations.models import Invitation, InvitationEvent, Message
from network.members.models import Connection
from notifications.models import EmailPreferences
from tests.conftest import invite, invite_address, mails, reception_of, work
from tests.factories import MemberFactory


@pytest.fixture
def invitation(anna, bruno):
    return invite(anna, bruno)


def news(member, client_for) -> list[str]:
    """Public ids of the invitations in the news on the member's home page."""
    return [row.public_id for row in client_for(member).get("/").context["news"]]


def acknowledge(browser, invitation, **form_data):
    """Post the acknowledgement of the news about an invitation; the response."""
    return browser.post(f"/invitations/{invitation.public_id}/noted/", form_data)


def test_an_acceptance_is_on_the_home_page_until_acknowledged(invitation, anna, client_for):
    reception_of(invitation).accept()
    page = client_for(anna).get("/").content.decode()
    assert "<bdi>Bruno Verdi</bdi> accepted your invitation" in page
    assert "mailto:bruno@example.org" in page
    assert acknowledge(client_for(anna), invitation)["Location"] == "/"
    assert "accepted your invitation" not in client_for(anna).get("/").content.decode()


def test_a_reply_links_to_its_conversation(invitation, anna, client_for):
    reception_of(invitation).reply("Where did we meet?")
    page = client_for(anna).get("/").content.decode()
    link = f'<a class="row-name" href="{invitation.get_absolute_url()}">'
    assert f"{link}<bdi>Bruno Verdi</bdi> replied to your invitation</a>" in page


def test_answering_a_reply_acknowledges_it(invitation, anna, client_for):
    reception_of(invitation).reply("Where did we meet?")
    client_for(anna).post(f"/invitations/{invitation.public_id}/message/", {"message": "In Modena"})
    assert news(anna, client_for) == []


@pytest.mark.parametrize("verbs", [["ignore"], ["ignore", "restore"], ["ignore", "say_unknown"]])
def test_ignoring_and_refusing_are_no_news(invitation, anna, client_for, verbs):
    for verb in verbs:
        getattr(reception_of(invitation), verb)()
    assert news(anna, client_for) == []


def test_news_are_shown_when_email_is_switched_off(invitation, anna, client_for):
    EmailPreferences.objects.filter(member=anna).update(none=True)
    reception_of(invitation).accept()
    work()
    assert mails(anna) == []
    assert news(anna, client_for) == [invitation.public_id]


def test_inviting_back_is_news_for_the_first_sender(invitation, anna, bruno, client_for):
    Invitation.objects.send(bruno, anna)
    assert (news(anna, client_for), news(bruno, client_for)) == ([invitation.public_id], [])


def test_replies_and_acceptances_by_address_are_news(anna, bruno, client_for):
    typed = invite_address(anna, bruno.email)
    reception_of(typed).reply("Who gave you my address?")
    assert "<bdi>bruno@example.org</bdi> replied" in client_for(anna).get("/").content.decode()
    reception_of(typed).accept()
    assert "<bdi>Bruno Verdi</bdi> accepted" in client_for(anna).get("/").content.decode()


def test_withdrawn_and_ended_invitations_are_no_news(invitation, anna, bruno, carla, client_for):
    replied = invite(anna, carla)
    reception_of(replied).reply("Who are you?")
    reception_of(invitation).accept()
    replied.withdraw()
    Connection.objects.remove(bruno, anna)
    assert news(anna, client_for) == []


def test_all_news_can_be_acknowledged_at_once(anna, client_for, clock):
    for _ in range(6):
        clock.move(minutes=1)
        reception_of(invite(anna, MemberFactory())).accept()
    page = client_for(anna).get("/")
    assert len(page.context["news"]) == 5
    assert "Dismiss all (6)" in page.content.decode()
    assert client_for(anna).post("/invitations/noted/")["Location"] == "/"
    assert news(anna, client_for) == []


def test_news_after_the_page_was_shown_stay(invitation, anna, client_for, clock):
    reception_of(invitation).reply("Where did we meet?")
    shown = clock.now().isoformat()
    clock.move(minutes=5)
    reception_of(invitation).accept()
    for url in (f"/invitations/{invitation.public_id}/noted/", "/invitations/noted/"):
        assert client_for(anna).post(url, {"until": shown}).status_code == 302
    assert news(anna, client_for) == [invitation.public_id]


@pytest.mark.parametrize("until", ["", "soon", "\x00", "2026-11-22", "9999-12-31T23:59:59-14:00", "9" * 4000])
def test_an_invalid_until_is_accepted(invitation, anna, client_for, until):
    reception_of(invitation).accept()
    assert acknowledge(client_for(anna), invitation, until=until).status_code == 302


def test_acknowledging_nothing_and_acknowledging_twice(invitation, anna, client_for):
    assert acknowledge(client_for(anna), invitation).status_code == 302
    reception_of(invitation).accept()
    assert [acknowledge(client_for(anna), invitation).status_code for _ in range(2)] == [302, 302]


def test_other_members_acknowledge_nothing_of_the_sender(invitation, anna, bruno, carla, client_for):
    reception_of(invitation).accept()
    before = InvitationEvent.objects.count()
    assert acknowledge(client_for(carla), invitation).status_code == 404
    assert acknowledge(client_for(bruno), invitation).status_code == 302
    client_for(bruno).post("/invitations/noted/")
    assert news(anna, client_for) == [invitation.public_id]
    assert InvitationEvent.objects.count() == before


@pytest.mark.parametrize(
    ("columns", "shown"), [({}, True), ({"connections_visible_to": "nobody", "share_address": False}, False)]
)
def test_an_acceptance_respects_visibility_settings(invitation, anna, bruno, client_for, columns, shown):
    reception_of(invitation).accept()
    type(bruno).objects.filter(pk=bruno.pk).update(**columns)
    page = client_for(anna).get("/").content.decode()
    assert ("mailto:bruno@example.org" in page) is shown
    assert ("/members/bruno/connections/" in page) is shown


def invitation_by_address_with_reply(anna, bruno, *verbs) -> Invitation:
    typed = invite_address(anna, bruno.email)
    reception_of(typed).reply("Where did we meet?")
    for verb in verbs:
        getattr(reception_of(typed), verb)()
    return typed


@pytest.mark.parametrize("verbs", [[], ["ignore"], ["ignore", "say_unknown"]])
def test_a_reply_is_no_news_after_its_author_deleted_the_account(anna, bruno, client_for, verbs):
    typed = invitation_by_address_with_reply(anna, bruno, *verbs)
    assert news(anna, client_for) == [typed.public_id]
    bruno.leave()
    work()
    assert news(anna, client_for) == []


def test_a_reply_of_another_member_stays_news(anna, bruno, carla, client_for):
    typed = invitation_by_address_with_reply(anna, bruno)
    typed.write(Message.Kind.REPLY, carla, "The address is mine now")
    bruno.leave()
    work()
    assert news(anna, client_for) == [typed.public_id]


def test_no_more_rows_are_read_than_are_shown(anna, monkeypatch):
    for person in MemberFactory.create_batch(5):
        invite(anna, person)
    read, from_db = [], Invitation.from_db.__func__
    monkeypatch.setattr(Invitation, "from_db", classmethod(lambda *args: read.append(1) or from_db(*args)))
    assert len(Invitation.objects.sent_by(anna).newest(2)) == len(read) == 2
