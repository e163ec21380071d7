"""How bin/check finds other versions of Python."""

import sys

import pytest

from tests.bin.scripts import load

find = load("interpreters").find


@pytest.fixture
def python(tmp_path):
    """A function that writes a program that prints a Python version."""

    def write(name, output):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"#!/bin/sh\necho {output}\n")
        file.chmod(0o755)
        return file

    return write


def test_an_interpreter_in_path_is_preferred(python, tmp_path):
    python(".pyenv/versions/3.12.1/bin/python", "3.12")
    in_path = python("python3.12", "3.12")
    assert find("3.12", str(tmp_path), tmp_path) == in_path


def test_a_failing_pyenv_shim_is_skipped(python, tmp_path):
    python("python3.12", "'pyenv: python3.12: command not found'")
    installed = python(".pyenv/versions/3.12.1/bin/python", "3.12")
    assert find("3.12", str(tmp_path), tmp_path) == installed


def test_another_version_is_not_found(python, tmp_path):
    python(".pyenv/versions/3.13.0/bin/python", "3.13")
    assert find("3.12", str(tmp_path), tmp_path) is None


def test_a_real_interpreter_is_found(tmp_path):
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    (tmp_path / f"python{version}").symlink_to(sys.executable)
    assert find(version, str(tmp_path), tmp_path) == tmp_path / f"python{version}"
