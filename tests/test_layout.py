"""The required layout of the project, and the layers of its packages."""

import tomllib
from pathlib import Path

import pytest
from django.apps import apps

from invitations import views

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.rule("D02")
def test_the_required_dependencies():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    dependencies = " ".join(project["project"]["dependencies"] + project["dependency-groups"]["dev"])
    assert all(
        name in dependencies for name in ("django~=", "django-environ", "pytest-django", "factory-boy")
    )


@pytest.mark.rule("D03")
def test_the_top_level():
    required = "manage.py requirements.txt network invitations notifications templates static tests"
    assert all((ROOT / name).exists() for name in required.split())


@pytest.mark.rule("D04")
def test_the_apps():
    for label in ("members", "invitations", "notifications"):
        assert apps.is_installed({"members": "network.members"}.get(label, label))


@pytest.mark.rule("D04")
@pytest.mark.parametrize("verb", ["accept", "reply", "ignore", "unknown", "withdraw"])
def test_each_verb_has_its_view(verb):
    assert callable(getattr(views, verb))


def test_no_catch_all_modules():
    banned = {"services.py", "selectors.py", "utils.py", "helpers.py", "constants.py", "managers.py"}
    modules = [
        path for app in ("network", "invitations", "notifications") for path in (ROOT / app).rglob("*.py")
    ]
    assert not {path.name for path in modules} & banned


def test_every_module_of_the_project_package_has_a_layer():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (layers,) = (contract["layers"] for contract in contracts if contract["type"] == "layers")
    layered = {name.strip() for layer in layers for name in layer.split(":")}
    modules = {
        f"network.{path.stem}" for path in (ROOT / "network").iterdir() if not path.name.startswith("__")
    }
    assert modules == {name for name in layered if name.startswith("network.")}
