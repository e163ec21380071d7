"""`manage.py stories check`."""

import pytest
from django.core.management import CommandError, call_command

from network.demo.stories import loader
from tests.demo.test_story_files import STORY, write


def test_a_file_is_checked(anna, bruno, tmp_path, capsys):
    text = STORY.replace("anna's page is unchanged", "bruno's mailbox has no new")
    call_command("stories", "check", str(write(tmp_path, text)))
    assert capsys.readouterr().out == "mine.toml: passed, 1 scene\n"


def test_the_check_that_failed_is_named(anna, bruno, tmp_path, capsys):
    file = write(tmp_path, STORY.replace("anna's page is unchanged", "anna's mailbox has 1 new"))
    with pytest.raises(CommandError, match="1 of 1 failed"):
        call_command("stories", "check", str(file))
    expected = "mine.toml, line 21: scene 1, checks 1: “anna's mailbox has 1 new” is not true: 0 new.\n"
    assert capsys.readouterr().err == expected


def test_several_files_are_checked(anna, bruno, tmp_path, capsys):
    good = write(tmp_path, STORY.replace("anna's page is unchanged", "bruno's mailbox has no new"), "good")
    files = [str(write(tmp_path, "title =", "first")), str(good), str(write(tmp_path, "x = 1", "last"))]
    with pytest.raises(CommandError, match="2 of 3 failed"):
        call_command("stories", "check", *files)
    output = capsys.readouterr()
    assert output.out == "good.toml: passed, 1 scene\n"
    assert [line.split(":")[0] for line in output.err.splitlines()] == [
        "first.toml, line 1",
        "last.toml, line 1",
    ]


def test_a_step_that_is_not_possible_is_named(anna, bruno, tmp_path, capsys):
    file = write(tmp_path, STORY.replace('verb = "invite"', 'verb = "accept"'))
    with pytest.raises(CommandError, match="1 of 1 failed"):
        call_command("stories", "check", str(file))
    assert "mine.toml, line 9: before 1, verb: “accept” is not possible" in capsys.readouterr().err


def test_without_a_file_all_are_checked(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(loader, "SHIPPED", tmp_path / "none")
    write(tmp_path, "title =")
    with pytest.raises(CommandError, match="1 of 1 failed"):
        call_command("stories", "check")
    assert "this is not TOML" in capsys.readouterr().err


def test_a_missing_file_is_an_error(tmp_path, capsys):
    with pytest.raises(CommandError):
        call_command("stories", "check", str(tmp_path / "none.toml"))
    assert "cannot be read" in capsys.readouterr().err


def test_without_demo_mode_it_is_an_error(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("stories", "check")
