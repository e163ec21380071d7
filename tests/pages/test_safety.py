"""The pages on which somebody blocks, unblocks and reports."""

import pytest

from invitations.models import Block, Invitation, Reception, Report
from invitations.models.invitation import InvitationQuerySet
from invitations.tokens import accept_token
from tests.conftest import invite, reception_of
from tests.factories import MemberFactory

BLOCK = "Nothing that Anna sends reaches you any more."
UNBLOCK = "What Anna sends from now on can reach you."
REPORT = "It counts as “I don’t know Anna” and cannot be taken back"


@pytest.fixture
def invitation(anna, bruno):
    return invite(anna, bruno, "Buy my course")


@pytest.fixture
def blocked(invitation, anna, bruno):
    return Block.objects.block(bruno, anna)


def text(answer) -> str:
    return answer.content.decode()


def test_the_profile_says_what_blocking_does_and_blocks(anna, bruno, client_for):
    browser = client_for(bruno)
    page = text(browser.get("/members/anna/"))
    assert BLOCK in page
    assert 'formaction="/members/anna/block/"' in page
    answer = browser.post("/members/anna/block/")
    assert (answer.status_code, answer.url) == (302, "/settings/blocked/")
    assert "You blocked Anna Ricci, who is not told." in text(browser.get(answer.url))


def test_ones_own_profile_offers_no_block(bruno, client_for):
    assert "/block/" not in text(client_for(bruno).get("/members/bruno/"))


def test_the_profile_of_the_blocked_offers_to_unblock_and_nothing_else(blocked, bruno, client_for):
    page = text(client_for(bruno).get("/members/anna/"))
    assert UNBLOCK in page
    assert "/members/anna/invite/" not in page
    assert "/members/anna/block/" not in page


def test_the_blocked_one_sees_the_profile_as_before(invitation, anna, bruno, client_for):
    before = client_for(anna).get("/members/bruno/").content
    Block.objects.block(bruno, anna)
    assert len(client_for(anna).get("/members/bruno/").content) == len(before)


def test_the_list_names_them_and_unblocks(blocked, bruno, client_for):
    browser = client_for(bruno)
    assert UNBLOCK in text(browser.get("/settings/blocked/"))
    browser.post("/members/anna/unblock/")
    assert "You have blocked nobody" in text(browser.get("/settings/blocked/"))


@pytest.mark.parametrize("verb", ["block", "unblock"])
def test_too_late_says_so_and_unknown_is_unknown(blocked, bruno, client_for, verb):
    browser = client_for(bruno)
    for _ in range(2):
        browser.post(f"/members/anna/{verb}/")
    assert "No longer open." in text(browser.get("/settings/blocked/"))
    assert browser.post(f"/members/nobody-here/{verb}/").status_code == 404


def test_an_account_that_was_switched_off_can_be_unblocked(blocked, anna, bruno, client_for):
    anna.is_active = False
    anna.save()
    client_for(bruno).post("/members/anna/unblock/")
    assert not Block.objects.standing().exists()


def test_twenty_a_page(bruno, client_for):
    for person in MemberFactory.create_batch(21):
        Block.objects.block(bruno, person)
    page = client_for(bruno).get("/settings/blocked/")
    assert len(page.context["cards"]) == 20
    assert (
        len(client_for(bruno).get("/settings/blocked/", {"after": page.context["next"]}).context["cards"])
        == 1
    )


def test_an_invitation_that_a_block_has_ended_has_no_page(blocked, invitation, bruno, client_for):
    browser = client_for(bruno)
    assert browser.get(invitation.get_absolute_url()).status_code == 404
    for shelf in ("/invitations/", "/invitations/archived/", "/"):
        assert "Buy my course" not in text(browser.get(shelf))


def test_nor_does_the_link_of_its_old_mail_accept(blocked, invitation, anna, bruno, client_for):
    link = f"/i/{accept_token(invitation, bruno)}/"
    assert client_for().post(link).status_code == 302
    assert "No longer open." in text(client_for().get(link))
    assert not invitation.events.filter(kind="accepted").exists()


def test_the_link_of_an_account_that_was_switched_off_leads_nowhere(invitation, anna, bruno, client_for):
    anna.is_active = False
    anna.save()
    assert client_for().get(f"/i/{accept_token(invitation, bruno)}/").status_code == 404


@pytest.mark.parametrize("method", ["get", "post"])
def test_inviting_whom_one_blocks_says_to_unblock_first(blocked, bruno, client_for, method):
    browser = client_for(bruno)
    answer = getattr(browser, method)("/members/anna/invite/", {"note": "Hello"})
    assert (answer.status_code, answer.url) == (302, "/members/anna/")
    assert "You blocked Anna Ricci. Unblock first." in text(browser.get(answer.url))


def test_after_unblocking_one_can_invite_though_theirs_is_open(blocked, anna, bruno, client_for):
    browser = client_for(bruno)
    browser.post("/members/anna/unblock/")
    assert "/members/anna/invite/" in text(browser.get("/members/anna/"))
    assert browser.get("/members/anna/invite/").status_code == 200
    browser.post("/members/anna/invite/")
    assert Invitation.objects.get().status == "accepted"


