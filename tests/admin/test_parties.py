"""Staff see nothing in the admin that is about themselves; a superuser does, and it is logged (D07)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.contrib.messages import get_messages
from django.db.models import EmailField
from django.test import RequestFactory
from django.urls import reverse

from invitations import signals
from invitations.errors import LimitReached
from invitations.models import (
    Allowance,
    AllowanceRequest,
    Batch,
    Block,
    Invitation,
    JoinLinkUse,
    NonMember,
    RecentVerbs,
    RefusedSend,
    Report,
)
from network import clock as product_clock
from network.members.accounts.adapter import AccountAdapter
from network.members.models import Member
from notifications.choices import OPENS_AN_ACCOUNT
from notifications.models import AddressVerification, CapturedEmail, EmailPreferences, Outbox, Suppression
from tests.admin.conftest import list_url, page_url
from tests.conftest import invite, reception_of, refuse, work
from tests.factories import MemberFactory

pytestmark = pytest.mark.rule("D07")

MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)
DECLARED = [model for model in MODELS if getattr(admin.site._registry[model], "has_parties", False)]
OLD, NEW = "sara.old@example.org", "sara.new@example.org"
QUERIES = ({"q": "sara"}, {"q": "Sara Staff"}, {"q": OLD}, {"q": NEW})

NOT_PARTIES = {
    "ended_by": "one of the two",
    "handled_by": "a moderator",
    "actor": "one of the two, or a moderator",
    "by": "staff who import members",
    "message__author": "one of the two of its invitation",
    "message__invitation": "the same invitation",
    "thread_message__invitation": "the same invitation",
    "row__invitation": "account mail has none",
    "row__thread_message": "account mail has none",
}

ABOUT_ONE_MEMBER = {
    "account.EmailAddress": "how an account is reached, for whoever may view accounts",
    "socialaccount.SocialAccount": "how a member signs in; no invitation changes it",
    "mfa.Authenticator": "how a member signs in; no invitation changes it",
    "usersessions.UserSession": "where a member is signed in; no invitation changes it",
    "members.DeviceCookie": "where a member has signed in; no invitation changes it",
    "members.Application": "is about people who have no account",
    "members.ImportedPerson": "is about people who have no account yet",
    "members.TermsAcceptance": "what a member has accepted; no invitation changes it",
    "members.AccountRequest": "waits for the worker alone; asked by whoever typed the address",
    "members.Photo": "all members see it",
    "members.AccountDeletion": "all members see that the account is gone",
    "members.Export": "a member's own copy; no invitation changes it",
    "members.ExportPart": "a part of such a copy",
}
"""Models about one member whose rows staff see whether they have invited that member or not, and why."""


def paths_to_members(model, depth=3) -> Iterator[str]:
    """Every lookup of the model that follows foreign keys to a member."""
    for field in model._meta.concrete_fields:
        related = field.related_model if field.is_relation else None
        if related is Member:
            yield field.name
        elif related is not None and depth:
            yield from (f"{field.name}__{path}" for path in paths_to_members(related, depth - 1))


def is_party(path: str) -> bool:
    return not re.search(rf"(^|__)({'|'.join(NOT_PARTIES)})(__|$)", path)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_model_about_two_people_declares_them(model):
    paths = set(filter(is_party, paths_to_members(model)))
    model_admin = admin.site._registry[model]
    if len(paths) > 1:
        assert paths <= set(model_admin.parties)
    if paths and model not in DECLARED:
        assert model._meta.label in ABOUT_ONE_MEMBER
    columns = {field.name for field in model._meta.concrete_fields if isinstance(field, EmailField)}
    if paths - {"user", "member"} or model is CapturedEmail:
        assert columns <= set(model_admin.party_addresses)


@pytest.fixture
def sara(db):
    """Staff with every right, and with a second verified address."""
    sara = MemberFactory(name="Sara Staff", handle="sara", email="sara@example.org", is_staff=True)
    sara.user_permissions.set(Permission.objects.exclude(codename__startswith="delete"))
    EmailAddress.objects.create(user=sara, email=NEW, verified=True)
    return sara


@pytest.fixture
def others(sara, anna, bruno, carla):
    """Rows of every model that are not about Sara; the primary keys of all rows, by model."""
    refused = invite(anna, bruno, "Dear Bruno")
    reception_of(refused).reply("Who are you?")
    reception_of(refused).report("spam")
    Block.objects.block(bruno, carla)
    Invitation.objects.send_to_address(carla, "nobody@example.net")
    Batch.objects.submit(carla, ["dora@example.net", "elio@example.net"])
    AllowanceRequest.objects.create(member=anna, text="Please", requested_at=product_clock.now())
    Allowance.objects.get(member=carla).record_change("granted")
    RefusedSend.record("send", LimitReached("allowance", carla.pk))
    EmailPreferences.switch_off(carla.pk, "replies")
    MemberFactory(name="Olga", email="olga@example.net")
    work()
    Suppression.objects.record(carla.email, "bounce", "carla", "", product_clock.now())
    Suppression.objects.record("dora@example.net", "bounce", "dora", "", product_clock.now())
    return stored_keys()


@pytest.fixture
def own(others, sara, anna, bruno, carla, clock):
    """What happened since is about Sara: the primary keys of its rows, by model."""
    clock.move(days=2)
    received = reception_of(invite(anna, sara, "Dear Sara"))
    received.reply("Who are you?")
    refuse(received)
    reception_of(invite(sara, bruno)).report("harassment", "She is staff")
    Block.objects.block(sara, carla)
    Block.objects.block(carla, sara)
    Invitation.objects.send_to_address(carla, NEW)
    Invitation.objects.send_to_address(bruno, OLD)
    Invitation.objects.send_to_address(sara, "stranger@example.net")
    Batch.objects.submit(carla, [NEW])
    Invitation.objects.send_to_address(sara, "olga@example.net")
    AllowanceRequest.objects.create(member=sara, text="Please", requested_at=product_clock.now())
    Allowance.objects.get(member=sara).record_change("granted")
    RefusedSend.record("send", LimitReached("allowance", sara.pk))
    EmailPreferences.switch_off(sara.pk, "replies")
    olga = Member.objects.get(email="olga@example.net")
    RecentVerbs.objects.spend(sara)
    RecentVerbs.objects.spend(olga)
    signals.non_member_joined.send(JoinLinkUse, use=JoinLinkUse.objects.create(nonce="n" * 32, member=olga))
    work()
    AddressVerification.record(olga.email)
    EmailAddress.objects.create(user=sara, email=OLD, verified=True)
    AccountAdapter().send_mail("account/email/password_reset_key", sara.email, {"user": sara})
    for address in (sara.email, bruno.email, "stranger@example.net"):
        Suppression.objects.record(address, "bounce", address, "", product_clock.now())
    invited = {sara.pk, bruno.pk, olga.pk}
    before = others | {Allowance: others[Allowance] - {sara.pk}}
    before |= {EmailPreferences: others[EmailPreferences] - invited}
    keys = {model: found - before[model] for model, found in stored_keys().items()}
    AccountAdapter().send_mail("account/email/password_reset_key", anna.email, {"user": anna})
    return keys


def stored_keys() -> dict[type, set]:
    return {model: set(model.objects.values_list("pk", flat=True)) for model in DECLARED}


def listed(browser, model, **query) -> set:
    """The primary keys of the rows that the admin list shows; of reports also handled ones."""
    everything = {"status": "all"} if model is Report else {}
    return {row.pk for row in browser.get(list_url(model), everything | query).context["cl"].result_list}


def found_by(member, model, query: str) -> set:
    """The primary keys of the rows of an admin list with this query string; the page is not rendered."""
    request = RequestFactory().get(f"{list_url(model)}{query}")
    request.user = member
    return {row.pk for row in admin.site._registry[model].get_changelist_instance(request).result_list}


def test_lists_searches_and_filters_show_nothing_about_oneself(client_for, own, sara):
    browser = client_for(sara)
    for model in DECLARED:
        assert own[model], model
        links = [{lookup: sara.pk} for lookup in admin.site._registry[model].link_lookups if "id" in lookup]
        found = {str(query): listed(browser, model, **query) & own[model] for query in ({}, *QUERIES, *links)}
        assert {query: keys for query, keys in found.items() if keys} == {}, model


def test_lists_show_what_is_about_others(client_for, own, sara):
    rows = Outbox.objects.filter(kind__in=OPENS_AN_ACCOUNT).values("message_id")
    opening = CapturedEmail.objects.filter(message_id__in=rows).values_list("pk", flat=True)
    for model, keys in stored_keys().items():
        hidden = own[model] | (set(opening) if model is CapturedEmail else set())
        assert listed(client_for(sara), model) == keys - hidden, model


def test_filters_show_nothing_about_oneself(client_for, own, sara):
    """The links of each list, whose filters and orders are applied without rendering the page."""
    browser, followed = client_for(sara), 0
    for model in DECLARED:
        links = re.findall(r'href="(\?[^"]+)"', browser.get(list_url(model)).content.decode())
        followed += len(links)
        for link in sorted(set(links)):
            assert not found_by(sara, model, link.replace("&amp;", "&")) & own[model], (model, link)
    assert followed > 100


def test_pages_of_own_rows_are_those_of_unknown_ones(client_for, own, sara):
    browser = client_for(sara)
    for model in DECLARED:
        row = model.objects.get(pk=sorted(own[model])[0])
        unknown = model(pk="0" * 64 if isinstance(row.pk, str) else 987654)
        for page in ("change", "history"):
            answers = [redirect_and_message(browser, each, page) for each in (row, unknown)]
            assert answers[0] == answers[1], (model, page)
            assert answers[0][0] == "/admin/"


def redirect_and_message(browser, row, page: str) -> tuple[str, str]:
    """Where this page of a row sends, and the message that is shown there, without the primary key."""
    name = f"admin:{row._meta.app_label}_{row._meta.model_name}_{page}"
    response = browser.get(reverse(name, args=[row.pk]))
    *_earlier, message = get_messages(response.wsgi_request)
    return response["Location"], str(message).replace(f"“{row.pk}”", "")


def test_the_html_of_own_mail_is_unknown(client_for, own, sara):
    for pk in own[CapturedEmail]:
        url = reverse("admin:notifications_capturedemail_html", args=[pk])
        assert client_for(sara).get(url).status_code == 404


def test_every_list_that_may_hide_rows_says_so(client_for, sara, anna):
    sentence = "Rows about you are not listed. Another moderator sees them."
    shown = {model for model in MODELS if sentence in client_for(sara).get(list_url(model)).content.decode()}
    assert shown == set(DECLARED)


def test_actions_reach_no_report_about_oneself(client_for, own, sara):
    data = {"action": "dismiss", "_selected_action": list(own[Report])}
    client_for(sara).post(list_url(Report), data)
    assert not Report.objects.exclude(outcome="").exists()


def test_statistics_and_histories_count_nothing_about_oneself(client_for, own, sara):
    weeks = client_for(sara).get(reverse("admin:invitations_invitation_weeks")).context["weeks"]
    assert sum(week.total for week in weeks) == Invitation.objects.count() - len(own[Invitation])
    assert history_tells_one_report(client_for(sara), own)


def history_tells_one_report(browser, own) -> bool:
    """Whether the page of the report that is not about Sara counts it alone, and not the one about her."""
    page = browser.get(page_url(Report.objects.exclude(pk__in=own[Report]).get())).text
    return "reports made: 1" in page and "reports made: 2" not in page


def test_there_is_no_redirect_to_any_row(staff, anna):
    assert staff.get(f"/admin/r/1/{anna.pk}/").status_code == 404
    assert 'href="/members/anna/"' in staff.get(page_url(anna)).content.decode()


@pytest.fixture
def super_sara(own, sara, client_for):
    Member.objects.filter(pk=sara.pk).update(is_superuser=True)
    return client_for(sara)


def test_a_superuser_sees_own_rows_and_each_look_is_logged(super_sara, own, sara):
    for model in DECLARED:
        LogEntry.objects.all().delete()
        assert own[model] <= listed(super_sara, model), model
        assert {entry.object_id for entry in LogEntry.objects.all()} == set(map(str, own[model])), model
        row = model.objects.get(pk=sorted(own[model])[0])
        assert super_sara.get(page_url(row)).status_code == 200
        assert LogEntry.objects.filter(object_id=str(row.pk)).count() == 2


def test_a_superuser_looks_at_others_without_a_log(super_sara, own, others):
    LogEntry.objects.all().delete()
    for model in (Report, Invitation, NonMember):
        row = model.objects.exclude(pk__in=own[model]).first()
        assert super_sara.get(page_url(row)).status_code == 200
    assert not LogEntry.objects.exists()


def test_a_superuser_who_counts_own_rows_is_logged(super_sara, own, monkeypatch):
    monkeypatch.setattr(admin.site._registry[Block], "list_per_page", 1)
    LogEntry.objects.all().delete()
    others = Block.objects.exclude(pk__in=own[Block]).values_list("pk", flat=True)
    Block.objects.filter(pk__in=others).update(at=product_clock.now() + timedelta(days=1))
    assert listed(super_sara, Block) == set(others)
    entry = LogEntry.objects.get()
    assert (entry.object_id, entry.object_repr) == (None, "blocks")
    assert "about themselves" in entry.change_message


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_no_list_counts_what_its_filters_would_find(model):
    assert admin.site._registry[model].show_facets is admin.ShowFacets.NEVER


def test_histories_count_nothing_about_a_superuser(super_sara, own):
    assert history_tells_one_report(super_sara, own)


def test_the_queue_of_a_superuser_has_no_report_about_them(super_sara, own):
    assert not listed(super_sara, Report, status="") & own[Report]
    assert own[Report] <= listed(super_sara, Report)
