"""No secrets in the logs: every kind of tokenized link is requested, valid and forged, also with a server error."""

from __future__ import annotations

import json
import logging
import logging.config
import smtplib
from io import StringIO
from urllib.parse import quote

import pytest
from django.core import signing
from django.test import Client

from invitations.join_links import join_token
from invitations.models import Invitation, JoinLinkUse
from invitations.tokens import accept_token, card_token, not_me_token, report_token
from network.common import logging as product_logging
from notifications.tokens import opt_out_token, unsubscribe_token
from tests.conftest import invite

SIGNED = signing.dumps(7)
RESET = "a-d3k9f-0123456789abcdef0123456789abcdef"
COOKIE, BEARER = "c00kievalue", "b3arervalue"


@pytest.fixture(params=product_logging.FORMATS)
def log_output(request, caplog):
    """A function that returns the log output so far, in each of the two formats."""
    config = product_logging.configuration(request.param, "INFO")
    stream = logging.StreamHandler(StringIO())
    configurator = logging.config.DictConfigurator(config)
    stream.setFormatter(configurator.configure_formatter(config["formatters"]["default"]))
    for name in ("", "django", "network.requests"):
        caplog.set_level(logging.INFO, logger=name)
    logging.getLogger().addHandler(stream)
    yield stream.stream.getvalue
    logging.getLogger().removeHandler(stream)


@pytest.fixture
def links(anna, bruno):
    """Links that contain a secret → the secret."""
    invitation = invite(anna, bruno)
    accept, report = accept_token(invitation, bruno), report_token(invitation, None, "en")
    unsubscribe, opt_out = (unsubscribe_token(bruno.pk, "reminders"), opt_out_token("new.comer@example.net"))
    invitation = Invitation.objects.send_to_address(anna, "new.comer@example.net")
    join, card = join_token(invitation, "en", "f" * 32), card_token(invitation, "en")
    not_me = not_me_token(JoinLinkUse(nonce="e" * 32))
    return {
        f"/join/{join}/": join,
        f"/join/{quote(join, safe='')}/again/": join,
        f"/card/{card}/": card,
        f"/card/{card}/photo.webp": card,
        f"/not-me/{not_me}/": not_me,
        f"/i/{accept}/": accept,
        f"/i/{report}/report/": report,
        f"/u/{unsubscribe}/": unsubscribe,
        f"/u/{quote(opt_out, safe='')}/": opt_out,
        f"/accounts/confirm-email/{SIGNED}/": SIGNED,
        f"/accounts/password/reset/key/{RESET}/": RESET.partition("-")[2],
        "/accounts/signup/?email=new.comer%40example.net": "new.comer",
        f"/nowhere/i/{accept}/?next=/u/{unsubscribe}/": accept,
    }


def browser():
    return Client(raise_request_exception=False, headers={"Authorization": f"Bearer {BEARER}"})


def forged(link):
    return link.rstrip("/") + "x/"


def secrets_in(links):
    return {
        *links.values(),
        *map(quote, links.values()),
        *(secret.rpartition(":")[2] for secret in links.values()),
        COOKIE,
        BEARER,
        "new.comer",
    }


@pytest.mark.parametrize("fails", [False, True])
def test_secrets_of_links_are_not_logged(log_output, links, monkeypatch, fails):
    if fails:
        monkeypatch.setattr("network.common.middleware.MethodNotAllowedMiddleware.__call__", fail)
    for link in links:
        for method, url in (("get", link), ("post", link), ("get", forged(link)), ("post", forged(link))):
            visitor = browser()
            visitor.cookies["session"] = COOKIE
            getattr(visitor, method)(url)
    assert log_output().count("network.requests") == 4 * len(links)
    assert [secret for secret in secrets_in(links) if secret in log_output()] == []
    assert ("Traceback" in log_output()) == fails


def fail(_middleware, request):
    raise RuntimeError(
        f"{request.get_full_path()} {request.path_info} {request.META} {dict(request.headers)}"
    )


def test_the_request_line_has_route_and_status_without_personal_data(log_output, client_for, bruno):
    client_for(bruno).get("/members/bruno/?q=carla")
    line = next(line for line in log_output().splitlines() if "network.requests" in line)
    assert "GET members:profile 200" in line
    assert "bruno" not in line
    assert "carla" not in line


@pytest.mark.parametrize("log_output", ["json"], indirect=True)
def test_json_lines_have_fixed_keys(log_output, client_for, bruno):
    client_for(bruno).get("/members/")
    client_for(bruno).get("/nowhere/")
    lines = [json.loads(line) for line in log_output().splitlines()]
    response = next(line for line in lines if line.get("route") == "members:directory")
    assert set(response) == {"time", "level", "logger", "message", "method", "route", "status", "ms"}
    assert response["status"] == 200
    assert all(set(line) <= set(response) | {"exc_info"} for line in lines)


def test_the_local_part_of_an_address_in_an_exception_is_removed(log_output):
    log = logging.getLogger("notifications.outbox_worker")
    try:
        raise smtplib.SMTPRecipientsRefused({"bruno@mail.example.org": (550, b"<bruno@mail.example.org> no")})
    except smtplib.SMTPException:
        log.exception("Outbox row %s could not be sent to %s.", "invitation:1", '"b. runo"@mail.example.org')
    assert "runo" not in log_output()
    assert "…@mail.example.org" in log_output()
    assert "SMTPRecipientsRefused" in log_output()


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("GET /inbox/?page=2&email=a HTTP/1.1", "GET /inbox/?… HTTP/1.1"),
        ("Why? Because.", "Why? Because."),
        ("postgres://acquaint:s3cret@db:5432/x", "postgres://acquaint:…@db:5432/x"),
        ("Set-Cookie: session=abc; Path=/", "Set-Cookie: …"),
        ("csrfmiddlewaretoken=abc&note=x", "csrfmiddlewaretoken=…&note=x"),
        ("violates\nDETAIL:  Key (note)=(Ciao) exists.\nCONTEXT: x", "violates\nDETAIL: …\nCONTEXT: x"),
        (
            "/members/bruno/ network.wsgi:application 12:30:00",
            "/members/bruno/ network.wsgi:application 12:30:00",
        ),
        ("/invitations/AAAAAAAAAAAAAAAA/accept/", "/invitations/AAAAAAAAAAAAAAAA/accept/"),
    ],
)
def test_scrub(text, clean):
    assert product_logging.scrub(text) == clean
    assert product_logging.scrub(clean) == clean
