"""With a mail server, copies of e-mails are kept for staff only, and in production only if CAPTURE_EMAIL is set."""

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

SHOW_SETTINGS = """
import json, django
django.setup()
from django.conf import settings
from django.contrib import admin
from django.urls import get_resolver
from notifications.models import CapturedEmail
routes = set(get_resolver().namespace_dict["notifications"][1].reverse_dict)
namespaces = set(get_resolver().namespace_dict)
print(json.dumps({
    "mailbox": "mailbox" in routes, "staff": admin.site.is_registered(CapturedEmail),
    "backend": settings.EMAIL_BACKEND.split(".")[-2], "reports": "anymail" in namespaces,
}))
"""


@pytest.fixture
def copying_backend(settings):
    settings.EMAIL_BACKEND = "notifications.backends.CopyingEmailBackend"
    settings.EMAIL_DELIVERY_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def test_a_sent_email_is_captured(anna, bruno, copying_backend):
    invite(anna, bruno)
    assert [message.to for message in mail.outbox] == [[bruno.email]]
    assert CapturedEmail.objects.get().message_id == Outbox.objects.get().message_id


def test_an_unsent_email_is_not_captured(anna, bruno, copying_backend, settings, monkeypatch):
    settings.EMAIL_DELIVERY_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    monkeypatch.setattr("django.core.mail.backends.dummy.EmailBackend.send_messages", fail)
    invite(anna, bruno)
    assert Outbox.objects.get().status == "waiting"
    assert not CapturedEmail.objects.exists()


def test_a_failure_to_capture_does_not_send_again(anna, bruno, copying_backend, monkeypatch, caplog):
    monkeypatch.setattr(CapturingEmailBackend, "send_messages", fail)
    invite(anna, bruno)
    assert len(mail.outbox) == 1
    assert Outbox.objects.get().status == "sent"
    assert "could not be stored" in caplog.text


def test_send_mail_is_captured_too(db, copying_backend):
    assert send_mail("Hello", "Text", None, ["a@example.org"]) == 1
    assert CapturedEmail.objects.count() == len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, {"mailbox": False, "staff": False, "backend": "backends", "reports": False}),
        ({"CAPTURE_EMAIL": "1"}, {"mailbox": False, "staff": True, "backend": "backends", "reports": False}),
        (
            {"EMAIL_URL": "anymail://mailgun", "ANYMAIL_WEBHOOK_SECRET": "mailgun:0123456789abcdef"},
            {"mailbox": False, "staff": False, "backend": "mailgun", "reports": True},
        ),
    ],
    ids=["a server", "a server and copies", "a provider"],
)
def test_the_mailbox_in_production(tmp_path, environment, expected):
    env = {name: value for name, value in os.environ.items() if not name.startswith("OIDC_")}
    env |= PRODUCTION | environment
    env |= {"DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "network.settings"}
    done = subprocess.run(
        [sys.executable, "-c", SHOW_SETTINGS], cwd=ROOT, env=env, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == expected


def fail(*_):
    raise OSError("no room")
