"""The start page of the admin: what waits, the newest invitations, the weeks and the policy."""

from __future__ import annotations

from datetime import timedelta

import pytest

from invitations import policy
from invitations.models import AllowanceRequest, Batch, Invitation, Report
from network import clock as product_clock
from network.common.admin_start import short_duration
from network.members.models import AccountRequest, Application, Member
from notifications.models import Outbox
from tests.admin.conftest import OTHER_HALF, count_queries, page_url
from tests.conftest import invite, reception_of, refuse, work
from tests.factories import MemberFactory

ALL_LABELS = [
    "application to join", "open report", "request for more invitations", "failed e-mail", "account request",
    "since the last e-mail was sent", "since the worker’s last task",
]  # fmt: skip


@pytest.fixture
def start(viewer):
    """Function that returns the context of the start page for staff with these rights alone."""
    return lambda *names: viewer(*names).get("/admin/").context


@pytest.fixture
def waiting(anna, bruno, carla):
    """One of everything that waits, and an invitation between others."""
    reception_of(invite(anna, bruno)).report("spam")
    AllowanceRequest.objects.create(member=anna, text="Please", requested_at=product_clock.now())
    work()
    Outbox.objects.filter(member=bruno).update(status=Outbox.Status.FAILED)
    invite(carla, anna)
    AccountRequest.objects.request_signup("Nina Nuova", "nina@example.org", "two desks apart")
    Application.objects.apply("ada@example.com", name="Ada", words="Good day", language="en")


def numbers(context) -> dict[str, str]:
    return {tile.label: tile.value for tile in context["tiles"]}


def templates(context) -> set[str]:
    found = [*context["sections"], *context["asides"]]
    return {name.rpartition("/")[2].removesuffix(".html") for name, _content in found}


def newest(context) -> list:
    return dict(context["sections"])["admin/start/newest_invitations.html"]


def test_a_superuser_sees_everything(waiting, staff):
    page = staff.get("/admin/")
    assert [tile.label for tile in page.context["tiles"]] == ALL_LABELS
    assert [tile.value for tile in page.context["tiles"]][:5] == ["1"] * 5
    assert templates(page.context) == {
        "find_member",
        "newest_invitations",
        "policy_numbers",
        "policy",
        "weeks",
    }
    assert {staff.get(tile.url).status_code for tile in page.context["tiles"]} == {200}


def test_a_search_leads_to_the_list_of_members(viewer, anna, bruno):
    browser = viewer("view_member")
    [(template, url)] = browser.get("/admin/").context["sections"]
    assert template == "admin/start/find_member.html"
    found = browser.get(url, {"q": "anna"}).context["cl"].result_list
    assert list(found) == [anna]


def test_each_number_is_that_of_the_list_it_links_to(waiting, staff):
    for tile in staff.get("/admin/").context["tiles"][:4]:
        assert str(len(staff.get(tile.url).context["cl"].result_list)) == tile.value, tile


RIGHTS = {
    "view_accountrequest": {"account request"},
    "view_report": {"open report"},
    "view_allowancerequest": {"request for more invitations"},
    "view_outbox": {"failed e-mail", "since the last e-mail was sent"},
    "view_dbtaskresult": set(),
    "view_invitation": set(),
}


@pytest.mark.parametrize(("right", "labels"), RIGHTS.items())
def test_a_tile_needs_the_right_to_view_its_list(waiting, start, right, labels):
    context = start(right)
    assert set(numbers(context)) == labels
    assert templates(context) == ({"newest_invitations"} if right == "view_invitation" else set())


def test_staff_without_rights_see_nothing(waiting, start):
    context = start()
    assert (context["tiles"], templates(context), context["app_list"]) == ([], set(), [])


def test_the_right_to_view_invitations_tells_nothing_of_the_other_half(anna, bruno, start):
    reception_of(invite(anna, bruno)).ignore()
    [line] = newest(start("view_invitation"))
    assert (line.stands, line.told) == ("Sent", None)
    [line] = newest(start("view_invitation", *OTHER_HALF))
    assert (line.stands, line.told) == ("ignored", None)


def test_what_each_side_was_told_stands_beside_the_newest(anna, bruno, start):
    invite(anna, bruno)
    [line] = newest(start("view_invitation", "view_outbox", *OTHER_HALF))
    assert "Bruno" in line.told


@pytest.mark.parametrize("superuser", [False, True])
def test_nothing_about_oneself_is_counted_or_listed(vera, start, anna, bruno, superuser):
    Member.objects.filter(pk=vera.pk).update(is_superuser=superuser)
    vera.refresh_from_db()
    reception_of(invite(vera, bruno)).report("spam")
    invite(anna, vera)
    AllowanceRequest.objects.create(member=vera, text="Please", requested_at=product_clock.now())
    Outbox.objects.exclude(address="").update(status=Outbox.Status.FAILED)
    context = start(
        "view_accountrequest",
        "view_report",
        "view_allowancerequest",
        "view_outbox",
        "view_invitation",
        *OTHER_HALF,
    )
    assert [tile.value for tile in context["tiles"]][:4] == ["0"] * 4
    assert newest(context) == []


