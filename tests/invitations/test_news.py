"""What the sender hears of on the site: an acceptance and a reply, until it is noted; of nothing else."""

from __future__ import annotations

import pytest

from invitations.models import Invitation, InvitationEvent, Message
from network.members.models import Connection
from notifications.models import EmailPreferences
from tests.conftest import invite, mails, reception_of, work
from tests.factories import MemberFactory


@pytest.fixture
def invitation(anna, bruno):
    return invite(anna, bruno)


def news(member, client_for) -> list[str]:
    return [row.public_id for row in client_for(member).get("/").context["news"]]


def note(browser, invitation, **said):
    return browser.post(f"/invitations/{invitation.public_id}/noted/", said)


def test_an_acceptance_stands_on_home_until_it_is_noted(invitation, anna, client_for):
    reception_of(invitation).accept()
    page = client_for(anna).get("/").content.decode()
    assert "<bdi>Bruno Verdi</bdi> accepted your invitation" in page
    assert "mailto:bruno@example.org" in page
    assert note(client_for(anna), invitation)["Location"] == "/"
    assert "accepted your invitation" not in client_for(anna).get("/").content.decode()


def test_a_reply_leads_to_its_thread(invitation, anna, client_for):
    reception_of(invitation).reply("Where did we meet?")
    page = client_for(anna).get("/").content.decode()
    link = f'<a class="row-name" href="{invitation.get_absolute_url()}">'
    assert f"{link}<bdi>Bruno Verdi</bdi> replied to your invitation</a>" in page


def test_answering_is_noting(invitation, anna, client_for):
    reception_of(invitation).reply("Where did we meet?")
    client_for(anna).post(f"/invitations/{invitation.public_id}/message/", {"message": "In Modena"})
    assert news(anna, client_for) == []


@pytest.mark.parametrize("verbs", [["ignore"], ["ignore", "restore"], ["ignore", "say_unknown"]])
def test_the_silences_are_those_of_mail(invitation, anna, client_for, verbs):
    for verb in verbs:
        getattr(reception_of(invitation), verb)()
    assert news(anna, client_for) == []


def test_it_stands_there_whatever_is_mailed(invitation, anna, client_for):
    EmailPreferences.objects.filter(member=anna).update(none=True)
    reception_of(invitation).accept()
    work()
    assert mails(anna) == []
    assert news(anna, client_for) == [invitation.public_id]


def test_a_crossing_is_news_to_who_asked_first(invitation, anna, bruno, client_for):
    Invitation.objects.send(bruno, anna)
    assert (news(anna, client_for), news(bruno, client_for)) == ([invitation.public_id], [])


def test_so_is_an_acceptance_by_a_typed_address(anna, bruno, client_for):
    typed = Invitation.objects.send_to_address(anna, bruno.email)
    work()
    reception_of(typed).reply("Who gave you my address?")
    assert "<bdi>bruno@example.org</bdi> replied" in client_for(anna).get("/").content.decode()
    reception_of(typed).accept()
    assert "<bdi>Bruno Verdi</bdi> accepted" in client_for(anna).get("/").content.decode()


def test_what_has_ended_is_no_news(invitation, anna, bruno, carla, client_for):
    replied = invite(anna, carla)
    reception_of(replied).reply("Who are you?")
    reception_of(invitation).accept()
    replied.withdraw()
    Connection.objects.remove(bruno, anna)
    assert news(anna, client_for) == []


def test_all_at_one_click_and_the_number_beside_it(anna, client_for, clock):
    for _ in range(6):
        clock.move(minutes=1)
        reception_of(invite(anna, MemberFactory())).accept()
    page = client_for(anna).get("/")
    assert len(page.context["news"]) == 5
    assert "All noted (6)" in page.content.decode()
    assert client_for(anna).post("/invitations/noted/")["Location"] == "/"
    assert news(anna, client_for) == []


def test_what_came_after_the_page_was_shown_stays(invitation, anna, client_for, clock):
    reception_of(invitation).reply("Where did we meet?")
    shown = clock.now().isoformat()
    clock.move(minutes=5)
    reception_of(invitation).accept()
    for url in (f"/invitations/{invitation.public_id}/noted/", "/invitations/noted/"):
        assert client_for(anna).post(url, {"until": shown}).status_code == 302
    assert news(anna, client_for) == [invitation.public_id]


@pytest.mark.parametrize("until", ["", "soon", "\x00", "2026-11-22", "9999-12-31T23:59:59-14:00", "9" * 4000])
def test_a_moment_that_is_none_is_now(invitation, anna, client_for, until):
    reception_of(invitation).accept()
    assert note(client_for(anna), invitation, until=until).status_code == 302


def test_noting_twice_and_noting_nothing(invitation, anna, client_for):
    assert note(client_for(anna), invitation).status_code == 302
    reception_of(invitation).accept()
    assert [note(client_for(anna), invitation).status_code for _ in range(2)] == [302, 302]


def test_others_note_nothing_of_hers(invitation, anna, bruno, carla, client_for):
    reception_of(invitation).accept()
    before = InvitationEvent.objects.count()
    assert [note(client_for(each), invitation).status_code for each in (bruno, carla)] == [404, 404]
    client_for(bruno).post("/invitations/noted/")
    assert news(anna, client_for) == [invitation.public_id]
    assert InvitationEvent.objects.count() == before


@pytest.mark.parametrize(
    ("columns", "shown"), [({}, True), ({"connections_visible_to": "nobody", "share_address": False}, False)]
)
def test_it_tells_of_the_other_what_they_show(invitation, anna, bruno, client_for, columns, shown):
    reception_of(invitation).accept()
    type(bruno).objects.filter(pk=bruno.pk).update(**columns)
    page = client_for(anna).get("/").content.decode()
    assert ("mailto:bruno@example.org" in page) is shown
    assert ("/members/bruno/connections/" in page) is shown


def replied_by_a_typed_address(anna, bruno, *verbs) -> Invitation:
    typed = Invitation.objects.send_to_address(anna, bruno.email)
    work()
    reception_of(typed).reply("Where did we meet?")
    for verb in verbs:
        getattr(reception_of(typed), verb)()
    return typed


@pytest.mark.parametrize("verbs", [[], ["ignore"], ["ignore", "say_unknown"]])
def test_a_reply_is_news_no_more_once_who_replied_has_left(anna, bruno, client_for, verbs):
    typed = replied_by_a_typed_address(anna, bruno, *verbs)
    assert news(anna, client_for) == [typed.public_id]
    bruno.leave()
    work()
    assert news(anna, client_for) == []


def test_the_reply_of_another_stays_news(anna, bruno, carla, client_for):
    typed = replied_by_a_typed_address(anna, bruno)
    typed.write(Message.Kind.REPLY, carla, "The address is mine now")
    bruno.leave()
    work()
    assert news(anna, client_for) == [typed.public_id]
