"""The rules for Dockerfiles that hadolint checks (named by its codes), and what the image must be."""

from __future__ import annotations

import re
import subprocess
from pathlib import PurePosixPath

import pytest

from tests.bin.scripts import ROOT, load
from tests.container import dockerfile
from tests.stack.processes import unit

BEFORE, *STAGES = dockerfile.read()
LAST = STAGES[-1]
EVERY = [instruction for stage in STAGES for instruction in stage]
NEEDED = ["manage.py", "network/settings.py", "templates/base.html", "static/css/app.css", "locale/it/LC_MESSAGES/django.po", "bin/backup"]  # fmt: skip
KEPT_OUT = [".env", ".git/config", "var/acquaint.sqlite3", "tests/settings.py", ".venv/bin/python", "docs/deploy.md", "bin/demo", "network/__pycache__/settings.pyc", "locale/it/LC_MESSAGES/django.mo", "backup.dump"]  # fmt: skip


def of(name: str, stage=EVERY) -> list[dockerfile.Instruction]:
    return [instruction for instruction in stage if instruction.name == name]


def one(name: str) -> dockerfile.Instruction:
    """The only such instruction of the last stage."""
    (found,) = of(name, LAST)
    return found


def environment() -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in one("ENV").arguments.split())


def test_the_base_is_one_that_a_build_may_replace_and_has_a_tag():
    """DL3006, DL3007."""
    ((name, default),) = [each.arguments.split("=") for each in BEFORE]
    assert name == "BASE"
    assert re.fullmatch(r"[\w./-]+:(?!latest)[\w.-]+", default)
    known = {"${BASE}", *(each.arguments.partition(" AS ")[2] for each in of("FROM"))}
    assert {each.arguments.partition(" AS ")[0] for each in of("FROM")} <= known


def test_files_are_copied_and_never_added():
    """DL3020."""
    assert not of("ADD")


def test_each_folder_is_absolute():
    """DL3000."""
    assert all(PurePosixPath(each.arguments).is_absolute() for each in of("WORKDIR"))


def test_packages_leave_no_lists_behind_and_bring_no_others():
    """DL3009, DL3014, DL3015, DL3027."""
    installs = [each.arguments for each in of("RUN") if "apt" in each.arguments]
    assert len(installs) == 2
    for command in installs:
        assert "apt-get update && apt-get install -y --no-install-recommends " in command
        assert "rm -rf /var/lib/apt/lists/*" in command


def test_nothing_runs_as_root_by_another_name_or_is_fetched_past_the_lock():
    """DL3001, DL3004, DL3013, DL3042, DL4001."""
    commands = " ".join(each.arguments for each in of("RUN"))
    assert not re.search(r"\b(sudo|curl|wget|ssh|git)\b|pip3? install", commands)
    assert "bin/environment.py requirements-redis.txt" in commands


def test_the_user_is_not_root_and_has_the_number_of_the_folders():
    """DL3002. By number, so that the engine sees that it is not root."""
    user, group = one("USER").arguments.split(":")
    assert user == group != "0"
    assert f"--uid {user}" in of("RUN", STAGES[0])[0].arguments


def test_programs_start_without_a_shell():
    """DL3025: a shell would keep signals to itself."""
    assert one("ENTRYPOINT").words() == ["tini", "--"]
    assert one("CMD").words() == unit("acquaint.service")
    check = dockerfile.Instruction("", one("HEALTHCHECK").arguments.partition(" CMD ")[2])
    assert check.words() == ["python", "bin/healthcheck.py"]


def test_the_last_stage_installs_nothing():
    assert {each.name for each in LAST} == {
        "FROM", "COPY", "WORKDIR", "ENV", "USER", "EXPOSE", "HEALTHCHECK", "ENTRYPOINT", "CMD",
    }  # fmt: skip
    assert all(each.arguments.startswith("--from=build ") for each in of("COPY", LAST))


def test_no_key_or_password_stands_in_the_file():
    secret = re.compile(r"KEY|PASSWORD|TOKEN|SECRET|_URL")
    assert {name: value for name, value in environment().items() if secret.search(name)} == {"SITE_URL": ""}
    assert [each.arguments for each in BEFORE + of("ARG")] == [BEFORE[0].arguments]


def test_every_variable_is_a_setting_or_of_a_program():
    listed = set(re.findall(r"^#([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    programs = {"LANG", "PATH", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "WEB_BIND"}
    assert set(environment()) <= listed | programs


def test_the_static_files_are_those_of_the_build_and_not_of_the_data():
    """A volume would keep those of the first version."""
    assert environment()["STATIC_DIR"] == "/srv/acquaint/var/static"
    assert not environment()["STATIC_DIR"].startswith(environment()["DATA_DIR"])


def test_an_image_without_settings_does_not_start():
    with pytest.raises(ValueError, match="SITE_URL must be a whole address"):
        load("healthcheck").read_site_url(environment()["SITE_URL"])


@pytest.mark.parametrize("path", NEEDED)
def test_the_build_gets_what_it_needs(path):
    assert not dockerfile.ignored(path)


@pytest.mark.parametrize("path", KEPT_OUT)
def test_the_build_gets_nothing_else(path):
    assert dockerfile.ignored(path)


def test_every_file_that_is_copied_exists():
    allowed = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    tracked = subprocess.check_output(["git", "ls-files"], cwd=ROOT, text=True).splitlines()
    assert [name for name in allowed if not any(f"{each}/".startswith(f"{name}/") for each in tracked)] == []
