"""P-MBX: beside a real server a copy is kept for the staff alone; in production, unasked, there is nothing to keep it."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from django.core import mail
from django.core.mail import send_mail

from notifications.backends import CapturingEmailBackend
from notifications.models import CapturedEmail, Outbox
from tests.conftest import invite
from tests.races.processes import ROOT
from tests.test_settings import PRODUCTION

LOOK = """
import json, django
django.setup()
from django.conf import settings
from django.contrib import admin
from django.urls import get_resolver
from notifications.models import CapturedEmail
routes = set(get_resolver().namespace_dict["notifications"][1].reverse_dict)
known = set(get_resolver().namespace_dict)
print(json.dumps({
    "mailbox": "mailbox" in routes, "staff": admin.site.is_registered(CapturedEmail),
    "backend": settings.EMAIL_BACKEND.split(".")[-2], "reports": "anymail" in known,
}))
"""


@pytest.fixture
def copying(settings):
    settings.EMAIL_BACKEND = "notifications.backends.CopyingEmailBackend"
    settings.EMAIL_DELIVERY_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def test_what_leaves_is_kept_too(anna, bruno, copying):
    invite(anna, bruno)
    assert [each.to for each in mail.outbox] == [[bruno.email]]
    assert CapturedEmail.objects.get().message_id == Outbox.objects.get().message_id


def test_what_does_not_leave_is_not(anna, bruno, copying, settings, monkeypatch):
    settings.EMAIL_DELIVERY_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    monkeypatch.setattr("django.core.mail.backends.dummy.EmailBackend.send_messages", refuse)
    invite(anna, bruno)
    assert Outbox.objects.get().status == "waiting"
    assert not CapturedEmail.objects.exists()


def test_a_copy_that_cannot_be_kept_sends_nothing_twice(anna, bruno, copying, monkeypatch, caplog):
    monkeypatch.setattr(CapturingEmailBackend, "send_messages", refuse)
    invite(anna, bruno)
    assert len(mail.outbox) == 1
    assert Outbox.objects.get().status == "sent"
    assert "could not be stored" in caplog.text


def test_account_mail_goes_the_same_way(db, copying):
    assert send_mail("Hello", "Text", None, ["a@example.org"]) == 1
    assert CapturedEmail.objects.count() == len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("environment", "seen"),
    [
        ({}, {"mailbox": False, "staff": False, "backend": "smtp", "reports": False}),
        ({"CAPTURE_EMAIL": "1"}, {"mailbox": False, "staff": True, "backend": "backends", "reports": False}),
        (
            {"EMAIL_URL": "anymail://mailgun", "ANYMAIL_WEBHOOK_SECRET": "mailgun:0123456789abcdef"},
            {"mailbox": False, "staff": False, "backend": "mailgun", "reports": True},
        ),
    ],
    ids=["a server", "a server and copies", "a provider"],
)
def test_production(tmp_path, environment, seen):
    told = os.environ | PRODUCTION | environment
    told |= {"DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "network.settings"}
    done = subprocess.run([sys.executable, "-c", LOOK], cwd=ROOT, env=told, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == seen


def refuse(*_):
    raise OSError("no room")
