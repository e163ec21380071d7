"""bin/check before it runs anything."""

import re
import shutil
import sys

import pytest

from tests.bin.scripts import ROOT, load


@pytest.fixture(scope="module")
def check():
    check = load("check")
    yield check
    shutil.rmtree(check.SCRATCH)


def chosen(check, monkeypatch, *words):
    monkeypatch.setattr(sys, "argv", ["bin/check", *words])
    return [name for name, _step in check.chosen_steps(check.arguments())]


def names(steps):
    return [name for name, _step in steps]


def test_a_day_is_without_the_long_ones_and_haste_without_the_slow_ones(check, monkeypatch):
    assert chosen(check, monkeypatch) == names(check.STEPS + check.SLOW)
    assert chosen(check, monkeypatch, "--fast") == names(check.STEPS)
    assert chosen(check, monkeypatch, "--long") == names(check.STEPS + check.SLOW + check.LONG)


def test_a_run_is_taken_up_where_it_ended(check, monkeypatch, tmp_path):
    monkeypatch.setattr(check, "VENV", tmp_path)
    assert chosen(check, monkeypatch, "--only", "all races", "--only", "lint") == ["lint", "all races"]


def test_a_fresh_clone_gets_its_packages_first(check, monkeypatch, tmp_path):
    monkeypatch.setattr(check, "VENV", tmp_path / "none")
    steps = chosen(check, monkeypatch, "--only", "all races")
    assert steps == ["packages", "translations", "all races"]


def test_a_step_that_there_is_not_is_refused(check, monkeypatch, capsys):
    with pytest.raises(SystemExit):
        chosen(check, monkeypatch, "--only", "luck")
    assert "all races" in capsys.readouterr().err


def test_the_list_names_every_step_once(check, monkeypatch, capsys):
    with pytest.raises(SystemExit):
        chosen(check, monkeypatch, "--list")
    listed = capsys.readouterr().out.splitlines()
    assert listed == names(check.STEPS + check.SLOW + check.LONG)
    assert len(set(listed)) == len(listed)


def test_every_full_set_turns_a_knob_that_its_tests_read():
    sets = re.findall(r'full_set\("([\w/.]+)", "(\w+)", \d+\)', (ROOT / "bin" / "check").read_text())
    assert len(sets) >= 3
    for where, knob in sets:
        target = ROOT / where
        files = [target] if target.is_file() else list(target.rglob("*.py"))
        assert any(f'os.environ.get("{knob}"' in file.read_text() for file in files), knob
