"""bin/check: the selection of steps."""

import re
import shutil
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest

from tests.bin.scripts import ROOT, load


@pytest.fixture(scope="module")
def check():
    check = load("check")
    yield check
    shutil.rmtree(check.SCRATCH)


@pytest.fixture
def check_without_sbin(monkeypatch):
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    check = load("check")
    yield check
    shutil.rmtree(check.SCRATCH)


def chosen(check, monkeypatch, *arguments):
    monkeypatch.setattr(sys, "argv", ["bin/check", *arguments])
    return [name for name, _step in check.chosen_steps(check.arguments())]


def names(steps):
    return [name for name, _step in steps]


def test_the_options_choose_fast_usual_and_long_steps(check, monkeypatch):
    assert chosen(check, monkeypatch) == names(check.STEPS + check.SLOW)
    assert chosen(check, monkeypatch, "--fast") == names(check.STEPS)
    assert chosen(check, monkeypatch, "--long") == names(check.STEPS + check.SLOW + check.LONG)


def test_the_option_only_chooses_single_steps(check, monkeypatch, tmp_path):
    monkeypatch.setattr(check, "VENV", tmp_path)
    assert chosen(check, monkeypatch, "--only", "all races", "--only", "lint") == ["lint", "all races"]


def test_the_option_only_also_installs_the_packages_in_a_fresh_clone(check, monkeypatch, tmp_path):
    monkeypatch.setattr(check, "VENV", tmp_path / "none")
    steps = chosen(check, monkeypatch, "--only", "all races")
    assert steps == ["packages", "translations", "all races"]


def test_an_unknown_step_is_refused(check, monkeypatch, capsys):
    with pytest.raises(SystemExit):
        chosen(check, monkeypatch, "--only", "unknown")
    assert "all races" in capsys.readouterr().err


def test_list_prints_every_step_once(check, monkeypatch, capsys):
    with pytest.raises(SystemExit):
        chosen(check, monkeypatch, "--list")
    listed = capsys.readouterr().out.splitlines()
    assert listed == names(check.STEPS + check.SLOW + check.LONG)
    assert len(set(listed)) == len(listed)


def test_every_full_set_sets_a_variable_that_its_tests_read():
    sets = re.findall(r'full_set\("([\w/.]+)", "(\w+)", \d+', (ROOT / "bin" / "check").read_text())
    assert len(sets) >= 3
    for path, variable in sets:
        target = ROOT / path
        files = [target] if target.is_file() else list(target.rglob("*.py"))
        assert any(f'os.environ.get("{variable}"' in file.read_text() for file in files), variable


def test_sbin_folders_are_added_to_path(check_without_sbin):
    assert {"/usr/sbin", "/sbin"} <= set(check_without_sbin.ENVIRONMENT["PATH"].split(":"))


def test_newer_pythons_are_skipped_if_none_is_found(check, monkeypatch):
    monkeypatch.setattr(check.interpreters, "find", lambda *_: None)
    with pytest.raises(check.NotRun, match=r"3\.12 and 3\.13"):
        check.newer_pythons()


def test_a_newer_python_that_is_found_runs_the_tests(check, monkeypatch, tmp_path):
    runs = []
    monkeypatch.setattr(
        check.interpreters, "find", lambda version, *_: "python" if version == "3.13" else None
    )
    monkeypatch.setattr(check.interpreters, "development_environment", lambda *_: tmp_path / "bin")
    monkeypatch.setattr(check, "pytest", lambda *_, **environment: runs.append(environment["PATH"]))
    check.newer_pythons()
    assert [path.split(":")[0] for path in runs] == [str(tmp_path / "bin")]


def test_without_root_the_image_is_not_built_but_its_files_are_checked(check, monkeypatch):
    calls = []
    monkeypatch.setattr(check.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(check, "pytest", lambda *arguments: calls.append(arguments))
    with pytest.raises(check.NotRun, match="neither built nor run"):
        check.container_image()
    assert calls == [("not long", "tests/container")]


def ignored_on_postgresql(check, monkeypatch, step):
    """The paths and the number of cases of a step."""
    runs = []
    monkeypatch.setattr(check, "temporary_postgresql", lambda: nullcontext("postgres://"))
    monkeypatch.setattr(check, "pytest", lambda *arguments, **fewer: runs.append((arguments, fewer)))
    dict(check.SLOW + check.LONG)[step]()
    ((arguments, fewer),) = runs
    paths = [each.removeprefix("--ignore=") for each in arguments if each.startswith("--ignore=")]
    return paths, fewer.get("CASES_PER_TEST")


def test_what_is_left_out_with_postgresql_runs_in_the_long_step(check, monkeypatch):
    gate, cases = ignored_on_postgresql(check, monkeypatch, "tests on PostgreSQL")
    long, all_cases = ignored_on_postgresql(check, monkeypatch, "every test on PostgreSQL")
    assert long == check.engines.NO_DATABASE
    assert set(long) < set(gate)
    assert (cases, all_cases) == ("1", None)


def test_the_named_test_paths_exist(check, monkeypatch):
    named, _cases = ignored_on_postgresql(check, monkeypatch, "tests on PostgreSQL")
    assert [path for path in named if not (ROOT / path).exists()] == []
    assert len(set(named)) == len(named)


def test_a_long_step_runs_every_long_test(check, monkeypatch):
    calls = []
    monkeypatch.setattr(check, "temporary_postgresql", lambda: nullcontext("postgres://"))
    monkeypatch.setattr(check.servers, "find", lambda name: Path(f"/{name}"))
    monkeypatch.setattr(check.os, "geteuid", lambda: 0)
    for installer in ("install_postgresql", "install_redis", "chromium", "which"):
        monkeypatch.setattr(check, installer, lambda *_: True)
    monkeypatch.setattr(check, "pytest", lambda marks, *paths, **_: calls.append((marks, paths)))
    for name in (
        "whole stack",
        "load",
        "container image",
        "all kills",
        "all races",
        "every page",
        "every reader",
        "real sign-in provider",
        "every command",
        "pace of e-mails",
        "prover",
        "large network",
    ):
        dict(check.LONG)[name]()
    run = [ROOT / path for marks, paths in calls if "not long" not in marks for path in paths]
    files = [path for path in (ROOT / "tests").rglob("test_*.py") if "mark.long" in path.read_text()]
    assert [path for path in files if not any(path.is_relative_to(each) for each in run)] == []
