"""Every table about people is declared, and what is declared is what the code does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser, Group
from django.db import models
from django.test import RequestFactory

from network.members import signals
from network.members.models import (
    AccountRequest,
    Application,
    DeviceCookie,
    Export,
    ImportedPerson,
    ImportLine,
    MemberImport,
    TermsAcceptance,
)
from notifications.models import AccountEmail, Outbox
from tests.conftest import work
from tests.factories import MemberFactory
from tests.members.fields import make_field
from tests.privacy.declarations import DECLARATIONS, DELETED, KEPT, NOBODY, NOT_ABOUT_PEOPLE, people_columns
from tests.privacy.sql_guard import NO_MEMBER, OWNERS
from tests.privacy.test_gdpr import delete_account, zenobia

__all__ = ["zenobia"]

MODELS = {model._meta.label: model for model in apps.get_models(include_auto_created=True)}
OWNED = {label: declared for label, declared in DECLARATIONS.items() if declared.owner}


def test_every_model_is_declared():
    assert {*DECLARATIONS} | NOT_ABOUT_PEOPLE == {*MODELS}
    assert not {*DECLARATIONS} & NOT_ABOUT_PEOPLE


@pytest.mark.parametrize("label", MODELS)
def test_every_column_that_names_somebody_is_declared(label):
    declared = DECLARATIONS[label].people if label in DECLARATIONS else ()
    assert people_columns(MODELS[label]) == declared


def test_a_new_column_is_found():
    class Meta:
        app_label = "invitations"
        apps = apps.__class__()

    fields = {
        "reader": models.ForeignKey("members.Member", models.CASCADE),
        "typed_address": models.CharField(),
        "hashed_email": models.CharField(),
        "total": models.IntegerField(),
    }
    model = type("New", (models.Model,), fields | {"__module__": __name__, "Meta": Meta})
    model._meta.get_field("reader").remote_field.model = MODELS["members.Member"]
    assert people_columns(model) == ("reader", "typed_address", "hashed_email")


def test_the_guard_is_as_declared():
    guards = {MODELS[label]: declared.guard for label, declared in DECLARATIONS.items() if declared.guard}
    assert {model: NO_MEMBER if guard == NOBODY else guard for model, guard in guards.items()} == OWNERS


def test_the_export_is_as_declared(anna):
    make_field()  # without a field there is no table of values
    responses = signals.export_started.send(sender=Export, member=anna)
    written = {
        table.name: table.rows.model._meta.label for _receiver, tables in responses for table in tables
    }
    assert written == {table: label for label, declared in DECLARATIONS.items() for table in declared.export}


def staff_may(model, user) -> str:
    """What this user may do in the admin with the rows of a model."""
    request = RequestFactory().get("/")
    request.user = user
    registered = admin.site._registry.get(model)
    if registered is None or not registered.has_view_permission(request):
        return ""
    return "change" if registered.has_change_permission(request, model()) else "read"


@pytest.mark.parametrize("label", DECLARATIONS)
def test_the_admin_is_as_declared(db, label):
    assert (
        staff_may(MODELS[label], MemberFactory(is_staff=True, is_superuser=True)) == DECLARATIONS[label].staff
    )
    for user in (MemberFactory(is_staff=True), MemberFactory(), AnonymousUser()):
        assert staff_may(MODELS[label], user) == ""


def rows_of(label: str, member, addresses: list[str]):
    owner = DECLARATIONS[label].owner
    names = owner.split("__")[-1] in ("address", "to")
    return MODELS[label]._base_manager.filter(**{f"{owner}__in": addresses if names else [member.pk]})


def test_account_deletion_is_as_declared(zenobia, client, clock):
    zenobia.groups.add(Group.objects.get(name="Moderators"))
    zenobia.user_permissions.add(1)
    zenobia.logentry_set.create(action_flag=1, object_repr="Something")
    Authenticator.objects.create(user=zenobia, type="recovery_codes", data={})
    DeviceCookie.objects.create(member=zenobia, digest="d" * 64)
    TermsAcceptance.objects.create(member=zenobia, version=1)
    UserSession.objects.create(
        user=zenobia, session_key="a-session", ip="192.0.2.1", user_agent="Firefox/130"
    )
    link = SocialAccount.objects.create(user=zenobia, provider="https://login.example.org", uid="1")
    SocialToken.objects.create(account=link, token="none is stored")
    AccountRequest.objects.request_password_reset(zenobia.email)
    ImportedPerson.objects.create(address=zenobia.email, name=zenobia.name, member=zenobia)
    run = MemberImport.objects.create(file_name="roll.csv")
    ImportLine.objects.create(run=run, number=2, address=zenobia.email)
    Application.objects.apply(zenobia.email, name="Zenobia", words="Good day", language="en")
    postponed = {
        "key": "account:1",
        "kind": "account",
        "address": zenobia.email,
        "next_at": clock.now() + timedelta(days=1),
    }
    AccountEmail.objects.create(
        row=Outbox.objects.create(member=zenobia, **postponed), subject="", text="", html=""
    )
    addresses = zenobia.addresses()
    owned = {label: rows_of(label, zenobia, addresses).count() for label in OWNED}
    Authenticator.objects.all().delete()
    delete_account(client, zenobia)
    work()
    left = {label: rows_of(label, zenobia, addresses).count() for label in OWNED}
    assert {label for label in OWNED if owned[label] and not left[label]} == {
        label for label, declared in OWNED.items() if declared.erasure == DELETED
    }
    for label, declared in OWNED.items():
        if declared.erasure == KEPT:
            for row in rows_of(label, zenobia, addresses):
                assert not any(getattr(row, name) for name in declared.emptied)
