"""The pages on which members block, unblock and report."""

import pytest

from invitations.models import Block, Invitation, Reception, Report
from invitations.models.invitation import InvitationQuerySet
from invitations.tokens import accept_token
from tests.conftest import invite, reception_of
from tests.factories import MemberFactory

BLOCK_CONSEQUENCE = "Nothing that Anna sends reaches you any more."
UNBLOCK_CONSEQUENCE = "What Anna sends from now on can reach you."
REPORT_CONSEQUENCE = "It counts as “I don’t know Anna”: Anna can’t invite you again"


@pytest.fixture
def invitation(anna, bruno):
    return invite(anna, bruno, "Buy my course")


@pytest.fixture
def blocked(invitation, anna, bruno):
    return Block.objects.block(bruno, anna)


def text(response) -> str:
    return response.content.decode().replace("<bdi>", "").replace("</bdi>", "")


def test_blocking_from_the_profile(anna, bruno, client_for):
    browser = client_for(bruno)
    page = text(browser.get("/members/anna/"))
    assert BLOCK_CONSEQUENCE in page
    assert 'formaction="/members/anna/block/"' in page
    response = browser.post("/members/anna/block/")
    assert (response.status_code, response.url) == (302, "/settings/blocked/")
    assert "You blocked Anna Ricci, who is not told." in text(browser.get(response.url))


def test_the_own_profile_has_no_block_button(bruno, client_for):
    assert "/block/" not in text(client_for(bruno).get("/members/bruno/"))


def test_the_profile_of_a_blocked_member_offers_only_unblock(blocked, bruno, client_for):
    page = text(client_for(bruno).get("/members/anna/"))
    assert UNBLOCK_CONSEQUENCE in page
    assert "/members/anna/invite/" not in page
    assert "/members/anna/block/" not in page


def test_the_blocked_member_sees_an_unchanged_profile(invitation, anna, bruno, client_for):
    before = client_for(anna).get("/members/bruno/").content
    Block.objects.block(bruno, anna)
    assert len(client_for(anna).get("/members/bruno/").content) == len(before)


def test_unblocking_from_the_list_of_blocked_members(blocked, bruno, client_for):
    browser = client_for(bruno)
    assert UNBLOCK_CONSEQUENCE in text(browser.get("/settings/blocked/"))
    browser.post("/members/anna/unblock/")
    assert "You haven’t blocked anybody" in text(browser.get("/settings/blocked/"))


@pytest.mark.parametrize("verb", ["block", "unblock"])
def test_blocking_and_unblocking_twice_shows_an_error(blocked, bruno, client_for, verb):
    browser = client_for(bruno)
    for _ in range(2):
        browser.post(f"/members/anna/{verb}/")
    assert "No longer open." in text(browser.get("/settings/blocked/"))
    assert browser.post(f"/members/nobody-here/{verb}/").status_code == 404


def test_a_deactivated_account_can_be_unblocked(blocked, anna, bruno, client_for):
    anna.is_active = False
    anna.save()
    client_for(bruno).post("/members/anna/unblock/")
    assert not Block.objects.standing().exists()


def test_blocked_members_are_paged_by_twenty(bruno, client_for):
    for person in MemberFactory.create_batch(21):
        Block.objects.block(bruno, person)
    page = client_for(bruno).get("/settings/blocked/")
    assert len(page.context["cards"]) == 20
    assert (
        len(client_for(bruno).get("/settings/blocked/", {"after": page.context["next"]}).context["cards"])
        == 1
    )


def test_an_invitation_ended_by_a_block_has_no_page(blocked, invitation, bruno, client_for):
    browser = client_for(bruno)
    assert browser.get(invitation.get_absolute_url()).status_code == 404
    for path in ("/invitations/", "/invitations/archived/", "/"):
        assert "Buy my course" not in text(browser.get(path))


def test_the_accept_link_does_not_work_after_a_block(blocked, invitation, anna, bruno, client_for):
    link = f"/i/{accept_token(invitation, bruno)}/"
    assert client_for().post(link).status_code == 302
    assert "No longer open." in text(client_for().get(link))
    assert not invitation.events.filter(kind="accepted").exists()


def test_an_invitation_of_a_deactivated_sender_is_no_longer_open(invitation, anna, bruno, client_for):
    anna.is_active = False
    anna.save()
    assert "No longer open." in client_for().get(f"/i/{accept_token(invitation, bruno)}/").content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_inviting_a_blocked_member_asks_to_unblock_first(blocked, bruno, client_for, method):
    browser = client_for(bruno)
    response = getattr(browser, method)("/members/anna/invite/", {"note": "Hello"})
    assert (response.status_code, response.url) == (302, "/members/anna/")
    assert "You blocked Anna Ricci. To invite them, unblock them first." in text(browser.get(response.url))


def test_inviting_after_unblocking_accepts_the_open_invitation(blocked, anna, bruno, client_for):
    browser = client_for(bruno)
    browser.post("/members/anna/unblock/")
    assert "/members/anna/invite/" in text(browser.get("/members/anna/"))
    assert browser.get("/members/anna/invite/").status_code == 200
    browser.post("/members/anna/invite/")
    assert Invitation.objects.get().status == "accepted"


