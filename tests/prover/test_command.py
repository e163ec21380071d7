"""The command: what it refuses, its exit codes and reports, and that it goes on after a stop."""

import json
import sys

import pytest

from tests.bin import scripts
from tests.prover import fake_site
from tests.prover.conftest import FAKE, write_accounts

WAITS = "waits and withdraws"


@pytest.fixture
def command(monkeypatch, tmp_path):
    """Runs bin/prove in this process, and returns its exit code."""
    accounts = write_accounts(tmp_path / "accounts.toml")

    def run(url, *arguments):
        given = [
            url,
            "--site",
            str(FAKE),
            "--accounts",
            str(accounts),
            "--samples",
            "0",
            "--out",
            str(tmp_path / "out"),
        ]
        monkeypatch.setattr(sys, "argv", ["bin/prove", *given, *arguments])
        return scripts.load("prove").main()

    return run


def test_another_host_needs_consent(command, capsys):
    assert command("https://people.example.org") == 2
    assert "people.example.org is not this machine" in capsys.readouterr().err


@pytest.mark.parametrize("url", ["localhost:8000", "nonsense"])
def test_what_is_no_address_is_refused(command, capsys, url):
    assert command(url) == 2
    assert "is no address of a site" in capsys.readouterr().err


def test_a_site_that_does_not_answer_is_one_sentence(command, capsys):
    assert command("http://127.0.0.1:9") == 2
    assert "got no answer" in capsys.readouterr().err


def test_the_list_has_every_silence_of_every_script(command, capsys):
    assert command("http://localhost", "--list") == 0
    names = capsys.readouterr().out.split("\n")
    assert names[:2] == [f"ignored, {WAITS}", f"blocked, {WAITS}"]


def test_acquaint_has_more_than_twenty_cases():
    from proving import case, description  # noqa: PLC0415  of the path that the fixtures extend

    names = [each.name for each in case.cases(description.read(description.find("acquaint-demo")))]
    assert len(names) == len(set(names)) > 20


def test_the_reports_say_the_same(command, tmp_path):
    with fake_site.running("header") as url:
        assert command(url, "--only", "ignored") == 1
    proof = json.loads((tmp_path / "out" / "proof.json").read_text())
    texts = [(tmp_path / "out" / f"proof.{ending}").read_text() for ending in ("txt", "html")]
    assert (proof["code"], proof["cases"][0]["findings"][0]["kind"]) == (1, "header")
    assert all("Something tells" in text and "X-Unread" in text for text in texts)
    assert "<script" not in texts[1]


def test_finished_cases_are_not_played_again(command, tmp_path, monkeypatch):
    from proving import run  # noqa: PLC0415

    played, play = [], run._play
    monkeypatch.setattr(run, "_play", lambda *given: played.append(given[3].name) or play(*given))
    with fake_site.running() as url:
        assert [command(url), command(url)] == [0, 0]
        assert len(played) == 4
        command(url, "--again")
        command(url, "--seed", "2")
    assert len(played) == 12


def test_a_stopped_run_goes_on(command, monkeypatch, capsys):
    from proving import run  # noqa: PLC0415

    play = run._play

    def stop_at_the_second(*given):
        if given[3].name.startswith("blocked"):
            raise KeyboardInterrupt
        return play(*given)

    with fake_site.running() as url:
        monkeypatch.setattr(run, "_play", stop_at_the_second)
        assert command(url) == 130
        monkeypatch.setattr(run, "_play", play)
        assert command(url) == 0
    assert "nothing tells" in capsys.readouterr().out
