"""The image, built and run for real: what is in it, what it may do, and how it stops."""

from __future__ import annotations

import pytest

from tests.container.engine import IMAGE, Failed

pytestmark = pytest.mark.long
LARGEST = 420_000_000  # bytes, half of which are Debian
ABSENT = "pip pip3 gcc make git curl wget psql"
CONTENTS = ".venv bin deploy invitations locale manage.py network notifications requirements-redis.txt requirements.txt static templates var"  # fmt: skip
VOLUMES = "/var/backups/acquaint /var/lib/acquaint /var/lib/acquaint/private"


@pytest.fixture(scope="session")
def shell(engine):
    """A function that runs a line of shell in the image, on a root that it may write to, and returns the words that it says."""

    def run(line: str) -> str:
        return " ".join(engine.once("sh", "-c", line).split())

    return run


def test_it_is_small(engine):
    assert engine.inspect()["Size"] < LARGEST


def test_it_has_what_runs_and_nothing_that_builds_or_tests(shell):
    assert shell("ls -A") == CONTENTS
    assert shell(f"for name in {ABSENT}; do command -v $name; done; true") == ""
    assert shell("ls -A /var/lib/apt/lists") == ""


def test_the_settings_of_the_build_are_in_no_layer(engine, shell):
    lines = (engine.folder / "pip.conf").read_text().splitlines()
    history = engine.podman("history", "--no-trunc", "--format={{.CreatedBy}}", IMAGE)
    assert lines[0] == "[global]"
    assert not [line for line in lines[1:] if line.partition(" = ")[2] in history]
    assert shell("test -s /etc/pip.conf || echo none") == "none"


def test_an_engine_reads_the_settings_of_the_dockerfile(engine):
    image = engine.inspect()
    assert (image["Config"]["User"], image["Config"]["Entrypoint"]) == ("10001:10001", ["tini", "--"])
    assert image["Healthcheck"]["Test"] == ["CMD", "python", "bin/healthcheck.py"]


def test_without_settings_it_says_in_one_sentence_what_is_missing(engine):
    with pytest.raises(Failed, match="SITE_URL must be a whole address such as"):
        engine.once()


def test_its_user_owns_the_volumes_alone(shell):
    assert shell("find / -xdev -user acquaint 2>/dev/null | sort") == VOLUMES
    assert shell("find /srv /usr -xdev -perm -o+w -not -type l") == ""


def test_every_file_of_the_code_can_be_read(shell):
    assert shell("find /srv/acquaint -not -readable") == ""


def test_the_processes_have_no_rights(site):
    assert site.within("web", "id", "-u") == "10001"
    status = site.within("web", "cat", "/proc/1/status")
    assert "CapBnd:\t0000000000000000" in status
    assert "NoNewPrivs:\t1" in status


@pytest.mark.parametrize("path", ["manage.py", "new", "/usr/local/bin/new", "/etc/passwd"])
def test_it_cannot_be_changed(site, path):
    with pytest.raises(Failed, match=r"Read-only file system|Permission denied"):
        site.within("web", "sh", "-c", f"echo >> {path}")


@pytest.mark.parametrize(("name", "code"), [("worker", 0), ("tick", 143), ("web", 0)])
def test_each_service_ends_by_itself_in_its_time(site, name, code):
    """`tick` has no work to finish; what a killed one leaves undone, the next one does."""
    assert site.stop(name) == code
    site.start_again(name)
