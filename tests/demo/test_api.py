"""The demo over HTTP: clock, mail and stages as JSON."""

import socket
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from invitations.models import Invitation, Reception
from network import clock as product_clock
from network.demo import time_travel, waiting
from notifications.models import EmailPreferences
from tests.conftest import invite, mails

X_DEMO = {"X-Demo": "1"}


@pytest.fixture
def program(anna, bruno):
    """A client that must send a CSRF token or `X-Demo`."""
    return Client(enforce_csrf_checks=True)


def post(program, path, body, headers=X_DEMO):
    return program.post(f"/demo/{path}/", body, content_type="application/json", headers=headers)


def error_of(response):
    return response.status_code, response.json()["error"]


@pytest.mark.parametrize(
    ("body", "days"), [({"by": "+7d"}, 7), ({"to": "2026-11-29"}, 7), ({"by": "+0d"}, 0)]
)
def test_the_clock_moves_and_all_that_falls_due_is_done(program, anna, bruno, body, days):
    Invitation.objects.send(anna, bruno)
    response = post(program, "clock", body)
    assert product_clock.offset() == timedelta(days=days)
    assert len(mails(bruno)) == (2 if days else 1)
    assert response.json() == {
        "date": f"2026-11-{22 + days}", "now": f"2026-11-{22 + days}T09:00:00Z", "sent": int(days > 0), "not_sent": 0,
    }  # fmt: skip


def test_the_clock_counts_what_is_not_sent(program, anna, bruno):
    invite(anna, bruno)
    EmailPreferences.objects.filter(member=bruno).update(reminders=False)
    assert post(program, "clock", {"by": "+7d"}).json()["not_sent"] == 1


@pytest.mark.parametrize(
    ("body", "part"),
    [
        ("{", "no JSON object"),
        ("[" * 50_000, "no JSON object"),
        ("[]", "no JSON object"),
        ({}, "either"),
        ({"by": "+1d", "to": "2026-12-24"}, "either"),
        ({"days": 7}, "either"),
        ({"by": 7}, "“by” is"),
        ({"by": "7d"}, "“by” is"),
        ({"by": "+٧d"}, "“by” is"),
        ({"by": "-1d"}, "forward only"),
        ({"by": "+61d"}, "60 days"),
        ({"by": "+999999w"}, "60 days"),
        ({"to": "2026-13-01"}, "“to” is"),
        ({"to": "tomorrow"}, "“to” is"),
        ({"to": 20261224}, "“to” is"),
        ({"to": "2026-11-21"}, "forward only"),
        ({"to": "9999-12-31"}, "60 days"),
    ],
)
def test_a_wrong_move_is_named(program, body, part):
    status, error = error_of(post(program, "clock", body))
    assert status == 400
    assert part in error
    assert product_clock.offset() == timedelta()


@pytest.mark.parametrize(("path", "body"), [("clock", {"by": "+1d"}), ("stage", {"story": "ignoring"})])
@pytest.mark.parametrize(
    "headers", [{}, {"X-Demo": "0"}, X_DEMO | {"Origin": "https://evil.example"}, X_DEMO | {"Origin": "null"}]
)
def test_a_post_needs_its_header_and_no_foreign_origin(program, path, body, headers):
    assert error_of(post(program, path, body, headers))[0] == 403
    assert product_clock.offset() == timedelta()
    assert not Invitation.objects.exists()


def test_its_own_origin_is_fine(program):
    assert post(program, "clock", {"by": "+1d"}, X_DEMO | {"Origin": "http://testserver"}).status_code == 200


def test_the_form_still_needs_its_token(program):
    assert program.post("/demo/clock/", {"days": "1"}).status_code == 403
    assert product_clock.offset() == timedelta()


@pytest.mark.parametrize("path", ["clock/", "stage/", "idle/", "mail/bruno@example.org/?format=json"])
def test_no_answer_opens_the_demo_to_other_sites(program, path):
    headers = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    for method in ("options", "get", "post"):
        response = getattr(program, method)(f"/demo/{path}", headers=headers)
        assert not [name for name in response.headers if name.startswith("Access-Control")]


def test_a_stage_says_who_plays_and_where(program, anna, bruno, settings):
    answer = post(program, "stage", {"story": "not-knowing"}).json()
    assert Reception.objects.of(bruno).in_archive().from_(anna).exists()
    assert answer["now"] == "2026-11-22T09:00:00Z"
    assert answer["url"] == f"{settings.SITE_URL}/demo/stories/not-knowing/"
    assert answer["people"][1] == {
        "handle": "bruno",
        "name": "Bruno Verdi",
        "email": "bruno@example.org",
        "url": f"{settings.SITE_URL}/as/bruno/",
        "mailbox": f"{settings.SITE_URL}/demo/mail/bruno@example.org/",
    }


@pytest.mark.parametrize("body", [{}, {"story": "nothing"}, {"story": ["ignoring"]}, {"story": None}])
def test_an_unknown_story_is_named(program, body):
    status, error = error_of(post(program, "stage", body))
    assert status == 400
    assert "waiting, accepting" in error


def test_a_stage_of_a_deleted_member(program, bruno):
    bruno.leave()
    assert error_of(post(program, "stage", {"story": "waiting"}))[0] == 400


def read_mail(program, query="", address="Bruno@example.org"):
    return program.get(f"/demo/mail/{address}/?format=json{query}")


