"""The whole admin as a moderator and as support: each sees and does what it was granted, and no more (P-AUTHZ, P-LOOK)."""

from __future__ import annotations

import random
import re
from functools import wraps

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.test import RequestFactory
from django.urls import NoReverseMatch, reverse

from invitations.models import Allowance, AllowanceRequest, Block, Invitation, Reception, Report
from network.common.admin_start import waiting_for
from network.members import roles
from network.members.models import Member
from network.members.roles import GRANTS, MODERATORS, SUPPORT
from notifications.models import CapturedEmail, Outbox
from tests.admin.conftest import list_url, page_url
from tests.admin.test_inspection import everything
from tests.admin.test_lookups import lookups
from tests.conftest import invite, reception_of
from tests.factories import MemberFactory

__all__ = ["everything"]

MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)

LISTS = {
    MODERATORS: {
        "invitations.Allowance", "invitations.AllowanceRequest", "invitations.Block", "invitations.Invitation",
        "invitations.Reception", "invitations.Report", "invitations.RestrictionRun",
    },
    SUPPORT: {
        "account.EmailAddress", "invitations.Allowance", "invitations.AllowanceRequest", "members.AccountDeletion",
        "members.AccountRequest", "members.Application", "members.DeviceCookie", "members.Export", "members.LetterBudget", "members.Member",
        "members.Photo", "mfa.Authenticator", "notifications.Suppression", "usersessions.UserSession",
    },
}  # fmt: skip

ACTIONS = {
    MODERATORS: {
        "invitations.Allowance": {"restrict", "lift"},
        "invitations.AllowanceRequest": {"lift", "decline"},
        "invitations.Report": {"dismiss", "restrict_account", "deactivate_account", "void_refusal_of_report"},
    },
    SUPPORT: {
        "account.EmailAddress": {"make_verified"},
        "invitations.AllowanceRequest": {"answer", "decline"},
        "members.Application": {"approve", "decline"},
        "members.Member": {"send_reset_letter", "reset_two_step", "delete_account"},
        "members.Photo": {"remove_photos"},
        "notifications.Suppression": {"lift"},
        "usersessions.UserSession": {"sign_out"},
    },
}

HIDDEN_COLUMNS = {
    MODERATORS: ("actual_status", "told", "refused_at", "has_open_request", "tries_today"),
    SUPPORT: ("actual_status", "told", "refused_at", "tries_today", "tries_of_one"),
}
EDITABLE = {MODERATORS: set(), SUPPORT: {Member}}


@pytest.fixture(params=[MODERATORS, SUPPORT])
def role(request):
    return request.param


@pytest.fixture
def person(role, everything):
    """Somebody with this role alone, who has nothing to do with what is stored; a restricted member appeals."""
    appealing = MemberFactory(name="Andrea Appeal")
    appealing.allowance.restrict()
    AllowanceRequest.objects.create(member=appealing, text="Sorry", requested_at=appealing.joined_at)
    person = MemberFactory(name="Petra Role")
    roles.give(person, role)
    return Member.objects.get(pk=person.pk)


@pytest.fixture
def visitor(person, client_for):
    return client_for(person)


def request_of(person):
    request = RequestFactory().get("/")
    request.user = person
    return request


def links_in(page: str) -> set[str]:
    """The links of a page of the admin to other pages of it."""
    found = {link.replace("&amp;", "&") for link in re.findall(r'href="(/admin/[^"#]*)"', page)}
    return found - {"/admin/password_change/"}


def rows_of(model, person) -> list:
    """The rows that the person sees, without deleted accounts, whose related rows are gone."""
    rows = admin.site._registry[model].get_queryset(request_of(person))
    return list(rows.filter(left_at=None) if model is Member else rows)


def test_every_granted_permission_exists_and_is_held(role, person):
    assert {name for name in GRANTS[role] if person.has_perm(name)} == GRANTS[role]
    assert person.get_all_permissions() == GRANTS[role]


