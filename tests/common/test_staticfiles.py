"""Stylesheets are bundled into one file when static files are collected."""

from __future__ import annotations

import re

import pytest
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.test import Client

from network.common.staticfiles import bundle
from tests.test_layout import ROOT

CSS = ROOT / "static" / "css"
LAYER = re.compile(r"^@layer (\w+) \{$", re.MULTILINE)


@pytest.fixture
def stylesheet() -> str:
    files = {path: (store, path) for finder in get_finders() for path, store in finder.list([])}
    return bundle(files)


def test_the_bundle_imports_nothing(stylesheet):
    assert "@import" not in stylesheet
    assert "url(" not in stylesheet


def test_every_css_file_is_in_the_bundle_in_its_layer(stylesheet):
    alone = ("app.css", "admin.css", "admin-start.css")
    sources = [file for file in CSS.rglob("*.css") if file.name not in alone]
    assert all(file.read_text() in stylesheet for file in sources)
    assert LAYER.findall(stylesheet) == re.findall(r"layer\((\w+)\)", (CSS / "app.css").read_text())


def test_collectstatic_writes_the_bundle(stylesheet, settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "network.common.staticfiles.BundledCssStorage"}
    }
    for _ in range(2):
        call_command("collectstatic", "--no-input", "--ignore=admin", verbosity=0)
        (hashed,) = tmp_path.glob("css/app.????????????.css")
        assert hashed.read_text() == (tmp_path / "css" / "app.css").read_text() == stylesheet
        assert hashed.with_name(f"{hashed.name}.br").exists()


def test_the_files_are_looked_for_once_for_all_test_clients(client, monkeypatch):
    client.get("/static/css/app.css")
    monkeypatch.setattr("whitenoise.middleware.finders", None)
    assert Client().get("/static/css/app.css").status_code == 200
