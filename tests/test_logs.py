"""Nothing secret in the logs: every link that acts for its holder is asked for, well, forged and into a fault."""

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

from invitations.tokens import accept_token
from network.common import logging as product_logging
from notifications.tokens import never_again_token, unsubscribe_token
from tests.conftest import invite

SIGNED = signing.dumps(7)
RESET = "a-d3k9f-0123456789abcdef0123456789abcdef"
COOKIE, BEARER = "c00kievalue", "b3arervalue"


@pytest.fixture(params=product_logging.FORMATS)
def said(request, caplog):
    """What stands in the log of a server, in each of the two forms."""
    whole = product_logging.configuration(request.param, "INFO")
    stream = logging.StreamHandler(StringIO())
    configurator = logging.config.DictConfigurator(whole)
    stream.setFormatter(configurator.configure_formatter(whole["formatters"]["chosen"]))
    for name in ("", "django", "network.requests"):
        caplog.set_level(logging.INFO, logger=name)
    logging.getLogger().addHandler(stream)
    yield stream.stream.getvalue
    logging.getLogger().removeHandler(stream)


@pytest.fixture
def links(anna, bruno):
    """Each with the secret in it."""
    accept = accept_token(invite(anna, bruno), bruno)
    stop, never = unsubscribe_token(bruno.pk, "reminders"), never_again_token("new.comer@example.net")
    return {
        f"/i/{accept}/": accept,
        f"/u/{stop}/": stop,
        f"/u/{quote(never, safe='')}/": never,
        f"/accounts/confirm-email/{SIGNED}/": SIGNED,
        f"/accounts/password/reset/key/{RESET}/": RESET.partition("-")[2],
        "/accounts/signup/?email=new.comer%40example.net": "new.comer",
        f"/nowhere/i/{accept}/?next=/u/{stop}/": accept,
    }


def browser():
    return Client(raise_request_exception=False, headers={"Authorization": f"Bearer {BEARER}"})


def forged(link):
    return link.rstrip("/") + "x/"


def secrets_of(links):
    return {
        *links.values(),
        *map(quote, links.values()),
        *(secret.rpartition(":")[2] for secret in links.values()),
        COOKIE,
        BEARER,
        "new.comer",
    }


@pytest.mark.parametrize("broken", [False, True])
def test_no_link_leaves_its_secret_in_the_log(said, links, monkeypatch, broken):
    if broken:
        monkeypatch.setattr("network.common.middleware.MethodNotAllowedMiddleware.__call__", fault)
    for link in links:
        for method, address in (("get", link), ("post", link), ("get", forged(link)), ("post", forged(link))):
            visitor = browser()
            visitor.cookies["session"] = COOKIE
            getattr(visitor, method)(address)
    assert said().count("network.requests") == 4 * len(links)
    assert [secret for secret in secrets_of(links) if secret in said()] == []
    assert ("Traceback" in said()) == broken


def fault(_middleware, request):
    raise RuntimeError(
        f"{request.get_full_path()} {request.path_info} {request.META} {dict(request.headers)}"
    )


def test_the_request_line_names_route_and_outcome_and_nobody(said, client_for, bruno):
    client_for(bruno).get("/members/bruno/?q=carla")
    line = next(line for line in said().splitlines() if "network.requests" in line)
    assert "GET members:profile 200" in line
    assert "bruno" not in line
    assert "carla" not in line


@pytest.mark.parametrize("said", ["json"], indirect=True)
def test_each_line_of_json_holds_what_a_machine_asks_for(said, client_for, bruno):
    client_for(bruno).get("/members/")
    client_for(bruno).get("/nowhere/")
    lines = [json.loads(line) for line in said().splitlines()]
    answer = next(line for line in lines if line.get("route") == "members:directory")
    assert set(answer) == {"time", "level", "logger", "message", "method", "route", "status", "ms"}
    assert answer["status"] == 200
    assert all(set(line) <= set(answer) | {"exc_info"} for line in lines)


def test_a_servers_refusal_keeps_the_domain_and_not_the_person(said):
    log = logging.getLogger("notifications.outbox_worker")
    try:
        raise smtplib.SMTPRecipientsRefused({"bruno@mail.example.org": (550, b"<bruno@mail.example.org> no")})
    except smtplib.SMTPException:
        log.exception("Outbox row %s could not be sent to %s.", "invitation:1", '"b. runo"@mail.example.org')
    assert "runo" not in said()
    assert "…@mail.example.org" in said()
    assert "SMTPRecipientsRefused" in said()


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
def test_what_is_taken_out_and_what_is_left(text, clean):
    assert product_logging.scrub(text) == clean
    assert product_logging.scrub(clean) == clean
