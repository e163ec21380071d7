"""The whole deployment: members invite and answer while every kind of process is killed."""

from __future__ import annotations

import os
import signal
from collections import Counter
from urllib.error import HTTPError

import pytest

from tests.stack.parts import redis_queue
from tests.stack.processes import wait_until
from tests.stack.sink import link

PASSWORD = "a-horse-on-the-roof"
ANNA, BRUNO, CARLA = ("anna@mail.test", "bruno@mail.test", "carla@mail.test")

pytestmark = pytest.mark.long


def join(services, name, address, source="127.0.0.1"):
    """Sign up, open the mailed link, confirm with the password."""
    browser = services.browser(source)
    browser.submit("/accounts/signup/", name=name, email=address, password1=PASSWORD)
    browser.submit(link(services.sink.wait(address, "confirm-email"), "confirm-email"), password=PASSWORD)
    browser.submit("/accounts/login/", login=address, password=PASSWORD)
    return browser


def first_invitation(browser):
    """The id of the first invitation in the inbox, "" if there is none."""
    inbox = browser.get("/invitations/")
    return inbox.partition('action="/invitations/')[2].partition("/")[0]


def kill_a_working_worker(services, action):
    """Pause both workers during the action, kill one that has work then, and let the other continue."""
    first, second = services.by_name["worker 1"], services.by_name["worker 2"]
    for service in (first, second):
        os.kill(service.pid(), signal.SIGSTOP)
    action()
    first.kill()
    os.kill(second.pid(), signal.SIGCONT)


def kill_a_web_process(services):
    web = services.by_name["web"]
    wait_until(web.children, "web process")
    before = set(web.children())
    os.kill(min(before), signal.SIGKILL)
    wait_until(lambda: len(set(web.children()) - before) == 1, "new web process")


def kill_an_nginx_worker(services):
    nginx = services.by_name["nginx"]
    before = set(nginx.children())
    os.kill(min(before), signal.SIGKILL)
    wait_until(lambda: set(nginx.children()) - before, "new nginx worker")


def kill_a_backend(services):
    """PostgreSQL then ends all other backends too, and recovers."""
    sql = "SELECT pid FROM pg_stat_activity WHERE datname = 'acquaint' AND pid <> pg_backend_pid() LIMIT 1"
    [(backend,)] = services.query(sql)
    os.kill(backend, signal.SIGKILL)
    wait_until(services.is_ready, "readiness with the database")


@pytest.mark.parametrize("services", [[], [redis_queue]], ids=["database", "redis"], indirect=True)
def test_nothing_is_lost(services):
    anna, bruno = join(services, "Anna Ricci", ANNA), join(services, "Bruno Verdi", BRUNO)
    carla = join(services, "Carla Longo", CARLA)
    accept = bruno_replies_and_accepts(services, anna, bruno)
    carla_ignores(services, anna, carla)
    wait_for_work(services)
    every_email_was_sent_once(services)
    nothing_secret_is_in_the_logs(services, accept)
    nginx_compresses_caches_and_limits(services, anna)
    a_backup_is_restored(services)


def bruno_replies_and_accepts(services, anna, bruno):
    """The path of the link by which he accepts, without signing in."""
    kill_a_working_worker(
        services, lambda: anna.submit("/members/bruno-verdi/invite/", note="We met in Modena.")
    )
    accept = link(services.sink.wait(BRUNO, "We met in Modena."), "/i/")
    kill_a_web_process(services)
    bruno.submit(
        "/invitations/", f"/invitations/{first_invitation(bruno)}/reply/", message="At the paper fair?"
    )
    services.sink.wait(ANNA, "At the paper fair?")
    services.by_name["web"].kill()
    services.browser().submit(accept)
    services.sink.wait(ANNA, "Bruno Verdi is now in your network")
    assert "Bruno Verdi" in anna.get("/connections/")
    return accept


