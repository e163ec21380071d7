"""The names of project code that migrations import, and the apps they depend on. These names must not change."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import resolve_name

import pytest
from django.apps import apps
from django.conf import settings

from network.common.migrations import project_migrations

FROZEN = {
    "invitations.lifecycle.Place.get_choices",
    "invitations.lifecycle.Status.get_choices",
    "invitations.models.allowance_change.AllowanceChange.Kind.get_choices",
    "invitations.models.delivery.Delivery.Kind.get_choices",
    "invitations.models.delivery.Delivery.Outcome.get_choices",
    "invitations.models.event.InvitationEvent.Kind.get_choices",
    "invitations.models.invitation.new_public_id",
    "invitations.models.message.Message.Kind.get_choices",
    "invitations.models.refused_send.RefusedSend.Kind.get_choices",
    "invitations.policy.allowance",
    "invitations.policy.weekly_allowance",
    "network.clock.database_now",
    "network.clock.now",
    "network.clock.real_now",
    "network.common.canonical_columns.not_canonical",
    "network.common.canonical_columns.rewrite_addresses",
    "network.common.names.validate_line",
    "network.common.names.validate_name",
    "network.common.search_columns.SearchColumn",
    "network.common.search_columns.rewrite_search_column",
    "network.common.validators.validate_marks",
    "network.members.models.application.Application.Status.get_choices",
    "network.members.models.export.new_public_id",
    "network.members.models.member.SearchTextField",
    "network.members.models.member.default_language",
    "network.members.models.member.default_time_zone",
    "network.members.models.member.get_languages",
    "network.members.models.member_import.ImportLine.Outcome.get_choices",
    "network.members.models.member_import.MemberImport.State.get_choices",
    "network.members.models.member_import.make_public_id",
    "network.members.models.name_columns.SortKeyField",
    "network.members.models.name_columns.rewrite_name_columns",
    "network.site.models.legal.LegalVersion.Page.get_choices",
    "network.site.models.signup.Inviters.get_choices",
    "network.site.models.signup.SignupPolicy.get_choices",
    "network.site.models.site.get_languages",
    "network.site.models.site.new_version",
    "network.site.validators.validate_accent",
    "network.site.validators.validate_domains",
    "network.site.validators.validate_link",
    "network.site.validators.validate_site_name",
    "notifications.choices.get_kind_choices",
    "notifications.choices.get_reason_choices",
}
"""Migrations import these. To rename or move one, leave an alias under the old name: migrations cannot be edited."""

MAY_DEPEND_ON = {
    "site": set(),
    "members": {"auth", "account"},
    "invitations": {"members"},
    "notifications": {"members", "invitations"},
    "simulation": set(),
}


def modules():
    """Yield the app label and the module of each migration of the project."""
    for label, names in project_migrations().items():
        package = apps.get_app_config(label).name
        yield from ((label, import_module(f"{package}.migrations.{name}")) for name in names)


def names_in(tree: ast.AST) -> Iterator[str]:
    """Yield the dotted names in a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Attribute):
            yield ast.unparse(node)


def frozen_names() -> set[str]:
    names = set()
    for _label, module in modules():
        names |= set(names_in(ast.parse(Path(module.__file__).read_text())))
    project_names = {
        name for name in names if name.startswith(("network.", "invitations.", "notifications."))
    }
    return {
        name for name in project_names if not any(other.startswith(f"{name}.") for other in project_names)
    }


def test_the_names_that_migrations_import_are_listed():
    assert frozen_names() == FROZEN


@pytest.mark.parametrize("name", sorted(FROZEN))
def test_a_name_that_a_migration_imports_is_still_there(name):
    """Where this fails after a rename, add an alias under the old name."""
    assert resolve_name(name)


def test_each_app_has_a_baseline_and_depends_on_the_apps_below_it_alone():
    for label, module in modules():
        needed = {app for app, _name in map(tuple, module.Migration.dependencies) if app != "__setting__"}
        assert needed <= MAY_DEPEND_ON[label] | {label}, module.__name__
    assert [names[0] for names in project_migrations().values()] == ["0001_baseline"] * len(
        settings.PROJECT_APPS
    )
