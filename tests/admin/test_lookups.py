"""Lists of the admin filter by what they declare alone: nobody reads a column that is not shown, letter by letter."""

from __future__ import annotations

import random
import re

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django_tasks_db.models import DBTaskResult

from invitations.models import Block, Reception, Refusal
from network.members.models import Member
from tests.admin.conftest import list_url, project_models
from tests.conftest import invite, reception_of, refuse

LOOKUPS = ("exact", "regex", "startswith", "contains", "gte", "lt", "in", "isnull")
PROJECT_MODELS = project_models()
MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)


@pytest.fixture
def reader(viewer):
    """Test client of a member of staff who may view every list and nothing else."""
    return viewer(*Permission.objects.filter(codename__startswith="view_").values_list("codename", flat=True))


@pytest.fixture
def request_of_superuser(rf):
    request = rf.get("/")
    request.user = Member(is_active=True, is_superuser=True)
    return request


def hidden_columns(model) -> list[str]:
    """The columns of the model, and of what it refers to, that its list neither shows nor filters by."""
    model_admin = admin.site._registry[model]
    declared = str([*model_admin.list_display, *model_admin.list_filter, model_admin.date_hierarchy])
    paths = []
    for field in model._meta.concrete_fields:
        paths.append(field.name)
        if field.is_relation:
            paths += [f"{field.name}__{each.name}" for each in field.related_model._meta.concrete_fields]
    return [path for path in paths if not re.search(rf"\b{path}\b", declared)]


def lookups(model) -> list[str]:
    """Every lookup of a hidden column but those that our own links use."""
    used = admin.site._registry[model].link_lookups
    every = [f"{column}__{lookup}" for column in hidden_columns(model) for lookup in LOOKUPS]
    return [lookup for lookup in every if lookup not in used]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_a_view_right_reads_no_column_that_the_list_does_not_show(reader, request_of_superuser, model):
    model_admin = admin.site._registry[model]
    read = [each for each in lookups(model) if model_admin.lookup_allowed(each, "1", request_of_superuser)]
    assert read == []
    for lookup in random.sample(lookups(model), min(2, len(lookups(model)))):
        assert reader.get(list_url(model), {lookup: "1"}).status_code == (
            403 if model is DBTaskResult else 400
        )


def test_filters_and_dates_of_the_lists_work(reader, anna):
    for model in MODELS:
        links = set(re.findall(r'href="(\?[^"]+)"', reader.get(list_url(model)).content.decode()))
        for link in sorted(links)[:4]:
            assert reader.get(list_url(model) + link.replace("&amp;", "&")).status_code == 200


def test_our_own_links_work(reader):
    used = [(model, lookup) for model in MODELS for lookup in admin.site._registry[model].link_lookups]
    assert len(used) == 21
    for model, lookup in used:
        assert reader.get(list_url(model), {lookup: "1"}).status_code == 200


def related_addresses(model, request) -> list[str]:
    """The search fields of the list that lead to an address of something that its rows refer to."""
    found = admin.site._registry[model].get_search_fields(request)
    return [path for path in found if re.search("__(email|address)$", path)]


def test_searches_for_an_address_of_another_row_need_the_whole_address(request_of_superuser):
    paths = {
        (model, path) for model in PROJECT_MODELS for path in related_addresses(model, request_of_superuser)
    }
    assert len(paths) > 20
    assert [(model, path) for model, path in paths if not path.startswith("=")] == []


def test_a_search_reads_no_address_letter_by_letter(reader, anna, bruno):
    Member.objects.filter(pk=anna.pk).update(email="secret@hidden.example")
    refuse(reception_of(invite(anna, bruno)))
    Block.objects.block(anna, bruno)
    for model in (Refusal, Block, Reception):
        found = {
            term: len(reader.get(list_url(model), {"q": term}).context["cl"].result_list)
            for term in ("s", "secret", "secret@hidden", "SECRET@hidden.example")
        }
        assert found == {"s": 0, "secret": 0, "secret@hidden": 0, "SECRET@hidden.example": 1}, model
