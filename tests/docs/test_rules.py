"""docs/rules.md maps every rule to code, page, e-mail and tests; every entry must exist."""

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


def rules_table() -> dict[str, dict[str, list[str]]]:
    """Rule id → column → the names in backticks of that cell."""
    lines = re.findall(r"^\| ([RD]\d\d) \|(.+)\|$", (ROOT / "docs/rules.md").read_text(), re.MULTILINE)
    return {
        rule: dict(zip(COLUMNS, (re.findall(r"`([^`]+)`", cell) for cell in cells.split("|")), strict=True))
        for rule, cells in lines
    }


@cache
def marked_tests() -> dict[str, set[str]]:
    """Rule id → tests with its mark, as path::name, or as path if the mark is on the module."""
    marked: dict[str, set[str]] = {rule: set() for rule in IDS}
    for path in (ROOT / "tests").rglob("test_*.py"):
        relative_path = str(path.relative_to(ROOT))
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                add_marked(marked, node.decorator_list, f"{relative_path}::{node.name}")
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark":
                add_marked(marked, getattr(node.value, "elts", [node.value]), relative_path)
    return marked


def add_marked(marked: dict[str, set[str]], marks: list[ast.expr], test: str) -> None:
    """Add the test to each rule that one of its `pytest.mark.rule(...)` marks names."""
    calls = [mark for mark in marks if isinstance(mark, ast.Call)]
    for call in calls:
        if ast.unparse(call.func) == "pytest.mark.rule":
            for rule in call.args:
                marked[ast.literal_eval(rule)].add(test)


def url_names() -> set[str]:
    """Names of all URL patterns, as `name` or `namespace:name`."""
    resolver = get_resolver()
    global_names = {name for name in resolver.reverse_dict if isinstance(name, str)}
    namespaced_names = {
        f"{namespace}:{name}"
        for namespace, (_prefix, inner) in resolver.namespace_dict.items()
        for name in inner.reverse_dict
        if isinstance(name, str)
    }
    return global_names | namespaced_names


def exists(dotted: str) -> bool:
    """Import `module:object`; True, or ImportError or AttributeError."""
    module, _, attribute = dotted.partition(":")
    target = importlib.import_module(module)
    for part in filter(None, attribute.split(".")):
        target = getattr(target, part)
    return True


def test_every_rule_has_a_row():
    assert list(rules_table()) == IDS


@pytest.mark.parametrize("rule", IDS)
def test_the_row_of_a_rule_names_exactly_its_marked_tests(rule):
    tests = marked_tests()[rule]
    assert tests
    assert set(rules_table()[rule]["tests"]) == tests


def test_the_named_code_exists():
    for row in rules_table().values():
        assert all(exists(dotted) for dotted in row["code"])


def test_the_named_pages_exist():
    named = {name for row in rules_table().values() for name in row["page"]}
    assert named <= url_names()


def test_the_named_emails_exist():
    for kind in {kind for row in rules_table().values() for kind in row["e-mail"]}:
        for part in ("subject.txt", "txt", "html"):
            assert get_template(f"emails/{kind}.{part}")