def test_the_index_leads_to_what_is_granted(role, visitor):
    page = visitor.get("/admin/")
    lists = {model for app in page.context["app_list"] for model in (each["model"] for each in app["models"])}
    assert {model._meta.label for model in lists} == LISTS[role]
    assert {visitor.get(link).status_code for link in links_in(page.text)} == {200}


def test_each_list_opens_or_is_refused(role, visitor):
    for model in MODELS:
        granted = model._meta.label in LISTS[role]
        for query in ({}, {"q": "anna"}, {"o": "1"}):
            assert visitor.get(list_url(model), query).status_code == (200 if granted else 403), model


def test_the_links_of_each_list_open(role, visitor):
    """Rows, related rows, filters, orders and dates."""
    for model in (each for each in MODELS if each._meta.label in LISTS[role]):
        page = visitor.get(list_url(model)).text
        queries = {
            list_url(model) + each.replace("&amp;", "&") for each in re.findall(r'href="(\?[^"]+)"', page)
        }
        links = links_in(page) | set(random.sample(sorted(queries), min(4, len(queries))))
        assert {link for link in links if visitor.get(link).status_code != 200} == set(), model


def test_each_page_opens_with_its_history_and_its_links(role, person, visitor):
    for model in (each for each in MODELS if each._meta.label in LISTS[role]):
        rows = rows_of(model, person)
        assert rows or model._meta.app_label in ("mfa", "usersessions"), model
        for row in rows[:3]:
            page = visitor.get(page_url(row))
            history = visitor.get(page_url(row).replace("/change/", "/history/"))
            assert (page.status_code, history.status_code) == (200, 200), model
            assert {link for link in links_in(page.text) if visitor.get(link).status_code != 200} == set(), (
                model
            )


def test_pages_of_other_models_are_refused(role, visitor):
    for model in (each for each in MODELS if each._meta.label not in LISTS[role]):
        row = model._default_manager.first()
        if row is not None:
            statuses = {visitor.get(page_url(row)).status_code, visitor.post(page_url(row), {}).status_code}
            assert statuses == {403}, model


def test_only_what_is_granted_is_added_edited_and_deleted(role, person):
    request = request_of(person)
    admins = {model: admin.site._registry[model] for model in MODELS}
    assert {model for model in MODELS if admins[model].has_add_permission(request)} == EDITABLE[role]
    assert not {model for model in MODELS if admins[model].has_delete_permission(request)}
    for model in (each for each in MODELS if each._meta.label in LISTS[role]):
        rows = rows_of(model, person)[:1]
        editable = {model for row in rows if admins[model].has_change_permission(request, row)}
        assert editable <= EDITABLE[role]


def test_each_list_offers_the_granted_actions(role, person):
    request, offered = request_of(person), {}
    for model in MODELS:
        offered[model._meta.label] = set(admin.site._registry[model].get_actions(request)) - {
            "delete_selected"
        }
    granted = {label: names for label, names in offered.items() if names and label in LISTS[role]}
    assert granted == ACTIONS[role]


def test_no_other_action_runs(role, visitor, person, monkeypatch):
    for model in MODELS:
        model_admin = admin.site._registry[model]
        row = model._default_manager.first()
        for action in set(model_admin.actions or ()) - ACTIONS[role].get(model._meta.label, set()):
            run: list = []
            method = wraps(getattr(type(model_admin), action))(lambda *_args, _run=run: _run.append(1))
            monkeypatch.setattr(type(model_admin), action, method)
            data = {"action": action, "_selected_action": [row.pk if row else 1], "sure": "1"}
            assert visitor.post(list_url(model), data).status_code in (200, 302, 403)
            assert not run, (model, action)


def test_no_column_is_read_that_a_list_does_not_show(role, person, visitor):
    request = request_of(person)
    for model in (each for each in MODELS if each._meta.label in LISTS[role]):
        model_admin = admin.site._registry[model]
        assert [each for each in lookups(model) if model_admin.lookup_allowed(each, "1", request)] == [], (
            model
        )
        for lookup in random.sample(lookups(model), min(1, len(lookups(model)))):
            assert visitor.get(list_url(model), {lookup: "1"}).status_code == 400


