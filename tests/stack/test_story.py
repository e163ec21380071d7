"""The whole stack: people meet through nginx over https while every kind of process is killed under them."""

from __future__ import annotations

import os
import signal
from collections import Counter
from urllib.error import HTTPError

import pytest

from tests.stack.processes import until
from tests.stack.sink import link

PASSWORD = "a-horse-on-the-roof"
ANNA, BRUNO, CARLA = ("anna@mail.test", "bruno@mail.test", "carla@mail.test")

pytestmark = pytest.mark.long


def join(house, name, address, at="127.0.0.1"):
    """Sign up, open the mailed link, confirm with the password."""
    browser = house.browser(at)
    browser.submit("/accounts/signup/", name=name, email=address, password1=PASSWORD)
    browser.submit(link(house.sink.wait(address, "confirm-email"), "confirm-email"), password=PASSWORD)
    browser.submit("/accounts/login/", login=address, password=PASSWORD)
    return browser


def waiting(browser):
    """The address of the first invitation in somebody's inbox."""
    inbox = browser.get("/invitations/")
    return inbox.partition('action="/invitations/')[2].partition("/")[0]


def kill_a_worker_that_has_work(house, act):
    """Both stand still while something is proposed; one of them dies of it, the other wakes up later."""
    first, second = house.services["worker 1"], house.services["worker 2"]
    for service in (first, second):
        os.kill(service.pid(), signal.SIGSTOP)
    act()
    first.kill()
    os.kill(second.pid(), signal.SIGCONT)


def kill_a_web_process(house):
    web = house.services["web"]
    until(web.children, "a web process")
    before = set(web.children())
    os.kill(min(before), signal.SIGKILL)
    until(lambda: len(set(web.children()) - before) == 1, "another web process")


def kill_an_nginx_worker(house):
    nginx = house.services["nginx"]
    before = set(nginx.children())
    os.kill(min(before), signal.SIGKILL)
    until(lambda: set(nginx.children()) - before, "another nginx worker")


def kill_a_backend(house):
    """PostgreSQL then ends all the others too, and recovers."""
    asked = "SELECT pid FROM pg_stat_activity WHERE datname = 'acquaint' AND pid <> pg_backend_pid() LIMIT 1"
    [(backend,)] = house.ask(asked)
    os.kill(backend, signal.SIGKILL)
    until(house.is_ready, "the house with its database")


def test_nothing_is_lost(house):
    anna, bruno = join(house, "Anna Ricci", ANNA), join(house, "Bruno Verdi", BRUNO)
    carla = join(house, "Carla Longo", CARLA)
    accept = bruno_replies_and_accepts(house, anna, bruno)
    carla_ignores(house, anna, carla)
    settle(house)
    everything_is_where_it_should_be(house)
    nothing_secret_is_in_the_logs(house, accept)
    the_proxy_holds(house, anna)
    what_was_saved_comes_back(house)


def bruno_replies_and_accepts(house, anna, bruno):
    """The path of the link by which he accepts, without signing in."""
    kill_a_worker_that_has_work(
        house, lambda: anna.submit("/members/bruno-verdi/invite/", note="We met in Modena.")
    )
    accept = link(house.sink.wait(BRUNO, "We met in Modena."), "/i/")
    kill_a_web_process(house)
    bruno.submit("/invitations/", f"/invitations/{waiting(bruno)}/reply/", message="At the paper fair?")
    house.sink.wait(ANNA, "At the paper fair?")
    house.services["web"].kill()
    house.browser().submit(accept)
    house.sink.wait(ANNA, "Bruno Verdi is now in your network")
    assert "Bruno Verdi" in anna.get("/connections/")
    return accept


def carla_ignores(house, anna, carla):
    """And nobody is told."""
    kill_an_nginx_worker(house)
    house.services["clock"].kill()
    anna.submit("/members/carla-longo/invite/", note="You mended my atlas.")
    house.sink.wait(CARLA, "You mended my atlas.")
    kill_a_backend(house)
    carla.submit("/invitations/", f"/invitations/{waiting(carla)}/ignore/")
    assert waiting(carla) == ""
    assert "Sent" in anna.get("/invitations/sent/")


def settle(house):
    """Until nobody has anything left to do, and the killed clock has looked again."""
    looks = house.services["clock"].starts
    until(lambda: house.services["clock"].starts > looks + 1, "another look of the clock")
    left = "SELECT count(*) FROM notifications_outbox WHERE status IN ('waiting', 'sending')"
    until(lambda: house.ask(left) == [(0,)], "an empty outbox")


def everything_is_where_it_should_be(house):
    """Each mail of ours once, to whom it is owed; nothing to anybody of the ignoring."""
    ours = [mail for mail in house.sink.mails if mail["List-Unsubscribe"]]
    assert Counter((str(mail["To"]), str(mail["Subject"])) for mail in ours) == {
        (BRUNO, "Anna Ricci would like to connect with you"): 1,
        (ANNA, "Bruno Verdi replied to your invitation"): 1,
        (ANNA, "Bruno Verdi is now in your network"): 1,
        (CARLA, "Anna Ricci would like to connect with you"): 1,
    }
    sent = {
        mail_id
        for (mail_id,) in house.ask("SELECT message_id FROM notifications_outbox WHERE status = 'sent'")
    }
    assert {str(mail["Message-ID"]) for mail in ours} <= sent
    for address in (ANNA, BRUNO, CARLA):
        assert len(house.sink.to(address, "confirm-email")) == 1
    assert house.ask("SELECT count(*) FROM members_connection") == [(2,)]


def nothing_secret_is_in_the_logs(house, accept):
    """Neither in ours nor in nginx's: no link's token, nobody's address."""
    logs = {file.name: file.read_text() for file in house.here.glob("*.log")}
    assert logs.keys() >= {"web.log", "worker.log", "clock.log", "nginx.log", "acquaint.log"}
    assert '"path":"/i/…"' in logs["acquaint.log"]
    assert '"route": "invitations:accept_from_email"' in logs["web.log"]
    secrets = [accept.split("/")[2], "anna@", "bruno@", "carla@", "anna%40", house.settings["SECRET_KEY"]]
    secrets += [link(mail, "confirm-email").split("/")[3] for mail in house.sink.to("", "confirm-email")]
    assert [(name, secret) for name, text in logs.items() for secret in secrets if secret in text] == []


def the_proxy_holds(house, anna):
    """Static files are compressed and kept, pages are neither, and what is too large is refused at the door."""
    page = anna.open("/members/")
    assert (page.headers["Content-Encoding"], page.headers["Cache-Control"]) == (None, "private, no-store")
    style = anna.open(page.read().decode().partition('rel="stylesheet" href="')[2].partition('"')[0])
    assert (style.headers["Content-Encoding"], "immutable" in style.headers["Cache-Control"]) == (
        "gzip",
        True,
    )
    with pytest.raises(HTTPError, match="413"):
        anna.submit("/settings/profile/", headline="x" * 3_200_000)


def what_was_saved_comes_back(house):
    """While the web server goes on, as docs/deploy.md has it; workers and clock stand still to compare."""
    house.stop("clock", "worker 1", "worker 2")
    house.backup("save", str(house.here / "saved.dump"))
    before = house.backup("digest")
    anew = house.create("acquaint2")
    house.backup("restore", str(house.here / "saved.dump"), DATABASE_URL=anew)
    assert house.backup("digest", DATABASE_URL=anew) == before
    assert len(before.splitlines()) > 20
