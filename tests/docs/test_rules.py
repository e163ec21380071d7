"""docs/rules.md maps every rule to code, page, e-mail and test; here the map is held to the territory."""

import ast
import importlib
import re
from functools import cache
from pathlib import Path

import pytest
from django.template.loader import get_template
from django.urls import get_resolver

ROOT = Path(__file__).resolve().parents[2]
IDS = [f"R{n:02}" for n in range(1, 33)] + [f"D{n:02}" for n in range(1, 8)]
COLUMNS = ["rule", "code", "page", "e-mail", "tests"]


def the_map() -> dict[str, dict[str, list[str]]]:
    """Rule id → column → what stands there in backticks."""
    lines = re.findall(r"^\| ([RD]\d\d) \|(.+)\|$", (ROOT / "docs/rules.md").read_text(), re.MULTILINE)
    return {
        rule: dict(zip(COLUMNS, (re.findall(r"`([^`]+)`", cell) for cell in cells.split("|")), strict=True))
        for rule, cells in lines
    }


@cache
def marked_tests() -> dict[str, set[str]]:
    """Rule id → tests that carry its mark, as path::name, or as path where the whole file does."""
    found: dict[str, set[str]] = {rule: set() for rule in IDS}
    for path in (ROOT / "tests").rglob("test_*.py"):
        where = str(path.relative_to(ROOT))
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                note(found, node.decorator_list, f"{where}::{node.name}")
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark":
                note(found, getattr(node.value, "elts", [node.value]), where)
    return found


def note(found: dict[str, set[str]], marks: list[ast.expr], test: str) -> None:
    calls = [mark for mark in marks if isinstance(mark, ast.Call)]
    for call in calls:
        if ast.unparse(call.func) == "pytest.mark.rule":
            for rule in call.args:
                found[ast.literal_eval(rule)].add(test)


def url_names() -> set[str]:
    resolver = get_resolver()
    plain = {name for name in resolver.reverse_dict if isinstance(name, str)}
    spaced = {
        f"{space}:{name}"
        for space, (_prefix, inner) in resolver.namespace_dict.items()
        for name in inner.reverse_dict
        if isinstance(name, str)
    }
    return plain | spaced


def exists(dotted: str) -> bool:
    module, _, attribute = dotted.partition(":")
    target = importlib.import_module(module)
    for part in filter(None, attribute.split(".")):
        target = getattr(target, part)
    return True


def test_every_rule_has_a_row():
    assert list(the_map()) == IDS


@pytest.mark.parametrize("rule", IDS)
def test_every_rule_has_a_test_and_the_map_names_just_those(rule):
    marked = marked_tests()[rule]
    assert marked
    assert set(the_map()[rule]["tests"]) == marked


def test_the_code_is_there():
    for row in the_map().values():
        assert all(exists(dotted) for dotted in row["code"])


def test_the_pages_are_there():
    named = {name for row in the_map().values() for name in row["page"]}
    assert named <= url_names()


def test_the_emails_are_there():
    for kind in {kind for row in the_map().values() for kind in row["e-mail"]}:
        for part in ("subject.txt", "txt", "html"):
            assert get_template(f"emails/{kind}.{part}")
