"""Staff can read every table in the admin (D07)."""

from __future__ import annotations

import re

import pytest
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.contrib import admin
from django.urls import reverse

from invitations.errors import LimitReached
from invitations.models import (
    Allowance,
    AllowanceRequest,
    Batch,
    Block,
    Invitation,
    JoinLinkUse,
    PolicyChange,
    RecentVerbs,
    RefusedSend,
    RestrictionRun,
)
from invitations.policy import Policy
from network import clock as product_clock
from network.members.accounts.adapter import AccountAdapter
from network.members.models import (
    AccountRequest,
    Application,
    Connection,
    DeviceCookie,
    Export,
    FormerAddress,
    ImportedPerson,
    ImportLine,
    Member,
    MemberImport,
    Photo,
    ProfileField,
    TermsAcceptance,
    WelcomeText,
)
from network.members.people.images import Avatar
from network.simulation.models import Experiment
from notifications.models import AddressVerification, EmailPreferences, MailPause, Outbox, Suppression
from tests.admin.conftest import count_queries, list_url, page_url, project_models
from tests.conftest import invite, mails, reception_of, work
from tests.factories import MemberFactory
from tests.site.edit import publish

pytestmark = pytest.mark.rule("D07")


@pytest.fixture
def everything(anna, bruno, carla):
    """At least one row in every table."""
    refused = reception_of(invite(anna, bruno, "Dear Bruno"))
    refused.reply("Who are you?")
    refused.ignore()
    refused.say_unknown()
    reception_of(invite(anna, carla)).accept()
    Photo.objects.set(anna, Avatar(b"a square", 256))
    reported = invite(bruno, carla)
    reception_of(reported).report("spam", "Again and again")
    reported.withdraw()
    Block.objects.block(carla, bruno)
    Invitation.objects.send_to_address(carla, "nobody@example.com")
    RecentVerbs.objects.spend(anna)
    AllowanceRequest.objects.create(member=anna, text="Please", requested_at=product_clock.now())
    Export.objects.request(anna)
    JoinLinkUse.objects.create(nonce="0" * 32, member=carla)
    MemberFactory(name="Anna Gone").leave()
    Allowance.objects.get(member=anna).record_change("granted")
    RefusedSend.record("send", LimitReached("allowance", anna.pk))
    EmailPreferences.switch_off(anna.pk, "replies")
    PolicyChange.notice()
    RestrictionRun.objects.create(day=product_clock.now().date(), at=product_clock.now())
    Batch.objects.submit(anna, ["dora@example.com", "no address"])
    Suppression.objects.record("nobody@example.com", "bounce", "1", "No such user", product_clock.now())
    AccountRequest.objects.request_password_reset("nina@example.org")
    work()
    MailPause.objects.record_failure("451 Local error")
    AddressVerification.objects.create(digest="0" * 64, at=product_clock.now())
    AccountRequest.objects.request_signup("Nina Nuova", "nina@example.org", "two desks apart")
    DeviceCookie.objects.create(member=anna, digest="1" * 64)
    SocialAccount.objects.create(user=anna, provider="https://login.example.org", uid="anna-1")
    make_rows_of_hosts(anna)
    AccountAdapter().send_mail("account/email/password_reset_key", anna.email, {"user": anna})


def make_rows_of_hosts(anna: Member) -> None:
    """What a host has beside members: applications, imports, profile fields, terms."""
    Application.objects.apply("ada@example.com", name="Ada", words="Good day", language="en")
    run = MemberImport.objects.create(file_name="roll.csv")
    ImportLine.objects.create(run=run, number=2, address="ida@example.com")
    ImportedPerson.objects.create(address="ida@example.com", name="Ida Importata")
    FormerAddress.objects.get_or_create(digest="0" * 64)
    WelcomeText.objects.create(language="en", subject="Welcome", text="Good day")
    ProfileField.objects.create(slot=1, labels={"en": "Class"})
    TermsAcceptance.objects.create(member=anna, version=1)
    Experiment.request(Experiment.Kind.REPLAY, Policy(follow_ups=4))
    publish("terms")


def test_every_model_but_connection_is_registered():
    all_models = {
        model
        for app in ("members", "invitations", "notifications")
        for model in apps.get_app_config(app).get_models()
    }
    assert all_models - set(project_models()) == {Connection}


def test_every_list_and_page_opens(everything, staff):
    for model in project_models():
        response = staff.get(list_url(model))
        rows = list(response.context["cl"].result_list)
        assert rows, model
        assert {staff.get(page_url(row)).status_code for row in rows} == {200}, model


