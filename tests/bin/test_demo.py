"""The functions of bin/demo; the step "demo" of bin/check starts all of it."""

import os
import socket
import sys
from argparse import Namespace

import pytest

from network import settings as product
from tests.bin.scripts import load


@pytest.fixture
def demo(monkeypatch):
    monkeypatch.delenv("DEMO_IN_PUBLIC", raising=False)
    return load("demo")


@pytest.fixture
def options(tmp_path):
    return Namespace(host="127.0.0.1", port=8001, data=tmp_path, reset=False)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::"])
def test_a_public_host_is_refused(demo, host):
    with pytest.raises(demo.SetupError, match="DEMO_IN_PUBLIC"):
        demo.check_host(host)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_loopback_is_allowed(demo, host):
    demo.check_host(host)


def test_a_public_host_is_allowed_with_the_sentence_of_the_settings(demo, monkeypatch):
    monkeypatch.setenv("DEMO_IN_PUBLIC", product.DEMO_IN_PUBLIC)
    demo.check_host("0.0.0.0")


def test_a_taken_port_is_an_error_of_one_sentence(demo, monkeypatch, capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setattr(sys, "argv", ["bin/demo", "--port", str(port)])
        monkeypatch.setattr(demo.signal, "signal", lambda *_: None)
        assert demo.main() == 1
    assert f"port {port} cannot be used" in capsys.readouterr().err


def test_the_secret_key_is_kept_and_private(demo, tmp_path):
    first = demo.secret_key(tmp_path / "key")
    assert demo.secret_key(tmp_path / "key") == first
    assert len(first) >= 50
    assert (tmp_path / "key").stat().st_mode & 0o077 == 0


def test_its_settings_override_the_environment(demo, options, tmp_path, monkeypatch):
    monkeypatch.setitem(os.environ, "DATABASE_URL", "postgres://elsewhere/db")
    data = tmp_path / "with blank"
    data.mkdir()
    settings = demo.settings_for(options, data)
    assert settings["DATABASE_URL"].startswith("sqlite:///")
    assert settings["DATABASE_URL"].endswith("with%20blank/private/acquaint.sqlite3")


def test_a_database_of_an_earlier_version_stays_where_it_is(demo, tmp_path):
    (tmp_path / "acquaint.sqlite3").touch()
    assert demo.database_file(tmp_path) == tmp_path / "acquaint.sqlite3"


@pytest.mark.parametrize("folder", ["", "private"])
def test_reset_deletes_the_data_and_keeps_the_secret_key(demo, tmp_path, folder):
    (tmp_path / folder).mkdir(exist_ok=True)
    for name in ("acquaint.sqlite3", "acquaint.sqlite3-wal", "clock", "seeded", "secret-key"):
        (tmp_path / folder / name).touch()
    demo.delete_data(tmp_path)
    assert [file.name for file in tmp_path.rglob("*") if file.is_file()] == ["secret-key"]


def test_a_stopped_process_is_an_error_of_one_sentence(demo):
    stopped = Namespace(poll=lambda: 3, returncode=3)
    with pytest.raises(demo.SetupError, match="the worker stopped unexpectedly"):
        demo.check_processes({"worker": stopped})


def test_a_signal_whose_exception_is_lost_stops_it_too(demo, options, monkeypatch):
    monkeypatch.setattr(demo, "commands", lambda _options: {"web server": [sys.executable, "-c", "input()"]})
    monkeypatch.setattr(demo, "wait_until_serving", lambda *_: lose_the_exception(demo.leave))
    monkeypatch.setattr(demo, "print_welcome", lambda *_: None)
    monkeypatch.setattr(demo.signal, "signal", lambda *_: None)
    demo.serve(options, {"SITE_URL": "http://localhost:8001"})


@pytest.mark.parametrize(("restarts", "starts"), [(0, 1), (2, 3)])
def test_a_process_that_stops_is_started_again(demo, options, monkeypatch, tmp_path, restarts, starts):
    note = f"open({str(tmp_path / 'starts')!r}, 'a').write('.')"
    monkeypatch.setattr(demo, "commands", lambda _options: {"worker": [sys.executable, "-c", note]})
    monkeypatch.setattr(demo, "wait_until_serving", lambda *_: None)
    monkeypatch.setattr(demo, "print_welcome", lambda *_: None)
    monkeypatch.setattr(demo.signal, "signal", lambda *_: None)
    monkeypatch.setattr(demo, "RESTARTS", restarts)
    with pytest.raises(demo.SetupError, match="the worker stopped unexpectedly"):
        demo.serve(options, {"SITE_URL": "http://localhost:8001"})
    assert (tmp_path / "starts").read_text() == "." * starts


def lose_the_exception(leave):
    with pytest.raises(SystemExit):
        leave()
