"""bin/mutants on a small project: which mutants are killed and which survive."""

import json
import shutil
import subprocess
import time

import pytest

from tests.bin.scripts import BIN, load

load("mutants")

from mutation import checkout, coverage_map, finder, plugin, worker  # noqa: E402
from mutation.runner import Runner  # noqa: E402

pytestmark = pytest.mark.long

MODELS = """
from django.db import models
from django.db.models import Q

class Invitation(models.Model):
    note = models.CharField(max_length=9)
    class Meta:
        app_label = "invitations"
        constraints = [
            models.CheckConstraint(condition=~Q(note=""), name="has_note"),
            models.CheckConstraint(condition=~Q(note="x"), name="not_x"),
        ]
"""
POLICY = """
def may_send(used, restricted):
    return "no" if used > 3 or restricted else "yes"

def untested(x):
    return x == 1
"""
TESTS = """
import pytest
from django.db import IntegrityError
from invitations.models import Invitation
from invitations.policy import may_send

def test_limit():
    assert (may_send(3, False), may_send(4, False)) == ("yes", "no")

def test_has_note(db):
    with pytest.raises(IntegrityError):
        Invitation.objects.create(note="")
"""
SETTINGS = """
import os
SECRET_KEY = "secret"
INSTALLED_APPS = ["invitations"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "TEST": {"NAME": os.environ.get("TEST_DATABASE_FILE")}}}
"""
FILES = {
    "invitations/__init__.py": "",
    "invitations/models.py": MODELS,
    "invitations/policy.py": POLICY,
    "tests/__init__.py": "",
    "tests/settings.py": SETTINGS,
    "tests/test_policy.py": TESTS,
    "bin/messages": "",
    "manage.py": "",
    "pyproject.toml": "[tool.pytest.ini_options]\nDJANGO_SETTINGS_MODULE = 'tests.settings'\npythonpath = ['.']\n",
}


@pytest.fixture
def project(tmp_path):
    for name, content in FILES.items():
        (tmp_path / "project" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "project" / name).write_text(content)
    shutil.copytree(BIN / "mutation", tmp_path / "project" / "bin" / "mutation")
    return tmp_path / "project"


def runner(project, minutes=5.0):
    deadline = time.monotonic() + 60 * minutes
    return Runner(project, project / "var", finder.find(project), 1, deadline)


def outcomes(run):
    results = {name: run.results.get(name, mutant) for name, mutant in run.mutants.items()}
    return {run.mutants[name].change: result.outcome for name, result in results.items() if result}


def test_killed_surviving_and_untested_mutants(project):
    run = runner(project)
    before = {path: path.read_text() for path in project.rglob("*.py")}
    run.run(list(run.mutants))
    assert outcomes(run) == {
        "dropped: has_note": "killed",
        "dropped: not_x": "survived",
        "True instead of: used > 3 or restricted": "killed",
        "False instead of: used > 3 or restricted": "killed",
        "without `used > 3`: used > 3 or restricted": "killed",
        "without `restricted`: used > 3 or restricted": "survived",
        "negate: x == 1": "untested",
    }
    assert {path: path.read_text() for path in project.rglob("*.py")} == before


def test_a_run_continues_where_the_last_one_ended(project):
    first = runner(project)
    first.run([name for name in first.mutants if "True instead of" in name])
    second = runner(project, minutes=0)
    second.run(list(second.mutants))
    assert outcomes(second) == {"True instead of: used > 3 or restricted": "killed"}


def test_a_run_is_refused_if_tests_fail_without_a_mutant(project):
    (project / "tests" / "test_policy.py").write_text("def test_red():\n    assert False\n")
    run = runner(project)
    with pytest.raises(coverage_map.BaselineFailed, match="test_red"):
        run.run(list(run.mutants))


def test_a_test_that_takes_far_longer_than_without_a_mutant_has_failed(project, tmp_path):
    """The list says that it takes less than nothing, so that its limit is half a second."""
    (project / "tests" / "test_loop.py").write_text("def test_loop():\n    while True:\n        pass\n")
    listed, report = tmp_path / "tests.json", tmp_path / "report.json"
    listed.write_text(
        json.dumps({"tests/test_loop.py::test_loop": (0.5 - plugin.MORE_SECONDS) / plugin.TIMES})
    )
    settings = {"MUTATION_TESTS": str(listed), "MUTATION_REPORT": str(report)}
    subprocess.run(
        [*worker.PYTEST[:-1], "tests/test_loop.py"],
        cwd=project,
        env=checkout.environment(project, tmp_path, **settings),
    )
    assert json.loads(report.read_text())["failed"] == ["tests/test_loop.py::test_loop"]