def carla_ignores(services, anna, carla):
    """Carla ignores; the sender does not see it."""
    kill_an_nginx_worker(services)
    services.by_name["clock"].kill()
    anna.submit("/members/carla-longo/invite/", note="You mended my atlas.")
    services.sink.wait(CARLA, "You mended my atlas.")
    kill_a_backend(services)
    carla.submit("/invitations/", f"/invitations/{first_invitation(carla)}/ignore/")
    assert first_invitation(carla) == ""
    assert "Sent" in anna.get("/invitations/sent/")


def wait_for_work(services):
    """Wait until the outbox is empty and the killed timer has run again."""
    starts = services.by_name["clock"].starts
    wait_until(lambda: services.by_name["clock"].starts > starts + 1, "further tick")
    sql = "SELECT count(*) FROM notifications_outbox WHERE status IN ('waiting', 'sending')"
    wait_until(lambda: services.query(sql) == [(0,)], "empty outbox")


def every_email_was_sent_once(services, others=frozenset()):
    """Each e-mail of the lifecycle once, and none about the ignoring. `others` were invited besides."""
    ours = [mail for mail in services.sink.mails if mail["List-Unsubscribe"] and mail["To"] not in others]
    assert [len(services.sink.to(address)) for address in others] == [1] * len(others)
    assert Counter((str(mail["To"]), str(mail["Subject"])) for mail in ours) == {
        (BRUNO, "Anna Ricci would like to connect with you"): 1,
        (ANNA, "Bruno Verdi replied to your invitation"): 1,
        (ANNA, "Bruno Verdi is now in your network"): 1,
        (CARLA, "Anna Ricci would like to connect with you"): 1,
    }
    sent = {
        mail_id
        for (mail_id,) in services.query("SELECT message_id FROM notifications_outbox WHERE status = 'sent'")
    }
    assert {str(mail["Message-ID"]) for mail in ours} <= sent
    for address in (ANNA, BRUNO, CARLA):
        assert len(services.sink.to(address, "confirm-email")) == 1
    assert services.query("SELECT count(*) FROM members_connection") == [(2,)]


def nothing_secret_is_in_the_logs(services, accept):
    """No token and no address is in the logs of the site or of nginx."""
    logs = {file.name: file.read_text() for file in services.folder.glob("*.log")}
    assert logs.keys() >= {"web.log", "worker.log", "clock.log", "nginx.log", "acquaint.log"}
    assert '"path":"/i/…"' in logs["acquaint.log"]
    assert '"route": "invitations:accept_from_email"' in logs["web.log"]
    secrets = [accept.split("/")[2], "anna@", "bruno@", "carla@", "anna%40", services.settings["SECRET_KEY"]]
    secrets += [link(mail, "confirm-email").split("/")[3] for mail in services.sink.to("", "confirm-email")]
    assert [(name, secret) for name, text in logs.items() for secret in secrets if secret in text] == []


def nginx_compresses_caches_and_limits(services, anna):
    """Static files are compressed and cached, pages are not, and nginx refuses a request that is too large."""
    page = anna.open("/members/")
    assert (page.headers["Content-Encoding"], page.headers["Cache-Control"]) == (None, "private, no-store")
    style = anna.open(page.read().decode().partition('rel="stylesheet" href="')[2].partition('"')[0])
    assert (style.headers["Content-Encoding"], "immutable" in style.headers["Cache-Control"]) == (
        "gzip",
        True,
    )
    with pytest.raises(HTTPError, match="413"):
        anna.submit("/settings/profile/", headline="x" * 3_200_000)


def a_backup_is_restored(services):
    """Back up while the web server runs, as docs/backup.md says; workers and timer are stopped so that the data can be compared."""
    services.stop("clock", "worker 1", "worker 2")
    services.backup("save", str(services.folder / "saved.dump"))
    before = services.backup("digest")
    new_database = services.create("acquaint2")
    services.backup("restore", str(services.folder / "saved.dump"), DATABASE_URL=new_database)
    assert services.backup("digest", DATABASE_URL=new_database) == before
    assert len(before.splitlines()) > 20
