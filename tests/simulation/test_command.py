"""`manage.py town`: through real processes and databases, with a town of three."""

import pytest
from django.core.management import CommandError, call_command

from network.simulation import packages, run_town, seed
from network.simulation.errors import SimulationFailed, SimulationStopped
from tests.simulation.results import result
from tests.simulation.towns import DEFAULT

TINY = """
name = "Three people"
about = "One invites the two others."
people = 3
days = 8
members = 1.0
acquaintances = 3
communities = 1
within = 0.0

[[kind]]
name = "careful"
share = 1.0
invites_a_week = 5
"""


@pytest.fixture
def tiny(tmp_path):
    path = tmp_path / "three.toml"
    path.write_text(TINY)
    return path


def written(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_the_same_file_and_seed_give_the_same_bytes(tiny, tmp_path, capsys):
    for name in ("one", "other"):
        call_command("town", tiny, seeds=2, out=tmp_path / name)
    assert written(tmp_path / "one") == written(tmp_path / "other")
    progress = capsys.readouterr()
    assert "[####################] 2 of 2 seeds" in progress.err
    assert str(tmp_path / "other" / "report.html") in progress.out


def test_a_finished_run_is_only_read(tiny, tmp_path, monkeypatch):
    (tmp_path / "out" / "seeds").mkdir(parents=True)
    monkeypatch.setattr(run_town.runs.Store, "missing", lambda *arguments: [])
    monkeypatch.setattr(run_town.runs.Store, "get", lambda *arguments: result())
    call_command("town", tiny, seeds=1, out=tmp_path / "out", language="it")
    assert '<html lang="it"' in (tmp_path / "out" / "report.html").read_text()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "--list"),
        (["village", "--seeds=0"], "At least one seed"),
        (["nowhere"], "nowhere.toml: it cannot be read"),
        (["village", "--sweep", "follow_ups"], "--sweep needs"),
        (["village", "--sweep", "follow_ups", "-1", "--compare=alumni"], "--sweep needs"),
        (["village", "--sweep", "follow_upz", "1"], "follow_upz is no number of the policy."),
        (["village", "--compare=nowhere"], "nowhere.toml"),
    ],
)
def test_wrong_arguments_get_one_sentence(arguments, says):
    with pytest.raises(CommandError, match=says):
        call_command("town", *arguments)


def test_the_shipped_towns_are_listed(capsys):
    call_command("town", "--list")
    assert {"village", "alumni", "spam-week"} <= set(capsys.readouterr().out.split())


def test_without_the_packages_it_says_how_to_get_them(monkeypatch):
    monkeypatch.setattr(packages, "PACKAGES", ("no_such_package",))
    with pytest.raises(CommandError, match="requirements-simulation"):
        call_command("town", "village")


@pytest.mark.parametrize(
    ("error", "says"), [(KeyboardInterrupt, "goes on"), (SimulationFailed("why"), "why")]
)
def test_a_run_that_ends_early_says_so(monkeypatch, error, says):
    def fail(*arguments):
        raise error

    monkeypatch.setattr(run_town, "run", fail)
    with pytest.raises(CommandError, match=says):
        call_command("town", "village")


def test_a_seed_is_ended_when_nobody_wants_it(tmp_path):
    empty = tmp_path / "empty.sqlite3"
    empty.touch()
    with pytest.raises(SimulationStopped):
        seed.run_in_process(DEFAULT, 1, empty, lambda: False)


def test_a_seed_that_fails_says_what_it_wrote(tmp_path):
    empty = tmp_path / "empty.sqlite3"
    empty.touch()
    with pytest.raises(SimulationFailed, match="no such table"):
        seed.run_in_process(DEFAULT, 1, empty)


def test_nothing_of_the_site_reaches_a_simulation(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://somewhere")
    monkeypatch.setenv("INVITATIONS_ALLOWANCE", "1")
    environment = seed.environment(tmp_path)
    assert not {"DATABASE_URL", "INVITATIONS_ALLOWANCE", "SITE_URL"} & set(environment)
    assert environment["ENV_FILE"] == "/dev/null"
