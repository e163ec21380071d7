"""Templates respect the layers of the apps: they contain no URL of an app above them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template import Context, Template

from network.common import template_hooks
from notifications.template_hooks import TEMPLATES

ROOT = Path(__file__).resolve().parents[1] / "templates"
LINKED = re.compile(r"""\{% (?:include|extends) "([^"]+)\"""")


def with_linked_templates(names: list[str]) -> set[str]:
    """Return these templates and all templates that they include or extend."""
    names_found: set[str] = set()
    queue = list(names)
    while queue:
        name = queue.pop()
        if name not in names_found and (ROOT / name).exists():
            names_found.add(name)
            queue += LINKED.findall((ROOT / name).read_text())
    return names_found


def templates_of(folder: str) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in (ROOT / folder).rglob("*.html")]


@pytest.mark.parametrize("folder", ["invitations", "members", "account", "mfa", "usersessions"])
def test_no_template_names_a_url_of_notifications(folder):
    names = {name for name in with_linked_templates(templates_of(folder)) if not name.startswith("demo/")}
    assert "base.html" in names
    assert [name for name in sorted(names) if "notifications:" in (ROOT / name).read_text()] == []


@pytest.mark.parametrize("hook", TEMPLATES)
def test_every_hook_of_notifications_is_in_a_template(hook):
    assert any(f'"{hook}"' in path.read_text() for path in ROOT.rglob("*.html"))


def test_a_hook_renders_each_registered_template_once(monkeypatch):
    monkeypatch.setattr(template_hooks, "_templates", template_hooks.defaultdict(list))
    for _ in range(2):
        template_hooks.register_template("example", "components/note.html")
    page = Template('{% load hooks %}{% template_hook "example" %}{% template_hook "unknown" %}')
    assert page.render(Context({"note": "a <b>"})).count("a &lt;b&gt;") == 1