def test_query_counts_do_not_grow_with_rows(everything, staff):
    for model in project_models():
        staff.get(list_url(model))  # fill the caches first
    before = {model: count_queries(staff, list_url(model)) for model in project_models()}
    for _ in range(3):
        reception_of(invite(MemberFactory(), MemberFactory())).reply("Hello")
    work()
    after = {model: count_queries(staff, list_url(model)) for model in project_models()}
    assert {model: n for model, n in after.items() if n > before[model]} == {}


def test_every_filter_and_search_works(everything, staff, rf):
    """Each list is opened once with a search; then the rows of each of its filters are read."""
    for model in project_models():
        changelist = staff.get(list_url(model), {"q": "anna"}).context["cl"]
        choices = {
            choice["query_string"] for spec in changelist.filter_specs for choice in spec.choices(changelist)
        }
        for choice in choices:
            request = as_superuser(rf.get(list_url(model) + choice))
            rows = changelist.model_admin.get_changelist_instance(request).result_list
            assert {type(row) for row in rows} <= {model}


def test_what_is_added_and_what_is_deleted(rf, db):
    request = as_superuser(rf.get("/"))
    addable = [model for model in project_models() if admin.site._registry[model].has_add_permission(request)]
    deletable = [
        model for model in project_models() if admin.site._registry[model].has_delete_permission(request)
    ]
    assert set(addable) == {Member, ProfileField, MemberImport, WelcomeText}
    assert set(deletable) == {ProfileField, WelcomeText}


def test_read_only_models_have_view_links(staff):
    index, listed = staff.get("/admin/"), staff.get(list_url(Invitation))
    links = re.findall(r'href="/admin/invitations/invitation/" class="(\w+)"', index.text)
    assert links == ["viewlink"]
    assert "<h1>Invitations</h1>" in listed.text
    assert "<h1>Members</h1>" in staff.get(list_url(Member)).text


def test_the_status_of_an_invitation_cannot_be_posted(staff, anna, bruno):
    invitation = invite(anna, bruno)
    assert staff.post(page_url(invitation), {"status": "withdrawn"}).status_code == 403
    invitation.refresh_from_db()
    assert invitation.is_open


def test_the_page_of_a_member_links_to_related_rows(everything, staff, anna):
    page = staff.get(page_url(anna)).content.decode()
    links = re.findall(
        r'<a href="(/admin/[^"]+)"', page[page.index("field-related_links") :].split("</fieldset>")[0]
    )
    assert len(links) == 21
    assert {staff.get(link.replace("&amp;", "&")).status_code for link in links} == {200}


def test_connections_of_a_member_are_paged(staff, anna, carla, monkeypatch):
    monkeypatch.setattr("network.members.admin.members.CONNECTIONS_PER_PAGE", 1)
    for other in (carla, MemberFactory(name="Dora Neri")):
        Connection.objects.connect(anna, other)
    url = reverse("admin:members_member_connections", args=[anna.pk])
    first = staff.get(url)
    second = staff.get(url, {"after": first.context["next"]})
    names = [connection.other.name for page in (first, second) for connection in page.context["connections"]]
    assert sorted(names) == ["Carla Longo", "Dora Neri"]
    assert second.context["next"] == ""


@pytest.mark.parametrize("pk", ["0", "x", "9" * 30])
def test_connections_of_an_unknown_member(staff, pk):
    assert staff.get(reverse("admin:members_member_connections", args=[pk])).status_code == 404


def test_connections_need_permission(client_for, anna, bruno):
    url = reverse("admin:members_member_connections", args=[anna.pk])
    assert client_for(bruno).get(url).status_code == 302
    assert client_for().get(url).status_code == 302
    bruno.is_staff = True
    bruno.save()
    assert client_for(bruno).get(url).status_code == 403


def test_a_captured_email_is_shown(staff, anna, bruno):
    invite(anna, bruno, "Dear Bruno")
    [mail] = mails(bruno)
    page = staff.get(page_url(mail)).content.decode()
    assert "Dear Bruno" in page
    assert page_url(Outbox.objects.get(message_id=mail.message_id)) in page
    assert reverse("admin:notifications_capturedemail_html", args=[mail.pk]) in page


def test_the_html_of_an_email_is_sandboxed(staff, client_for, anna, bruno):
    invite(anna, bruno)
    [mail] = mails(bruno)
    url = reverse("admin:notifications_capturedemail_html", args=[mail.pk])
    response = staff.get(url)
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert client_for(bruno).get(url).status_code == 302


def test_pages_contain_no_inline_code(staff, anna, bruno):
    invitation = invite(anna, bruno)
    for url in (reverse("admin:index"), list_url(Invitation), page_url(invitation)):
        page = staff.get(url).content.decode()
        assert not re.search(r"<script(?![^>]*(src=|json))|<style|\sstyle=|\son\w+=", page)


def as_superuser(request):
    request.user = Member(pk=0, is_superuser=True, is_active=True)
    return request
