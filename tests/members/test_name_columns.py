"""What finds a member, and the order by name, on both databases."""

from __future__ import annotations

import random
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from invitations.models import Invitation
from network.common.collation import sort_key
from network.common.text import search_words, searchable
from network.members.models import Connection, Member
from network.members.models.name_columns import BATCH_SIZE
from tests.conftest import invite
from tests.factories import MemberFactory
from tests.members.test_search import handles_on

FOUND = [
    ("ليلي", "ليلى"), ("ليلى", "ليلي"), ("محمد", "محمـــد"), ("فاطمه", "فاطمة"), ("علی", "علي"), ("علي", "علی"),
    ("احمد", "أحمد"), ("أحمد", "احمد"), ("کریم", "كريم"), ("ﻟﻴﻠﻰ", "ليلى"), ("محمد", "مُحَمَّد"),
    ("layla", "ليلى"), ("Leila", "ليلى"), ("mohammed", "محمـــد"), ("MUHAMMAD", "محمد"), ("fatima", "فاطمة"),
    ("omar nassar", "عمر نصّار"), ("youssef", "يوسف"), ("ali", "علي"),
    ("lukasz", "Łukasz"), ("soren", "Søren"), ("soeren", "Søren"), ("isik", "Işık"), ("ISIK", "Işık"), ("ışık", "Isik"),
    ("d'angelo", "D’Angelo"), ("dangelo", "D’Angelo"), ("d’angelo", "D'Angelo"), ("o'brien", "Oʼbrien"),
    ("jean-luc", "Jean\u2011Luc"), ("jean luc", "Jean\u2013Luc"), ("jean\u2011luc", "Jean Luc"),
    ("juergen", "Jürgen"), ("jurgen", "Jürgen"), ("JÜRGEN", "Juergen"), ("jürgen", "Ju\u0308rgen"),
    ("strasse", "Straße"), ("aegir", "Ægir"), ("thora", "Þóra"), ("İnci", "inci"), ("inci", "İnci"),
    ("tianzhong", "田中"), ("田中", "田中 健二"), ("tanaka", "たなか"), ("たなか", "タナカ"), ("kimu", "キム"),
    ("yuliya", "Юлия"), ("ёлкин", "Елкин"), ("theodora", "Θεοδώρα"), ("ΣΊΣΥΦΟΣ", "Σίσυφος"), ("minjun", "민준"),
    ("ｗａｄａ", "Wada"), ("studio 54", "Studio ٥٤"), ("soft", "so\u00adft"), ("نرم\u200cافزار", "نرمافزار"),
]  # fmt: skip
NOT_FOUND = [
    ("lola", "Layla"), ("layla", "Leila"), ("ll", "ليلى"), ("^ll", "ليلى"), ("ol", "ليلى"), ("lk", "Luca"),
    ("محمد", "ليلى"), ("^", "ليلى"), ("'", "D'Angelo"), ("-", "Jean-Luc"), ("ـ", "محمـــد"), ("%", "Anna"),
]  # fmt: skip


@pytest.mark.parametrize(("query", "name"), FOUND)
def test_search_finds_the_name_however_it_is_typed(anna, client_for, query, name):
    person = MemberFactory(name=name, handle="person")
    MemberFactory(name="Zzyzx", handle="other")
    Connection.objects.connect(anna, person)
    for path in ("/members/", "/connections/", "/members/anna/connections/"):
        assert handles_on(client_for(anna).get(path, {"q": query})) == ["person"]


@pytest.mark.parametrize(("query", "name"), NOT_FOUND)
def test_search_does_not_find_another_name(anna, client_for, query, name):
    MemberFactory(name=name, handle="person")
    assert not client_for(anna).get("/members/", {"q": query}).context["cards"]


@pytest.mark.parametrize("query", ["tanaka", "tanaka kenji", "ken", "TANAKA-kenji"])
def test_handle_and_short_name_are_searched(anna, client_for, query):
    """田中 is Tanaka or Tianzhong: only the member knows, who writes it in handle or short name."""
    MemberFactory(name="田中 健二", short_name="Kenji", handle="tanaka")
    assert handles_on(client_for(anna).get("/members/", {"q": query})) == ["tanaka"]


