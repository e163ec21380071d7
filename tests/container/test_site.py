"""The services of compose.yaml, from the image: a member joins, a backup is restored, and nothing but volumes is written to."""

from __future__ import annotations

import json
import re
from urllib.request import Request

import pytest

from tests.stack.browser import SITE
from tests.stack.sink import link

pytestmark = pytest.mark.long
PASSWORD, ANNA = "a-horse-on-the-roof", "anna@mail.test"


def test_static_files_are_collected_and_compressed(site):
    browser = site.browser()
    (style,) = re.findall(r'href="(/static/css/app\.[^"]+)"', browser.get("/"))
    answer = browser.open(style)
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Encoding"] == "gzip"


def test_translations_are_compiled(site):
    answer = site.browser().opener.open(Request(SITE, headers={"Accept-Language": "it"}))
    page = answer.read().decode()
    assert '<html lang="it"' in page
    assert "Accedi" in page


def test_the_proxy_keeps_readiness_and_metrics_to_itself(site):
    assert [site.browser().status(path) for path in ("/readyz", "/metrics", "/healthz")] == [404, 404, 200]


def test_a_member_joins_by_an_email_that_the_worker_sends(site):
    browser = site.browser()
    browser.submit("/accounts/signup/", name="Anna Ricci", email=ANNA, password1=PASSWORD)
    browser.submit(link(site.sink.wait(ANNA, "confirm-email"), "confirm-email"), password=PASSWORD)
    assert "Anna Ricci" in browser.submit("/accounts/login/", login=ANNA, password=PASSWORD)


def test_nothing_is_written_that_is_not_a_backup(site):
    assert site.within("web", "find", "/var/lib/acquaint", "/tmp", "-type", "f") == ""
    modes = site.within("web", "stat", "-c", "%a %u", "/var/lib/acquaint", "/var/lib/acquaint/private")
    assert modes.split("\n") == ["711 10001", "700 10001"]


@pytest.mark.parametrize("name", ["web", "worker", "tick"])
def test_the_log_is_on_the_output_and_in_json(site, name):
    site.browser().get("/")
    lines = site.engine.podman("logs", name).splitlines()
    assert all(isinstance(json.loads(line), dict) for line in lines)


def test_a_backup_is_saved_and_restored(site):
    site.once("bin/backup", "save", "/var/backups/acquaint/one.dump")
    with site.other_database():
        site.once("bin/backup", "restore", "/var/backups/acquaint/one.dump")
        assert "members_member 0 " not in site.once("bin/backup", "digest")


def test_the_doctor_finds_what_the_image_has(site):
    report = site.within("web", "sh", "-c", "python manage.py doctor --offline; true")
    assert "static files are collected" in report
    assert "All migrations are applied." in report
