"""The styles are one sheet where static files are collected."""

from __future__ import annotations

import re

import pytest
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from network.common.staticfiles import bundle
from tests.test_layout import ROOT

CSS = ROOT / "static" / "css"
LAYER = re.compile(r"^@layer (\w+) \{$", re.MULTILINE)


@pytest.fixture
def sheet() -> str:
    found = {path: (store, path) for finder in get_finders() for path, store in finder.list([])}
    return bundle(found)


def test_nothing_is_asked_for_once_more(sheet):
    assert "@import" not in sheet
    assert "url(" not in sheet


def test_every_file_of_styles_is_in_it_in_its_layer(sheet):
    own = [file for file in CSS.rglob("*.css") if file.name not in ("app.css", "admin.css")]
    assert all(file.read_text() in sheet for file in own)
    assert LAYER.findall(sheet) == re.findall(r"layer\((\w+)\)", (CSS / "app.css").read_text())


def test_it_is_what_is_collected(sheet, settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "network.common.staticfiles.BundledCssStorage"}
    }
    for _time in range(2):
        call_command("collectstatic", "--no-input", "--ignore=admin", verbosity=0)
        (hashed,) = tmp_path.glob("css/app.????????????.css")
        assert hashed.read_text() == (tmp_path / "css" / "app.css").read_text() == sheet
        assert hashed.with_name(f"{hashed.name}.br").exists()
