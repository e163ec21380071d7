"""A provider that is down, slow or answers garbage: a page says so, and nothing else happens."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from django.core.cache import cache

from network.members.oidc import deadline, fetching
from tests.oidc.conftest import BEGIN, begin, member_of, sign_in
from tests.oidc.issuer import ANNA

DISCOVERY = "/.well-known/openid-configuration"
PATHS = (DISCOVERY, "/token", "/keys", "/userinfo")
GARBAGE = {
    "nothing": b"", "a list": b"[]", "half": b'{"a":', "bytes": b"\xff\xfe\x00", "deep": b'{"a":' + b"[" * 100_000, "null": b"null",
    "numbers": b'{"issuer": 1, "keys": 7, "id_token": 3, "sub": 5}', "nulls": b'{"keys": [null, {}], "id_token": null}',
    "odd token": b'{"id_token": "\\ud800.a.b", "keys": [{"kid": "one", "kty": "RSA"}]}', "an empty object": b"{}",
    "digits": b"1" * 5000, "empty parts": b'{"id_token": "..", "keys": [{"kty": {}, "kid": "one", "alg": []}]}',
    "unhashable": b'{"id_token": "e30.e30.e30"}',
}  # fmt: skip


def attempt(browser, issuer):
    """The status of the page after a whole sign-in, with the address from the userinfo endpoint."""
    page = browser.post(BEGIN)
    return (
        sign_in(browser, issuer, {"sub": "anna-1"}).status_code
        if page.status_code == 200
        else page.status_code
    )


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("garbage", GARBAGE)
def test_garbage_is_an_error_page(issuer, linked, client, path, garbage):
    issuer.answers[path] = GARBAGE[garbage]
    assert attempt(client, issuer) == 502
    assert member_of(client) is None


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("status", [301, 302, 307, 400, 404, 500, 204])
def test_no_other_status_than_200_is_believed_and_no_redirect_followed(issuer, linked, client, path, status):
    def answer(handler):
        handler.send_response(status)
        handler.send_header("Location", f"{issuer.url}/elsewhere")
        handler.end_headers()

    issuer.answers[path] = answer
    assert attempt(client, issuer) == 502
    assert "/elsewhere" not in issuer.requests


def test_a_provider_that_is_down(issuer, client):
    issuer.close()
    assert client.post(BEGIN).status_code == 502


def test_nobody_waits_for_a_slow_provider(issuer, client, monkeypatch):
    """After the first time-out, nobody asks it for a while."""
    monkeypatch.setattr(fetching, "READ_SECONDS", 0.2)
    issuer.answers[DISCOVERY] = lambda handler: time.sleep(1)
    assert [client.post(BEGIN).status_code for _number in range(3)] == [502] * 3
    assert issuer.requests == [DISCOVERY]


def drip(piece: bytes, number: int, pause: float = 0.05, headers: bytes = b"HTTP/1.1 200 OK\r\n\r\n"):
    """An answer that sends a piece again and again."""

    def answer(handler):
        with suppress(OSError):  # the site has hung up
            handler.wfile.write(headers)
            for _number in range(number):
                handler.wfile.write(piece)
                time.sleep(pause)

    return answer


DRIPS = {
    "chunks": drip(b" " * fetching.CHUNK_BYTES, 200),
    "bytes": drip(b" ", 200),
    "headers": drip(b"X-More: 1\r\n", 90, 0.1, b"HTTP/1.1 200 OK\r\n"),
    "one header": drip(b"x", 200, headers=b"HTTP/1.1 200 OK\r\nX: "),
    "status": drip(b"1", 200, headers=b"HTTP/1.1 "),
}


@pytest.mark.parametrize("path", [DISCOVERY, "/token", "/keys"])
@pytest.mark.parametrize("what", DRIPS)
def test_a_provider_that_drips_is_cut_off(issuer, linked, client, monkeypatch, path, what):
    """It would go on for ten seconds."""
    monkeypatch.setattr(deadline, "TOTAL_SECONDS", 0.3)
    issuer.answers[path] = DRIPS[what]
    began = time.monotonic()
    assert attempt(client, issuer) == 502
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(("seconds", "found"), [(1.2, 502), (10, 302)])
def test_all_answers_together_have_one_deadline(issuer, linked, client, monkeypatch, seconds, found):
    """Each is in time alone."""
    path = issuer.authorize(begin(client), sub="anna-1")
    cache.clear()
    monkeypatch.setattr(deadline, "TOTAL_SECONDS", seconds)
    issuer.userinfo, issuer.delay = {"sub": "anna-1"}, 0.5
    assert client.get(path).status_code == found


def test_a_long_answer_is_cut_off(issuer, client):
    issuer.answers[DISCOVERY] = b" " * (fetching.MAX_BYTES + 1) + b"{}"
    assert client.post(BEGIN).status_code == 502


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
@pytest.mark.parametrize(
    "url", ["http://evil.example/", "file:///etc/passwd", "https://a@b.example", "//x", 5, None]
)
def test_endpoints_are_secure_urls(issuer, client, monkeypatch, name, url):
    description = issuer.description() | {name: url}
    monkeypatch.setattr(type(issuer), "description", lambda _self: description)
    assert client.post(BEGIN).status_code == 502


def test_userinfo_is_a_secure_url(issuer, linked, client, monkeypatch):
    description = issuer.description() | {"userinfo_endpoint": "http://169.254.169.254/"}
    monkeypatch.setattr(type(issuer), "description", lambda _self: description)
    assert sign_in(client, issuer, {"sub": "anna-1"}).status_code == 502


def test_the_issuer_is_the_one_of_the_settings(issuer, client, monkeypatch):
    description = issuer.description() | {"issuer": "https://another.example"}
    monkeypatch.setattr(type(issuer), "description", lambda _self: description)
    assert client.post(BEGIN).status_code == 502


def test_a_new_key_of_the_provider_is_looked_for(issuer, linked, client):
    keys, issuer.answers["/keys"] = issuer.answers, b'{"keys": []}'
    assert sign_in(client, issuer, ANNA).status_code == 502
    keys.clear()
    cache.delete(f"oidc.keys_rest:{issuer.url}/keys")
    sign_in(client, issuer, ANNA)
    assert member_of(client) == linked.user


def test_keys_are_looked_for_once_in_a_while(issuer, linked, client):
    issuer.claims = {"exp": 0}
    for _number in range(3):
        sign_in(client, issuer, ANNA)
    assert issuer.requests.count("/keys") == 1


def test_an_error_of_the_provider_is_an_error_page(issuer, client):
    state = begin(client).partition("state=")[2].partition("&")[0]
    for query in ("error=server_error", ""):
        assert client.get(f"/accounts/oidc/callback/?state={state}&{query}").status_code in (400, 502)


def test_the_log_says_what_was_wrong_without_a_secret(issuer, linked, client, caplog):
    issuer.claims = {"aud": "another-client"}
    sign_in(client, issuer, ANNA)
    assert "InvalidAudienceError" in caplog.text
    assert "anna" not in caplog.text
