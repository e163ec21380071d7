"""Every shipped story is played without a browser, and a mistake of each kind is found with its scene and line."""

import re

import pytest
from django.db.utils import ConnectionHandler

from invitations.models import Invitation
from network import clock as product_clock
from network.common.toml_file import TomlFileError
from network.demo.stories import checks, loader, player
from network.demo.stories.dry_run import database_copy, dry_run

STORY = """
title = "A"
about = "B"
left = "anna"
right = "bruno"

[[scenes]]
left = "invite"
right = "received"
task = "Invite."
do = [
  { who = "anna", verb = "invite", to = "bruno", note = "We met." },
]
checks = []

[[scenes]]
left = "sent"
right = "received"
task = "Look."
do = [
  ACTION
]
checks = [
  "anna's mailbox has no new",
  CHECK
]
"""
ACTION_LINE, CHECK_LINE = 21, 25


def play(tmp_path, check="", action=""):
    file = tmp_path / "mine.toml"
    file.write_text(STORY.replace("ACTION", action).replace("CHECK", f'"{check}"' if check else ""))
    player.play(loader.load(file))


@pytest.mark.parametrize("name", loader.shipped_names())
def test_a_shipped_story_is_as_its_checks_say(anna, bruno, name):
    player.play(loader.load(loader.SHIPPED / f"{name}.toml"))


@pytest.mark.parametrize(
    ("check", "action"),
    [
        ("anna's page is unchanged", ""),
        ("received of bruno is unchanged", ""),
        ("bruno's mailbox has no new", ""),
        ("bruno's mailbox has 1 new", '{ clock = "+7d" }'),
        ("page of bruno shows We met.", ""),
        ("archived of bruno shows We met.", '{ who = "bruno", verb = "ignore", to = "anna" }'),
        ("received of bruno does not show We met.", '{ who = "bruno", verb = "ignore", to = "anna" }'),
        ("/members/bruno/ of anna shows Bruno Verdi", '{ who = "anna", visit = "profile" }'),
        ("narrator says Anna", ""),
        ("narrator does not say Carla", ""),
        ("clock +7d", '{ clock = "+1w" }'),
    ],
)
def test_what_is_true_passes(anna, bruno, tmp_path, check, action):
    play(tmp_path, check, action)


MISTAKES = [
    ("bruno's page is unchanged", '{ who = "bruno", verb = "ignore", to = "anna" }'),
    ("received of bruno is unchanged", '{ who = "anna", verb = "withdraw", to = "bruno" }'),
    ("bruno's mailbox has 1 new", ""),
    ("anna's mailbox has 1 new", '{ who = "bruno", verb = "ignore", to = "anna" }'),
    ("bruno's mailbox has no new", '{ clock = "+7d" }'),
    ("received of bruno shows We met.", '{ who = "bruno", verb = "ignore", to = "anna" }'),
    ("received of bruno does not show We met.", ""),
    ("/members/nobody/ of anna shows Bruno", ""),
    ("narrator says Carla", ""),
    ("narrator does not say Anna", ""),
    ("clock +8d", '{ clock = "+7d" }'),
]
"""Checks that are not true, after which action: one or more of each kind."""


def test_each_kind_of_check_has_a_mistake():
    kinds = {kind for name, kind in vars(checks).items() if name.endswith("Check")} - {
        checks.Check,
        checks.TextCheck,
    }
    assert {type(checks.parse_check(check)) for check, _action in MISTAKES} == kinds


@pytest.mark.parametrize(("check", "action"), MISTAKES)
def test_a_mistake_is_found_with_its_scene_and_line(anna, bruno, tmp_path, check, action):
    with pytest.raises(
        TomlFileError, match=rf"mine.toml, line {CHECK_LINE}: scene 2, checks 2: (/as/|“{re.escape(check)}”)"
    ):
        play(tmp_path, check, action)


@pytest.mark.parametrize(
    ("action", "problem"),
    [
        ('{ who = "bruno", verb = "unknown", to = "anna" }', r"No longer open\.$"),
        ('{ who = "anna", verb = "follow_up", to = "bruno", note = "" }', r"Nothing was sent again\.$"),
        ('{ who = "anna", verb = "accept", to = "bruno" }', "answers 404"),
        ('{ who = "anna", verb = "invite_by_email", email = "x" }', "answers 200 .email:"),
        ('{ who = "bruno", verb = "message", to = "anna" }', "answers 404"),
        ('{ who = "bruno", visit = "/nowhere/" }', "answers 404"),
    ],
)
def test_what_cannot_be_done_is_found_with_its_line(anna, bruno, tmp_path, action, problem):
    with pytest.raises(TomlFileError, match=f"line {ACTION_LINE}: scene 2, do 1: .*{problem}"):
        play(tmp_path, action=action)


def test_nobody_joins_without_a_link(anna, tmp_path):
    action = '{ who = "giulia@story.example", verb = "join", name = "Giulia" }'
    text = STORY.replace("bruno", "giulia@story.example").replace("CHECK", "").replace("ACTION", "")
    invites = '{ who = "anna", verb = "invite", to = "giulia@story.example", note = "We met." }'
    text = text.replace(invites, action).replace('"invite"', '"by_email"')
    (tmp_path / "mine.toml").write_text(text)
    with pytest.raises(TomlFileError, match=r"scene 1, do 1: no e-mail to .* has a link"):
        player.play(loader.load(tmp_path / "mine.toml"))


def test_a_dry_run_leaves_no_trace(anna, bruno, tmp_path):
    before = product_clock.now()
    with dry_run():
        play(tmp_path, action='{ clock = "+7d" }')
    assert (product_clock.now(), Invitation.objects.count()) == (before, 0)


def test_a_sqlite_file_is_copied(db, tmp_path):
    settings = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(tmp_path / "demo.sqlite3")}
    database = ConnectionHandler({"default": settings})["default"]
    with database.cursor() as cursor:
        cursor.execute("CREATE TABLE story (name text)")
    with database_copy(database, tmp_path), database.cursor() as cursor:
        cursor.execute("INSERT INTO story VALUES ('waiting')")
    with database.cursor() as cursor:
        assert cursor.execute("SELECT * FROM story").fetchall() == []
    database.close()