def test_columns_of_the_other_half_are_hidden(role, person, visitor):
    for model in (each for each in MODELS if each._meta.label in LISTS[role]):
        pages = [list_url(model), *(page_url(row) for row in rows_of(model, person)[:2])]
        text = "".join(visitor.get(page).text for page in pages)
        assert not re.search(r"\?(stands|refused_at)\b", text)
        assert [name for name in HIDDEN_COLUMNS[role] if re.search(rf"field-{name}\b", text)] == [], model


def test_statistics_told_lines_and_e_mails_are_closed(role, visitor, person):
    assert visitor.get(reverse("admin:invitations_invitation_weeks")).status_code == 403
    mail = CapturedEmail.objects.first()
    assert visitor.get(reverse("admin:notifications_capturedemail_html", args=[mail.pk])).status_code == 404
    assert visitor.get(page_url(Outbox.objects.first())).status_code == 403
    with pytest.raises(NoReverseMatch):
        reverse("admin:autocomplete")


@pytest.fixture
def moderator(client_for):
    moderator = MemberFactory(name="Mona Moderator")
    roles.give(moderator, MODERATORS)
    return client_for(Member.objects.get(pk=moderator.pk))


def shown(visitor, model, **query) -> set[int]:
    return {row.pk for row in visitor.get(list_url(model), query).context["cl"].result_list}


@pytest.fixture
def three(anna, bruno, carla):
    """Invitations by Anna: one that its recipient reported, one whose reply she reported, one that nobody reported."""
    reported, replied, other = (
        invite(anna, bruno, "Dear Bruno"),
        invite(anna, carla),
        invite(anna, MemberFactory()),
    )
    reception_of(reported).report("spam")
    reception_of(replied).reply("Drop dead")
    replied.report_reply("harassment")
    return reported, replied, other


def test_moderators_see_the_invitations_that_were_reported(moderator, three):
    reported, replied, other = three
    for query in ({}, {"q": "anna"}, {"sender__id__exact": reported.sender_id}, {"status__exact": "open"}):
        assert shown(moderator, Invitation, **query) == {reported.pk, replied.pk}
    assert moderator.get(page_url(reported)).status_code == 200
    assert moderator.get(page_url(other)).status_code == 302


def test_moderators_see_the_receptions_whose_member_reported_them(moderator, three):
    """Not that of the member whose reply was reported."""
    reported, replied, other = map(reception_of, three)
    for query in ({}, {"q": "anna"}, {"place__exact": reported.place}):
        assert shown(moderator, Reception, **query) == {reported.pk}
    assert "Bruno" in moderator.get(page_url(reported)).text
    for row in (replied, other):
        assert moderator.get(page_url(row)).status_code == 302
    assert "id_reception" in moderator.get(page_url(three[0])).text
    assert page_url(replied) not in moderator.get(page_url(three[1])).text


def test_a_page_of_a_report_leads_to_the_profiles(moderator, three, anna):
    page = moderator.get(page_url(Report.objects.get(reported=anna))).text
    assert f'href="{anna.get_absolute_url()}"' in page
    assert page_url(anna) not in page


def test_moderators_answer_appeals_alone(moderator, anna, bruno):
    bruno.allowance.restrict()
    for member in (anna, bruno):
        AllowanceRequest.objects.create(member=member, text="?", requested_at=member.joined_at)
    appeal = AllowanceRequest.objects.get(member=bruno)
    assert shown(moderator, AllowanceRequest) == {appeal.pk}
    moderator.post(list_url(AllowanceRequest), {"action": "lift", "_selected_action": [appeal.pk]})
    appeal.refresh_from_db()
    bruno.allowance.refresh_from_db()
    assert (bool(appeal.answered_at), bruno.allowance.restricted_at) == (True, None)
    other = AllowanceRequest.objects.get(member=anna)
    moderator.post(
        list_url(AllowanceRequest), {"action": "decline", "_selected_action": [other.pk], "sure": "1"}
    )
    assert AllowanceRequest.objects.get(pk=other.pk).answered_at is None


