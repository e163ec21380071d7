"""The units of deploy/, checked by systemd."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

from tests.bin.scripts import ROOT
from tests.stack.processes import unit_command

DEPLOY = ROOT / "deploy"
UNITS = sorted(
    path.name for path in DEPLOY.iterdir() if path.suffix in (".service", ".socket", ".target", ".timer")
)
SERVICES = [name for name in UNITS if name.endswith(".service")]


@pytest.fixture(scope="module")
def units(tmp_path_factory):
    """A copy of the units with the programs of this machine."""
    folder = tmp_path_factory.mktemp("units")
    for name in UNITS:
        text = (DEPLOY / name).read_text().replace("/srv/acquaint/.venv/bin/", f"{sys.prefix}/bin/")
        (folder / name).write_text(text)
    return folder


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
@pytest.mark.parametrize("name", UNITS)
def test_systemd_accepts_the_unit(units, name):
    unit = units / name.replace("@.", "@1.")
    unit.write_text((units / name).read_text())
    process = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", unit],
        capture_output=True,
        text=True,
        env={"SYSTEMD_UNIT_PATH": f"{units}:", "PATH": "/usr/bin:/bin"},
    )
    assert (process.returncode, process.stdout, process.stderr) == (0, "", "")


@pytest.mark.parametrize("name", SERVICES)
def test_all_services_have_the_same_sandbox(name):
    assert sandbox(name) == sandbox(SERVICES[0])
    assert {"ProtectSystem=strict", "NoNewPrivileges=yes", "CapabilityBoundingSet="} <= set(sandbox(name))


@pytest.mark.parametrize(
    ("name", "memory"),
    [("acquaint.service", "50%"), ("acquaint-worker@.service", "25%"), ("acquaint-tick.service", "25%")],
)
def test_no_service_takes_all_memory(name, memory):
    text = (DEPLOY / name).read_text()
    assert f"\nMemoryMax={memory}\n" in text
    assert "\nTasksMax=" in text


def test_the_web_server_outlives_a_process_that_takes_too_much():
    assert "\nOOMPolicy=continue\n" in (DEPLOY / "acquaint.service").read_text()


def sandbox(name):
    """The paragraph of options that restrict the service."""
    return (DEPLOY / name).read_text().partition("User=")[2].partition("\n\n")[0].split()


@pytest.mark.parametrize("name", SERVICES)
def test_the_program_of_every_service_exists(name):
    program, *arguments = unit_command(name)
    assert shutil.which(program)
    assert all((ROOT / argument).exists() for argument in arguments if argument.endswith(".py"))