def test_the_newest_ten_are_listed(start, anna, monkeypatch):
    for _ in range(11):
        last = Invitation.objects.send(anna, MemberFactory())
    lines = newest(start("view_invitation"))
    assert (len(lines), lines[0].to, lines[0].url) == (10, last.to, page_url(last))


IMPORTS = ["view_invitation", "view_batch", "view_batchline"]


def import_of(sender, number) -> Batch:
    batch = Batch.objects.submit(sender, [f"a{n}@example.net" for n in range(number)])
    work()
    return batch


def test_an_address_import_is_one_line(start, anna, bruno, carla):
    invite(carla, bruno)
    batch = import_of(anna, 12)
    lines = newest(start(*IMPORTS))
    assert [line.to for line in lines] == ["12 addresses, from an address import", "Bruno Verdi"]
    assert (lines[0].sender, lines[0].url) == (anna, page_url(batch))
    assert {line.url == page_url(batch) for line in newest(start("view_invitation"))} == {False}


def test_an_import_with_an_address_of_the_viewer_is_not_counted(start, vera, anna):
    batch = Batch.objects.submit(anna, [vera.email, "a1@example.net", "a2@example.net"])
    work()
    lines = newest(start(*IMPORTS))
    assert [line.to for line in lines] == ["a2@example.net", "a1@example.net"]
    assert page_url(batch) not in {line.url for line in lines}


def test_an_import_takes_as_many_queries_as_an_address(staff, anna):
    import_of(anna, 1)
    staff.get("/admin/")
    before = count_queries(staff, "/admin/")
    import_of(anna, 5)
    assert count_queries(staff, "/admin/") == before


def test_the_number_of_queries_is_constant(waiting, staff, anna):
    staff.get("/admin/")
    before = count_queries(staff, "/admin/")
    for _ in range(4):
        reception_of(invite(MemberFactory(), MemberFactory())).report("spam")
        AllowanceRequest.objects.create(member=MemberFactory(), text="?", requested_at=product_clock.now())
    assert Report.objects.open().count() == 5
    assert count_queries(staff, "/admin/") == before <= 45


def test_the_policy_shows_every_number_with_its_variable(staff):
    page = staff.get("/admin/").content.decode()
    for number in policy.current().numbers():
        assert f"<code>{number.variable}</code>" in page
    assert "A change in .env takes effect after a restart." in page
    assert page.count("<td>fixed</td>") == len(policy.FIXED)
    assert "Reminders after 7, 14, 21 days" in page
    assert "Restricted at 5–8 refusers in 90 days" in page


def test_without_reminders_the_policy_says_so(staff, set_policy):
    set_policy(reminder_days=())
    assert "No reminders" in staff.get("/admin/").content.decode()


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-5, "0 s"),
        (59, "59 s"),
        (60, "1 min"),
        (3599, "59 min"),
        (3600, "1 h"),
        (86400, "1 day"),
        (200000, "2 days"),
    ],
)
def test_a_duration_is_short(seconds, text):
    assert short_duration(timedelta(seconds=seconds)) == text


REFUSERS = ["view_member", "view_allowance", "view_refusal", "view_report"]


def facts(browser, member) -> str:
    page = browser.get(page_url(member)).content.decode()
    return page[page.find("facts-heading") :].split("</section>")[0] if "facts-heading" in page else ""


def test_a_member_s_page_shows_refusers_against_the_threshold(viewer, anna, bruno):
    refuse(reception_of(invite(anna, bruno)))
    text = facts(viewer(*REFUSERS), anna)
    threshold = policy.restriction_threshold(anna.pk, 0)
    assert f"1 in 90 days; restricted at {threshold}" in text


def test_a_member_s_page_begins_with_the_restriction(viewer, anna, clock):
    browser = viewer(*REFUSERS)
    assert "not restricted" in facts(browser, anna)
    anna.allowance.restrict()
    assert "restricted since 22 November" in facts(browser, anna)
    page = browser.get(page_url(anna)).content.decode()
    assert page.index("facts-heading") < page.index("field-name")


@pytest.mark.parametrize("missing", REFUSERS[1:])
def test_the_refusers_need_all_rights(viewer, anna, bruno, missing):
    refuse(reception_of(invite(anna, bruno)))
    assert facts(viewer(*(right for right in REFUSERS if right != missing)), anna) == ""


def test_nobody_sees_their_own_refusers(viewer, vera, bruno):
    refuse(reception_of(invite(vera, bruno)))
    assert facts(viewer(*REFUSERS), vera) == ""