def test_crossing_an_invitation_that_is_withdrawn_meanwhile_shows_an_error(
    invitation, anna, bruno, client_for, monkeypatch
):
    original = InvitationQuerySet._cross

    def cross_after_withdrawal(queryset, received, member, note):
        received.withdraw()
        return original(queryset, received, member, note)

    monkeypatch.setattr(InvitationQuerySet, "_cross", cross_after_withdrawal)
    browser = client_for(bruno)
    assert browser.post("/members/anna/invite/").status_code == 302
    assert "No longer open." in text(browser.get("/invitations/sent/"))


def test_the_invitation_page_states_consequences_below_the_buttons(invitation, bruno, client_for):
    page = text(client_for(bruno).get(invitation.get_absolute_url()))
    assert page.index(">Accept</button>") < page.index(REPORT_CONSEQUENCE) < page.index(BLOCK_CONSEQUENCE)


def test_an_accepted_invitation_cannot_be_reported(invitation, bruno, client_for):
    reception_of(invitation).accept()
    page = text(client_for(bruno).get(invitation.get_absolute_url()))
    assert "/report/" not in page
    assert BLOCK_CONSEQUENCE in page


def test_the_report_page_states_the_consequence_first(invitation, bruno, client_for):
    page = text(client_for(bruno).get(f"{invitation.get_absolute_url()}report/"))
    assert page.index(REPORT_CONSEQUENCE) < page.index('name="comment"')


def test_the_recipient_reports_an_invitation(invitation, bruno, client_for):
    browser = client_for(bruno)
    response = browser.post(f"{invitation.get_absolute_url()}report/", {"reason": "spam", "comment": "Again"})
    assert (response.status_code, response.url) == (302, "/invitations/")
    assert "Report sent. The staff will read it. Anna is not told." in text(browser.get("/invitations/"))
    assert Report.objects.get().comment == "Again"
    assert "You reported Anna to the staff." in text(browser.get("/invitations/archived/"))


@pytest.mark.parametrize(
    "bad", [{"reason": ""}, {"reason": "nonsense"}, {"reason": "spam", "comment": "x\x00"}]
)
def test_an_invalid_report_keeps_the_typed_text(invitation, bruno, client_for, bad):
    page = client_for(bruno).post(f"{invitation.get_absolute_url()}report/", {"comment": "Ten euros", **bad})
    assert page.status_code == 200
    assert page.context["form"].errors
    assert bad.get("comment", "Ten euros").strip("\x00") in text(page)
    assert not Report.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_reporting_twice_shows_an_error(invitation, bruno, client_for, method):
    reception_of(invitation).report("spam")
    browser = client_for(bruno)
    assert getattr(browser, method)(f"{invitation.get_absolute_url()}report/").status_code == 302
    assert "No longer open." in text(browser.get("/invitations/"))


def test_a_concurrent_second_report_is_not_saved(invitation, bruno, client_for, monkeypatch):
    monkeypatch.setattr(Reception, "can_report", True)
    reception_of(invitation).report("spam")
    browser = client_for(bruno)
    assert browser.post(f"{invitation.get_absolute_url()}report/", {"reason": "spam"}).status_code == 302
    assert Report.objects.count() == 1


@pytest.fixture
def report_url(invitation):
    reception_of(invitation).reply("Drop dead")
    return f"{invitation.get_absolute_url()}report/"


REPORT_REPLY_CONSEQUENCE = (
    "Bruno is not told. The staff read the conversation and your words. The invitation stays as it is."
)


def test_the_sender_reports_a_reply_from_the_page_of_the_invitation(invitation, report_url, anna, client_for):
    browser = client_for(anna)
    for path in (invitation.get_absolute_url(), report_url):
        assert REPORT_REPLY_CONSEQUENCE in text(browser.get(path))
    response = browser.post(report_url, {"reason": "harassment", "comment": "At night, too"})
    assert (response.status_code, response.url) == (302, "/invitations/sent/")
    assert "Report sent. The staff will read it. Bruno is not told." in text(browser.get(response.url))
    assert Report.objects.of(anna).get().comment == "At night, too"
    assert REPORT_REPLY_CONSEQUENCE not in text(browser.get(invitation.get_absolute_url()))


@pytest.mark.parametrize("method", ["get", "post"])
def test_reporting_a_reply_twice_shows_an_error(report_url, anna, client_for, method):
    browser = client_for(anna)
    browser.post(report_url, {"reason": "harassment"})
    assert getattr(browser, method)(report_url).url == "/invitations/sent/"
    assert "No longer open." in text(browser.get("/invitations/sent/"))


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_sender_cannot_report_without_a_reply(invitation, anna, client_for, method):
    assert "/report/" not in text(client_for(anna).get(invitation.get_absolute_url()))
    assert getattr(client_for(anna), method)(f"{invitation.get_absolute_url()}report/").status_code == 404


def test_the_recipient_sees_nothing_of_the_sender_s_report(invitation, report_url, anna, bruno, client_for):
    before = text(client_for(bruno).get("/invitations/"))
    client_for(anna).post(report_url, {"reason": "harassment"})
    after = text(client_for(bruno).get("/invitations/"))
    assert len(after) == len(before)
    assert client_for(bruno).get(report_url).status_code == 200
