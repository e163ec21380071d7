"""The split screen: what refreshes, what a move of the clock says, which invitation is marked."""

import re
from datetime import timedelta

import pytest

from invitations.models import Invitation
from network import clock as product_clock
from network.demo import mail_counts, story_starts
from network.demo.participants import find_participant
from network.demo.time_travel import Period
from notifications.models import EmailPreferences
from tests.conftest import invite, reception_of, work

FREE = "/demo/side-by-side/?left=anna&right=bruno"
TOOLBAR = re.compile(r"<aside class=\"demo-toolbar\".*?</aside>", re.DOTALL)
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
IN_FRAME = {"Sec-Fetch-Dest": "iframe"}
PATHS = ("", "invitations/", "invitations/sent/", "mail/", "members/", "settings/email/", "no-such-page/")


def page_of(browser, url=FREE, **options):
    return browser.get(url, **options).content.decode()


def move_clock(browser, days, url="/demo/side-by-side/", right="bruno"):
    """The page after a move of the clock on the split screen."""
    form = {"days": days, "next": url, "left": "anna", "right": right}
    return page_of(browser, browser.post("/demo/clock/", form).url)


def rows_of(left, right):
    return mail_counts.outbox_between(find_participant(left), find_participant(right))


def status_of(page):
    return re.search(r'id="clock-status".*?</div>', page, re.DOTALL)[0]


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_the_same_in_a_frame_but_for_the_toolbar(browser, anna, bruno, path):
    invite(bruno, anna)
    pages = [page_of(browser, f"/as/anna/{path}", headers=headers) for headers in ({}, IN_FRAME)]
    alone, framed = (TOOLBAR.sub("", TOKEN.sub("", page)) for page in pages)
    assert alone == framed


@pytest.mark.parametrize("path", PATHS)
def test_a_persona_s_page_is_that_of_the_member_but_for_toolbar_and_prefix(
    browser, client_for, anna, bruno, path
):
    """It asks for no queue: that is done by the split screen alone."""
    invite(bruno, anna)
    own = page_of(client_for(anna), f"/{path}")
    framed = page_of(browser, f"/as/anna/{path}", headers=IN_FRAME).replace("/as/anna/", "/")
    assert _without_parts(own) == _without_parts(framed)
    assert not re.search("idle|hx-trigger|refresh|split-screen.js", framed)


def _without_parts(page):
    """Without the toolbar, tokens, and the button to sign out, which a persona does not have."""
    page = re.sub(
        r"<li>\s*<button[^>]*logout.*?</li>", "", TOOLBAR.sub("", TOKEN.sub("", page)), flags=re.DOTALL
    )
    return page.split()


def test_there_is_one_clock(browser):
    assert page_of(browser).count('action="/demo/clock/"') == 1
    assert page_of(browser, "/as/anna/").count("demo-clock") == 1
    assert "demo-clock" not in page_of(browser, "/as/anna/", headers=IN_FRAME)


def test_htmx_keeps_the_toolbar_of_a_frame(browser):
    """Its requests do not say that they come from a frame."""
    page = page_of(browser, "/as/anna/", headers=IN_FRAME)
    assert re.search(r'<aside class="demo-toolbar" id="demo-toolbar"[^>]* hx-preserve="true" hidden>', page)


def test_without_javascript_there_is_a_link_to_refresh(browser):
    link = re.search(r'<noscript><a href="([^"]+)">Refresh</a></noscript>', page_of(browser))[1]
    assert browser.get(link.replace("&amp;", "&")).status_code == 200


@pytest.mark.parametrize(("days", "sentence"), [
    (1, "1 day later: 0 e-mails sent, 0 deliberately not sent."),
    (7, "1 week later: 1 e-mail sent, 0 deliberately not sent."),
    (28, "4 weeks later: 3 e-mails sent, 0 deliberately not sent."),
])  # fmt: skip
def test_a_move_of_the_clock_says_what_it_did(browser, anna, bruno, days, sentence):
    invite(anna, bruno)
    status = status_of(move_clock(browser, days))
    assert sentence in status
    assert '<a href="/as/anna/mail/" target="left">' in status
    assert '<a href="/as/bruno/mail/" target="right">' in status
    assert 'target="narrator">' in status
    assert "later" not in status_of(page_of(browser))


def test_it_counts_what_is_deliberately_not_sent(browser, anna, bruno):
    invite(anna, bruno)
    EmailPreferences.objects.filter(member=bruno).update(reminders=False)
    assert "0 e-mails sent, 1 deliberately not sent." in move_clock(browser, 7)