def test_a_crossing_that_ended_under_the_lock_is_too_late(invitation, anna, bruno, client_for, monkeypatch):
    whole = InvitationQuerySet._cross

    def after_the_withdrawal(rows, theirs, member, note):
        theirs.withdraw()
        return whole(rows, theirs, member, note)

    monkeypatch.setattr(InvitationQuerySet, "_cross", after_the_withdrawal)
    browser = client_for(bruno)
    assert browser.post("/members/anna/invite/").status_code == 302
    assert "No longer open." in text(browser.get("/invitations/sent/"))


def test_below_the_buttons_the_invitation_says_what_each_does(invitation, bruno, client_for):
    page = text(client_for(bruno).get(invitation.get_absolute_url()))
    assert page.index(">Accept</button>") < page.index(REPORT) < page.index(BLOCK)


def test_connected_there_is_nothing_to_report(invitation, bruno, client_for):
    reception_of(invitation).accept()
    page = text(client_for(bruno).get(invitation.get_absolute_url()))
    assert "/report/" not in page
    assert BLOCK in page


def test_the_report_page_reads_it_out_first(invitation, bruno, client_for):
    page = text(client_for(bruno).get(f"{invitation.get_absolute_url()}report/"))
    assert page.index(REPORT) < page.index('name="words"')


def test_reporting(invitation, bruno, client_for):
    browser = client_for(bruno)
    answer = browser.post(f"{invitation.get_absolute_url()}report/", {"reason": "spam", "words": "Again"})
    assert (answer.status_code, answer.url) == (302, "/invitations/")
    assert "The staff will look at it. Anna is not told." in text(browser.get("/invitations/"))
    assert Report.objects.get().words == "Again"
    assert "You reported <bdi>Anna</bdi> to the staff." in text(browser.get("/invitations/archived/"))


@pytest.mark.parametrize(
    "bad", [{"reason": ""}, {"reason": "nonsense"}, {"reason": "spam", "words": "x\x00"}]
)
def test_what_cannot_be_read_keeps_the_words(invitation, bruno, client_for, bad):
    page = client_for(bruno).post(f"{invitation.get_absolute_url()}report/", {"words": "Ten euros", **bad})
    assert page.status_code == 200
    assert page.context["form"].errors
    assert bad.get("words", "Ten euros").strip("\x00") in text(page)
    assert not Report.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_twice_is_too_late(invitation, bruno, client_for, method):
    reception_of(invitation).report("spam")
    browser = client_for(bruno)
    assert getattr(browser, method)(f"{invitation.get_absolute_url()}report/").status_code == 302
    assert "No longer open." in text(browser.get("/invitations/"))


def test_a_report_that_loses_its_race_is_too_late(invitation, bruno, client_for, monkeypatch):
    monkeypatch.setattr(Reception, "can_report", True)
    reception_of(invitation).report("spam")
    browser = client_for(bruno)
    assert browser.post(f"{invitation.get_absolute_url()}report/", {"reason": "spam"}).status_code == 302
    assert Report.objects.count() == 1


@pytest.fixture
def report_url(invitation):
    reception_of(invitation).reply("Drop dead")
    return f"{invitation.get_absolute_url()}report/"


OF_A_REPLY = "Bruno is not told. The staff read the exchange and your words. The invitation stays as it is."


def test_the_sender_reports_a_reply_from_the_page_of_the_invitation(invitation, report_url, anna, client_for):
    browser = client_for(anna)
    for path in (invitation.get_absolute_url(), report_url):
        assert OF_A_REPLY in text(browser.get(path))
    answer = browser.post(report_url, {"reason": "harassment", "words": "At night, too"})
    assert (answer.status_code, answer.url) == (302, "/invitations/sent/")
    assert "The staff will look at it. Bruno is not told." in text(browser.get(answer.url))
    assert Report.objects.of(anna).get().words == "At night, too"
    assert OF_A_REPLY not in text(browser.get(invitation.get_absolute_url()))


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_reply_reported_twice_is_too_late(report_url, anna, client_for, method):
    browser = client_for(anna)
    browser.post(report_url, {"reason": "harassment"})
    assert getattr(browser, method)(report_url).url == "/invitations/sent/"
    assert "No longer open." in text(browser.get("/invitations/sent/"))


@pytest.mark.parametrize("method", ["get", "post"])
def test_without_a_reply_the_sender_finds_no_such_page(invitation, anna, client_for, method):
    assert "/report/" not in text(client_for(anna).get(invitation.get_absolute_url()))
    assert getattr(client_for(anna), method)(f"{invitation.get_absolute_url()}report/").status_code == 404


def test_the_recipient_sees_nothing_of_the_sender_s_report(invitation, report_url, anna, bruno, client_for):
    before = text(client_for(bruno).get("/invitations/"))
    client_for(anna).post(report_url, {"reason": "harassment"})
    after = text(client_for(bruno).get("/invitations/"))
    assert len(after) == len(before)
    assert client_for(bruno).get(report_url).status_code == 200