def test_mail_as_json(program, anna, bruno, settings):
    invite(anna, bruno, "Two desks apart")
    (email,) = read_mail(program).json()["emails"]
    assert email["id"] == mails(bruno)[0].public_id
    assert (email["kind"], email["sent_at"]) == ("invitation", "2026-11-22T09:00:00Z")
    assert email["subject"] == "Anna Ricci would like to connect with you"
    assert "@" in email["from"]
    assert "Two desks apart" in email["text"]
    assert "Two desks apart" in email["html"]
    assert f"{settings.SITE_URL}/members/anna/" in email["links"]
    assert len(email["links"]) == len(set(email["links"]))


def test_mail_since(program, anna, bruno, clock):
    invite(anna, bruno)
    assert read_mail(program, "&since=2026-11-22T09:00:00Z").json()["emails"] == []
    assert len(read_mail(program, "&since=2026-11-22T09:59:59+01:00").json()["emails"]) == 1


@pytest.mark.parametrize(
    "query",
    [
        "since=yesterday",
        "since=2026-11-22T09:00:00",
        "since=2026-13-22T09:00:00Z",
        "since=0001-01-01T00:00:00%2B09:00",
    ],
)
def test_a_wrong_since_is_named(program, query):
    status, error = error_of(read_mail(program, f"&{query}"))
    assert (status, "“since”" in error) == (400, True)


@pytest.mark.parametrize("wait", ["11", "-1", "1.5", "", "9999999999", "٣"])
def test_a_wrong_wait_is_named(program, wait):
    status, error = error_of(read_mail(program, f"&wait={wait}"))
    assert (status, "“wait”" in error) == (400, True)


@pytest.fixture
def slept(monkeypatch):
    """Seconds that were waited; a test may replace `wake`, which runs instead of each sleep."""
    state = {"seconds": 0.0, "wake": lambda: None}

    def sleep(seconds):
        state["seconds"] += seconds
        state["wake"]()

    monkeypatch.setattr(waiting, "sleep", sleep)
    monkeypatch.setattr(waiting, "monotonic", lambda: state["seconds"])
    return state


def test_it_waits_for_the_first_mail(program, anna, bruno, slept):
    slept["wake"] = lambda: slept["seconds"] < 1 or Invitation.objects.exists() or invite(anna, bruno)
    assert len(read_mail(program, "&wait=10").json()["emails"]) == 1
    assert slept["seconds"] == pytest.approx(1.0)


def test_it_waits_no_longer_than_asked(program, slept):
    assert read_mail(program, "&wait=3").json()["emails"] == []
    assert slept["seconds"] == pytest.approx(3.0, abs=0.3)


def test_two_wait_at_a_time(program, slept, anna, bruno):
    for place in waiting.PLACES:
        cache.set(place, True, 60)
    answer = read_mail(program, "&wait=1")
    assert (answer.status_code, "later" in answer.json()["error"]) == (429, True)
    assert answer["Retry-After"] == "10"
    invite(anna, bruno)
    assert read_mail(program, "&wait=1").status_code == 200


def test_a_place_is_given_back_even_after_an_error(program, slept):
    def fail():
        raise RuntimeError

    slept["wake"] = fail
    for _ in range(3):
        with pytest.raises(RuntimeError):
            read_mail(program, "&wait=1")
    assert not any(cache.get(place) for place in waiting.PLACES)


def test_whether_the_queue_is_idle(program, anna, bruno):
    assert program.get("/demo/idle/").json() == {"idle": True}
    Invitation.objects.send(anna, bruno)
    assert program.get("/demo/idle/").json() == {"idle": False}


def test_answers_are_not_cached(program):
    response = read_mail(program, "&wait=x")
    assert response.headers["Content-Type"] == "application/json"
    assert "no-store" in response.headers["Cache-Control"]


def test_a_program_starts_over(program, anna, bruno, monkeypatch):
    monkeypatch.setattr(time_travel, "reset_demo", lambda: product_clock.move(timedelta(days=-1)))
    before = product_clock.now()
    assert post(program, "reset", {}).json()["now"] < before.isoformat()
    assert program.post("/demo/reset/").status_code == 403


def test_a_program_need_not_name_the_type_of_its_body(program):
    answer = program.generic("POST", "/demo/clock/", b'{"by": "+0d"}', headers=X_DEMO)
    assert answer.json()["sent"] == 0


OTHER_METHODS = [
    ("get", "clock/", "POST"), ("get", "stage/", "POST"), ("get", "reset/", "POST"), ("post", "idle/", "GET"),
    ("post", "mail/bruno@example.org/", "GET"), ("post", "mail/bruno@example.org/?format=json", "GET"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path", "allowed"), OTHER_METHODS)
def test_another_method_is_refused_in_json(program, method, path, allowed):
    answer = getattr(program, method)(f"/demo/{path}", headers={"Accept": "application/json"})
    assert error_of(answer) == (405, f"Send this request as {allowed}.")
    assert allowed in answer["Allow"]


def test_another_method_of_a_browser_is_refused_by_a_page(program):
    answer = program.get("/demo/clock/", headers={"Accept": "text/html"})
    assert (answer.status_code, b"<html" in answer.content) == (405, True)


@pytest.mark.parametrize("path", ["clock", "reset"])
def test_a_form_of_a_program_is_refused_in_json(program, path):
    answer = program.post(f"/demo/{path}/", {"days": "1"}, headers={"Accept": "application/json"})
    assert error_of(answer) == (403, "Send the header X-Demo: 1.")


def test_who_hangs_up_gives_the_place_back(program, slept):
    ours, theirs = socket.socketpair()
    slept["wake"] = lambda: slept["seconds"] > 1 and theirs.close()
    program.get("/demo/mail/bruno@example.org/?format=json&wait=10", **{"gunicorn.socket": ours})
    assert slept["seconds"] == pytest.approx(1.2)
    assert not any(cache.get(place) for place in waiting.PLACES)
