"""A host's templates in DATA_DIR/templates come before those of the code, and docs/your-site.md says which blocks stay."""

from __future__ import annotations

import re
import shutil

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.template import engines

from tests.bin.scripts import ROOT
from tests.conftest import invite, mails

DOC = (ROOT / "docs" / "your-site.md").read_text()
BLOCKS = re.findall(r"^\| `([\w./]+\.(?:html|txt))` \| (.+) \|$", DOC, re.MULTILINE)
LANDING, SUBJECT = re.findall(r"^```\n(.+?)^```", DOC, re.MULTILINE | re.DOTALL)


def forget_templates() -> None:
    for loader in engines["django"].engine.template_loaders:
        loader.reset()
    engines["jinja2"].env.cache.clear()


@pytest.fixture
def write():
    """A file of the host; removed afterwards."""
    folder = settings.HOST_TEMPLATES

    def write_file(name: str, text: str) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
        forget_templates()

    yield write_file
    shutil.rmtree(folder)
    forget_templates()


def test_a_page(write, client, db):
    write("landing.html", LANDING)
    page = client.get("/").content.decode()
    assert "<h1>Welcome, bookbinders</h1>" in page
    assert "Know before you click" in page


def test_an_e_mail(write, anna, bruno):
    write("emails/invitation.subject.txt", SUBJECT)
    invite(anna, bruno)
    assert mails(bruno)[0].subject == "Anna Ricci would like to connect with you at the guild"


def test_a_card(write, anna, bruno, client_for):
    write("cards/member.jinja", "<p>{{ _('Hello') }}, bookbinder</p>")
    assert "Hello, bookbinder" in client_for(anna).get("/members/").content.decode()


@pytest.mark.parametrize(("name", "text"), [("landing.html", "{% block %}"), ("cards/member.jinja", "{{ a")])
def test_a_mistake_is_found_before_it_is_shown(write, name, text):
    write(name, text)
    problems = [problem.msg for problem in run_checks() if problem.id == "site.E001"]
    assert [name in problem for problem in problems] == [True]


def test_without_mistakes_nothing_is_said(write):
    write("landing.html", LANDING)
    assert not [problem for problem in run_checks() if problem.id == "site.E001"]


@pytest.mark.parametrize(("template", "blocks"), BLOCKS)
def test_the_blocks_that_stay(template, blocks):
    text = (ROOT / "templates" / template).read_text()
    for name in re.findall(r"`(\w+)`", blocks):
        assert re.search(r"{% block " + name + r"\b", text), name


def test_there_are_such_templates():
    assert len(BLOCKS) > 10
