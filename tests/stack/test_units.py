"""The units of deploy/, as systemd itself reads them."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

from tests.bin.scripts import ROOT
from tests.stack.processes import command_of

DEPLOY = ROOT / "deploy"
UNITS = sorted(
    path.name for path in DEPLOY.iterdir() if path.suffix in (".service", ".socket", ".target", ".timer")
)
SERVICES = [name for name in UNITS if name.endswith(".service")]


@pytest.fixture(scope="module")
def units(tmp_path_factory):
    """A copy in which the programs are those of this machine."""
    folder = tmp_path_factory.mktemp("units")
    for name in UNITS:
        text = (DEPLOY / name).read_text().replace("/srv/acquaint/.venv/bin/", f"{sys.prefix}/bin/")
        (folder / name).write_text(text)
    return folder


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
@pytest.mark.parametrize("name", UNITS)
def test_systemd_has_nothing_to_say_against_it(units, name):
    unit = units / name.replace("@.", "@1.")
    unit.write_text((units / name).read_text())
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", unit],
        capture_output=True,
        text=True,
        env={"SYSTEMD_UNIT_PATH": f"{units}:", "PATH": "/usr/bin:/bin"},
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_is_locked_in_alike(name):
    assert locks(name) == locks(SERVICES[0])
    assert {"ProtectSystem=strict", "NoNewPrivileges=yes", "CapabilityBoundingSet="} <= set(locks(name))


def locks(name):
    """The paragraph on what the service may do."""
    return (DEPLOY / name).read_text().partition("User=")[2].partition("\n\n")[0].split()


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_runs_a_program_that_is_there(name):
    program, *words = command_of(name)
    assert shutil.which(program)
    assert all((ROOT / word).exists() for word in words if word.endswith(".py"))