def test_moderators_change_no_limit(moderator, anna):
    before = Allowance.objects.get(pk=anna.pk).limit
    assert moderator.post(page_url(anna.allowance), {"limit": 9, "weekly_limit": 9}).status_code == 403
    moderator.post(list_url(Allowance), {"action": "grant", "_selected_action": [anna.pk]})
    assert Allowance.objects.get(pk=anna.pk).limit == before
    moderator.post(list_url(Allowance), {"action": "restrict", "_selected_action": [anna.pk]})
    assert Allowance.objects.get(pk=anna.pk).restricted_at


def test_moderators_see_blocks(moderator, anna, bruno):
    block = Block.objects.block(anna, bruno)
    assert shown(moderator, Block) == {block.pk}


@pytest.fixture
def mona(three, moderator, bruno):
    """A moderator who is a party: Bruno reported her, she reported Anna, and she is blocked."""
    mona = Member.objects.get(name="Mona Moderator")
    reception_of(invite(mona, bruno, "Dear Bruno")).report("spam", "About Mona")
    reception_of(invite(three[0].sender, mona)).report("spam", "By Mona")
    Block.objects.block(bruno, mona)
    return mona


def about(member) -> dict[type, set[int]]:
    """What is stored about a member, by model, as far as moderators see the model."""
    models = (Allowance, AllowanceRequest, Block, Invitation, Reception, Report)
    admins = {model: admin.site._registry[model] for model in models}
    return {
        model: set(model.objects.filter(each.concerning(member)).values_list("pk", flat=True))
        for model, each in admins.items()
    }


def test_a_moderator_sees_nothing_to_which_they_are_a_party(moderator, mona):
    AllowanceRequest.objects.create(member=mona, text="?", requested_at=mona.joined_at)
    mona.allowance.restrict()
    for model, own in about(mona).items():
        assert own, model
        for query in ({}, {"q": "mona"}, {"status": "all"} if model is Report else {}):
            assert not shown(moderator, model, **query) & own, model
        assert {moderator.get(page_url(model(pk=pk))).status_code for pk in own} == {302}, model


def test_the_queue_and_the_counts_of_a_moderator_are_without_them(moderator, mona):
    tiles = {tile.label: tile.value for tile in moderator.get("/admin/").context["tiles"]}
    assert tiles["open reports"] == "2"
    assert [waiting.count for waiting in waiting_for(mona)] == [2]
    text = moderator.get(list_url(Report), {"status": "all"}).text
    assert not re.search("About Mona|By Mona", text)


def test_no_action_of_a_moderator_reaches_what_concerns_them(moderator, mona):
    own = about(mona)
    for action in ACTIONS[MODERATORS]["invitations.Report"]:
        moderator.post(list_url(Report), {"action": action, "_selected_action": list(own[Report])})
    moderator.post(list_url(Allowance), {"action": "restrict", "_selected_action": [mona.pk]})
    assert not Report.objects.filter(pk__in=own[Report]).exclude(outcome="").exists()
    assert Allowance.objects.get(pk=mona.pk).restricted_at is None


def test_a_superuser_with_a_role_sees_it_and_each_look_is_logged(moderator, mona):
    Member.objects.filter(pk=mona.pk).update(is_superuser=True)
    [report, *_more] = about(mona)[Report]
    assert moderator.get(page_url(Report(pk=report))).status_code == 200
    assert "about themselves" in LogEntry.objects.get(user=mona, object_id=str(report)).change_message


def test_the_answer_to_a_report_is_hidden_from_whom_it_is_about(mona, bruno):
    """In the outbox of a host who gives moderators the right to view it."""
    report = Report.objects.get(reported=mona)
    report.dismiss(MemberFactory(is_staff=True, is_superuser=True))
    row = Outbox.objects.get(kind="report_handled")
    outbox = admin.site._registry[Outbox]
    assert row in outbox.visible_to(MemberFactory(), Outbox.objects.all())
    assert row not in outbox.visible_to(mona, Outbox.objects.all())
