"""bin/environment.py: the locks are complete, and installed without a resolver."""

import json
import re
import subprocess
import sys
import tomllib
import zipfile
from base64 import urlsafe_b64encode
from hashlib import sha256
from itertools import chain

import pytest

from tests.bin.scripts import ROOT, load

LOAD = "tests/load/requirements.txt"
LOCKS = [
    "requirements.txt", "requirements-redis.txt", "requirements-simulation.txt", "requirements-dev.txt", LOAD
]  # fmt: skip
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


@pytest.fixture
def environment():
    return load("environment")


@pytest.fixture
def venv(tmp_path):
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").touch()
    return tmp_path


@pytest.fixture
def calls(monkeypatch, environment):
    """The commands that were called, in order; one that contains `calls.failing` fails."""

    class Calls(list):
        failing = "nothing"

        def run(self, command, **_options):
            self.append(" ".join(command))
            return subprocess.CompletedProcess(command, int(self.failing in self[-1]), "what pip printed")

    calls = Calls()
    monkeypatch.setattr(environment.subprocess, "run", calls.run)
    return calls


def pins(lock):
    return set(re.findall(r"^([\w\[\]-]+==[\w.+!]+)", (ROOT / lock).read_text(), re.MULTILINE))


def test_each_lock_contains_the_smaller_ones(environment):
    locks = environment.RUNTIME, environment.REDIS, environment.SIMULATION, environment.DEVELOPMENT
    runtime, redis, simulation, development = map(pins, locks)
    assert runtime < redis < simulation < development


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_package_index(lock):
    assert not re.search(r"://|^\s*-", re.sub(r"^ +--hash=", "", (ROOT / lock).read_text(), flags=re.M), re.M)


def test_every_direct_dependency_is_pinned(environment):
    optional = PYPROJECT["project"]["optional-dependencies"].values()
    required = (
        PYPROJECT["project"]["dependencies"]
        + list(chain.from_iterable(optional))
        + PYPROJECT["dependency-groups"]["dev"]
    )
    pinned = {pin.split("==")[0] for pin in pins(environment.DEVELOPMENT)}
    assert {re.match(r"[\w-]+", name)[0] for name in required} <= pinned


def test_the_load_test_has_a_lock_of_its_own():
    pinned = {pin.split("==")[0] for pin in pins(LOAD)}
    assert set(PYPROJECT["dependency-groups"]["load"]) <= pinned


def test_tzdata_is_installed_on_every_system():
    assert re.search(r"^tzdata==\S+ \\$", (ROOT / "requirements.txt").read_text(), re.MULTILINE)


def test_every_extra_is_verified_by_an_import(environment):
    with_extras = {name for name in PYPROJECT["project"]["dependencies"] if "[" in name}
    assert set(environment.EXTRAS) == with_extras


def test_a_lock_is_installed_once(environment, venv, calls):
    assert environment.ensure("requirements.txt", venv)
    assert not environment.ensure("requirements.txt", venv)
    assert not environment.is_installed("requirements-dev.txt", venv)


def test_an_installed_development_lock_includes_the_runtime_lock(environment, venv, calls):
    environment.ensure("requirements-dev.txt", venv)
    assert environment.is_installed("requirements.txt", venv)


def test_a_changed_lock_is_installed_again(environment, venv, calls):
    environment.ensure("requirements.txt", venv)
    (venv / "requirements.txt.sha256").write_text("another")
    assert environment.ensure("requirements.txt", venv)


@pytest.mark.parametrize(
    ("failing", "message"),
    [
        ("pip install", "requirements.txt could not be installed"),
        ("check", "what pip printed"),
        ("psycopg_binary", r"incomplete.*psycopg\[binary\]"),
        ("fido2", r"incomplete.*django-allauth\[mfa\]"),
        ("brotli", r"incomplete.*whitenoise\[brotli\]"),
    ],
)
def test_a_failed_step_leaves_no_stamp(environment, venv, calls, failing, message):
    calls.failing = failing
    with pytest.raises(environment.SetupError, match=message):
        environment.ensure("requirements.txt", venv)
    assert not environment.is_installed("requirements.txt", venv)


def test_verify_passes_in_the_environment_of_these_tests(environment):
    environment.verify(sys.executable, "requirements.txt")


def test_without_ensurepip_the_error_names_the_debian_package(environment, tmp_path, monkeypatch):
    monkeypatch.setattr(environment.importlib.util, "find_spec", lambda name: name != "ensurepip" or None)
    with pytest.raises(environment.SetupError, match="python3-venv"):
        environment.ensure("requirements.txt", tmp_path / "none")


def test_an_old_python_is_refused(environment, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 10, 1))
    with pytest.raises(environment.SetupError, match=r"3\.11 or newer"):
        environment.ensure("requirements.txt", tmp_path / "none")


def test_only_environment_installs_packages():
    scripts = [
        file for folder in ("bin", "docs", "deploy", "bench", ".ci") for file in (ROOT / folder).iterdir()
    ]
    texts = {file.name: file.read_bytes() for file in [*ROOT.glob("*.md"), *scripts] if file.is_file()}
    assert [name for name, text in texts.items() if re.search(rb"pip\W+install", text)] == ["environment.py"]


def test_a_release_after_the_lock_changes_nothing(environment, tmp_path):
    """The plugin depends on `measure[toml]`, of which version 99 is not in the lock."""
    plugin = wheel(tmp_path, "plugin", "1.0", "Requires-Dist: measure[toml]>=1")
    measure = wheel(tmp_path, "measure", "1.0", "Provides-Extra: toml")
    wheel(tmp_path, "measure", "99.0", "Provides-Extra: toml")
    lock = tmp_path / "lock.txt"
    lock.write_text(f"measure==1.0 --hash=sha256:{measure}\nplugin==1.0 --hash=sha256:{plugin}\n")
    assert resolved(environment, lock) == {"measure": "1.0", "plugin": "1.0"}


def resolved(environment, lock):
    """Return name → version of what pip would install from the folder of the lock, with the command for the real locks."""
    command = environment.install_command(sys.executable, lock)
    local = ["--dry-run", "--ignore-installed", "--no-index", "--find-links", lock.parent, "--report", "-"]
    done = subprocess.run(
        [*command, *local], env={"PIP_CONFIG_FILE": "/dev/null"}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    packages = [package["metadata"] for package in json.loads(done.stdout)["install"]]
    return {package["name"]: package["version"] for package in packages}


def wheel(folder, name, version, line):
    """Write a wheel without any module; return its SHA-256."""
    info, file = f"{name}-{version}.dist-info", folder / f"{name}-{version}-py3-none-any.whl"
    contents = {
        "METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{line}\n",
        "WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    with zipfile.ZipFile(file, "w") as archive:
        for member, text in contents.items():
            archive.writestr(f"{info}/{member}", text)
        digests = {path: urlsafe_b64encode(sha256(text.encode()).digest()) for path, text in contents.items()}
        record = "".join(
            f"{info}/{path},sha256={digests[path].rstrip(b'=').decode()},\n" for path in contents
        )
        archive.writestr(f"{info}/RECORD", record)
    return sha256(file.read_bytes()).hexdigest()