def test_the_lists_of_invitations_are_searched_alike(anna, bruno, client_for):
    layla = MemberFactory(name="ليلى حداد", handle="layla")
    invitation = invite(anna, layla)
    invite(anna, bruno)
    for member, path in ((anna, "/invitations/sent/"), (layla, "/invitations/")):
        page = (
            client_for(member).get(path, {"q": "laila" if member == anna else "anna ricci"}).content.decode()
        )
        assert invitation.public_id in page
        assert Invitation.objects.exclude(pk=invitation.pk).get().public_id not in page


def test_every_text_is_found_by_itself():
    rng = random.Random(7)
    ranges = [(1, 0x300), (1, 0x11000), (0x600, 0x700), (0xFB50, 0xFEFF), (0x3040, 0x3100)]
    for _ in range(3000):
        text = "".join(chr(rng.randrange(*rng.choice(ranges))) for _ in range(8))
        found = searchable(text)
        assert all(any(form in found for form in forms) for forms in search_words(text)), ascii(text)


ORDERED = [
    "3M", "Angel", "Ángel", "(Bob)", "D’Angelo", "de la Cruz", "Dela", "ian", "Jean\u2011Luc", "Łukasz", "Lz",
    "Ömer", "Ox", "Øyvind", "Weiß", "Zoe", "Θεοδώρα", "Иван", "Іван", "Кан", "أحمد", "احمد", "باب", "پری", "تار",
    "김", "たなか", "田中",
]  # fmt: skip


@pytest.fixture
def names(anna):
    """Members with these names, in another order, connected with Anna; Anna's name is in the middle."""
    for number, name in enumerate(random.Random(3).sample(ORDERED, len(ORDERED))):
        Connection.objects.connect(anna, MemberFactory(name=name, handle=f"person-{number}"))


def names_on_every_page(browser, path) -> list[str]:
    found, after = [], ""
    while True:
        page = browser.get(f"{path}&after={after}")
        connections = page.context.get("connections")
        people = (
            [edge.other for edge in connections]
            if connections
            else [card["person"] for card in page.context["cards"]]
        )
        found += [person.name for person in people]
        if not (after := page.context["next"]):
            return found


@pytest.mark.parametrize("path", ["/members/?q=", "/members/?q=person", "/connections/?sort=name"])
def test_names_are_sorted_as_a_reader_sorts_them(names, anna, client_for, path):
    assert names_on_every_page(client_for(anna), path) == ORDERED


def test_equal_names_are_all_listed(anna, client_for):
    people = [MemberFactory(name="Ada Neri", handle=f"ada-{number}") for number in range(45)]
    for person in people:
        Connection.objects.connect(anna, person)
    for path in ("/members/?q=", "/connections/?sort=name"):
        assert len(names_on_every_page(client_for(anna), path)) == 45


def test_the_database_sorts_keys_as_python_does(db):
    """Whatever the collation of the database."""
    rng = random.Random(5)
    for number in range(200):
        MemberFactory(name="".join(chr(rng.choice([*range(0x20, 0x250), *range(0x620, 0x64A)])) for _ in range(5)),
                      handle=f"m{number}")  # fmt: skip
    keys = list(Member.objects.order_by("sort_key").values_list("sort_key", flat=True))
    assert keys == sorted(keys)


def test_a_key_fits_into_an_index():
    assert max(len(sort_key(letter * 80)) for letter in "ﷺ\U0010ffff𝔘پ") < 2600


def test_the_migration_derives_the_columns_of_every_batch(anna, monkeypatch):
    monkeypatch.setattr("network.members.models.name_columns.BATCH_SIZE", 2)
    gone = MemberFactory(handle="gone", is_active=False)
    people = [MemberFactory(name=name) for name in ORDERED[:5]]
    Member.objects.update(search_text="", sort_key="")
    Member.objects.filter(pk=gone.pk).update(name="")
    import_module("network.members.migrations.0005_search_and_sort_keys").rewrite(apps, None)
    assert list(Member.objects.search(people[2].handle)) == [people[2]]
    assert list(Member.objects.filter(pk__in=[each.pk for each in people]).order_by("sort_key")) == people
    assert Member.objects.get(pk=gone.pk).sort_key == Member.objects.get(pk=gone.pk).search_text == ""
    assert BATCH_SIZE > 2


@pytest.mark.parametrize("query", ["layla", "ليلى", "Jürgen Müller", "jean-luc"])
def test_postgresql_searches_with_the_trigram_index(db, query):
    """Each of the texts that a word may stand for begins with enough letters for a trigram."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no trigrams")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
    assert "member_search_text" in Member.objects.search(query).explain()