def test_it_counts_the_mail_of_the_two_alone(browser, anna, bruno, carla):
    invite(anna, carla)
    invite(carla, bruno)
    assert "1 week later: 0 e-mails sent, 0 deliberately not sent." in move_clock(browser, 7)
    assert "1 e-mail sent" in move_clock(browser, 7, right="carla")


def test_it_counts_an_invitation_to_an_address_and_news_of_the_account(anna, bruno):
    since = product_clock.now() - timedelta(seconds=1)
    Invitation.objects.send_to_address(anna, "bruno@example.org")
    anna.allowance.restrict()
    work()
    rows = rows_of("anna", "bruno")
    assert {row.kind for row in rows} == {"invitation", "restricted"}
    assert mail_counts.count_emails(rows, Period(since, product_clock.now())).sent == 2


@pytest.mark.parametrize("right", ["", "nobody", "%00", "\0"])
def test_a_move_for_unknown_members_says_nothing(browser, right):
    assert "later" not in status_of(move_clock(browser, 7, right=right))


def test_a_persona_is_not_told_what_the_clock_did(browser, anna, bruno):
    invite(anna, bruno)
    browser.post("/as/anna/demo/clock/", {"days": 7, "next": "/as/anna/"})
    assert "later" not in page_of(browser, "/as/anna/")


def test_emails_are_counted_since_the_page_was_opened(browser, anna, bruno, clock):
    invite(anna, bruno)
    clock.move(minutes=1)
    first = page_of(browser)
    assert first.count("0 e-mails since this page was opened") == 2
    url = re.search(r'data-url="([^"]+)"', first)[1].replace("&amp;", "&")
    move_clock(browser, 7, url)
    clock.move(minutes=1)
    page = page_of(browser, url)
    assert re.search(
        r'id="emails-right" href="/as/bruno/mail/" target="right">1 e-mail since this page was opened<', page
    )
    assert page.count("0 e-mails since") == 1


@pytest.mark.parametrize("since", ["", "x", "2026-11-22", "2026-13-22T00:00:00Z"])
def test_an_unknown_moment_is_now(browser, anna, bruno, clock, since):
    invite(anna, bruno)
    clock.move(minutes=1)
    assert page_of(browser, f"{FREE}&since={since}").count("0 e-mails since") == 2


def test_emails_are_counted_since_the_story_began(browser, anna, bruno, clock):
    browser.post("/demo/stories/ignoring/")
    assert page_of(browser, "/demo/stories/ignoring/").count("0 e-mails in this story") == 2
    reception_of(Invitation.objects.get()).accept()
    work()
    clock.move(minutes=1)
    page = page_of(browser, "/demo/stories/ignoring/?scene=2")
    assert re.search(r'id="emails-left"[^>]*>1 e-mail in this story<', page)


def test_the_beginnings_of_stories_are_forgotten(anna, bruno, clock):
    before = clock.now()
    story_starts.record("anna", "bruno")
    clock.move(minutes=1)
    assert story_starts.began_at("bruno", "anna") == before
    story_starts.forget()
    assert story_starts.began_at("anna", "bruno") == clock.now()


def test_the_newest_invitation_of_the_two_is_marked(browser, anna, bruno, carla):
    assert "#card-" not in page_of(browser)
    invitation = invite(anna, bruno)
    invite(carla, bruno)
    page = page_of(browser)
    assert f'src="/as/bruno/invitations/#card-{invitation.public_id}"' in page
    assert f'src="/as/anna/invitations/sent/#card-{invitation.public_id}"' in page
    for path in ("/as/bruno/invitations/", "/as/anna/invitations/sent/"):
        assert f'id="card-{invitation.public_id}"' in page_of(browser, path)


def test_a_persona_can_leave(browser, anna):
    page = page_of(browser, "/as/anna/")
    assert '<a href="/demo/#people">Switch person</a>' in page
    assert '<a href="/demo/">Back to the demo</a>' in page
    assert 'id="people"' in page_of(browser, "/demo/")


def test_somebody_who_is_no_member_is_known_by_the_address(anna):
    Invitation.objects.send_to_address(anna, "new.comer@example.net")
    work()
    since, newcomer = product_clock.now(), find_participant("New.Comer@example.net")
    rows = rows_of("anna", "new.comer@example.net")
    assert newcomer.member is None
    assert mail_counts.count_sent_to(rows, newcomer, since) == 1
    assert mail_counts.count_sent_to(rows, find_participant("anna@example.org"), since) == 0


def test_the_mailbox_of_somebody_who_is_no_member(browser):
    page = page_of(browser, "/demo/side-by-side/?left=anna&right=n@example.net")
    assert 'href="/as/anna/mail/" target="left"' in page
    assert 'href="/demo/mail/n@example.net/" target="right"' in page
