import re
import subprocess
import sys

import pytest

from tests.bin.scripts import ROOT, load


@pytest.fixture
def environment():
    return load("environment")


@pytest.fixture
def venv(tmp_path):
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").touch()
    return tmp_path


@pytest.fixture
def pip(monkeypatch, environment):
    """Stands in for pip; `pip.returncode = 1` is a failure."""
    done = subprocess.CompletedProcess([], 0)
    monkeypatch.setattr(environment.subprocess, "run", lambda command: done)
    return done


def pins(lock):
    return set(re.findall(r"^([\w\[\]-]+==[\w.+!]+)", (ROOT / lock).read_text(), re.MULTILINE))


def test_the_development_lock_holds_the_runtime_lock(environment):
    assert pins(environment.RUNTIME) <= pins(environment.DEVELOPMENT)


def test_a_lock_is_installed_once(environment, venv, pip):
    assert environment.ensure("requirements.txt", venv)
    assert not environment.ensure("requirements.txt", venv)
    assert not environment.is_installed("requirements-dev.txt", venv)


def test_the_development_lock_stands_for_both(environment, venv, pip):
    environment.ensure("requirements-dev.txt", venv)
    assert environment.is_installed("requirements.txt", venv)


def test_a_changed_lock_is_installed_again(environment, venv, pip):
    environment.ensure("requirements.txt", venv)
    (venv / "requirements.txt.sha256").write_text("another")
    assert environment.ensure("requirements.txt", venv)


def test_what_failed_leaves_no_stamp(environment, venv, pip):
    pip.returncode = 1
    with pytest.raises(environment.Unusable, match="pip says why"):
        environment.ensure("requirements.txt", venv)
    assert not environment.is_installed("requirements.txt", venv)


def test_without_ensurepip_it_names_debians_package(environment, tmp_path, monkeypatch):
    monkeypatch.setattr(environment.importlib.util, "find_spec", lambda name: name != "ensurepip" or None)
    with pytest.raises(environment.Unusable, match="python3-venv"):
        environment.ensure("requirements.txt", tmp_path / "none")


def test_an_old_python_is_refused(environment, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 10, 1))
    with pytest.raises(environment.Unusable, match=r"3\.11 or newer"):
        environment.ensure("requirements.txt", tmp_path / "none")
