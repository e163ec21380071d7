"""`manage.py doctor`: what it says of a site that is well, and that it names each of these mistakes."""

import os
import tomllib
from datetime import timedelta
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import Mock

import dns.exception
import dns.resolver
import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.db.migrations.recorder import MigrationRecorder
from django_tasks_db.models import DBTaskResult

from network import VERSION, clock
from network.web.checks import doctor, installation, running
from network.web.checks.installation import last_task_end
from notifications.models import Outbox
from tests.conftest import invite

pytestmark = pytest.mark.django_db
RECORDS = {
    ("example.org", "TXT"): [SimpleNamespace(strings=[b"v=spf1 ", b"-all"])],
    ("_dmarc.example.org", "TXT"): [SimpleNamespace(strings=[b"v=DMARC1; p=none"])],
    ("example.org", "MX"): ["10 mail.example.org."],
}


def run(*options: str) -> tuple[int, str]:
    """The exit code and the output."""
    output = StringIO()
    try:
        call_command("doctor", *options, stdout=output, no_color=True)
    except SystemExit as end:
        return end.code, output.getvalue()
    return 0, output.getvalue()


@pytest.fixture(autouse=True)
def healthy(settings, monkeypatch, tmp_path):
    """A site without a mistake; the DNS has `RECORDS`."""
    backup = tmp_path / "backups" / "today"
    backup.parent.mkdir()
    backup.touch()
    settings.BACKUP_DIR, settings.HASH_KEY = backup.parent, "another key"
    settings.DEFAULT_FROM_EMAIL, settings.BASE_DIR = "hello@example.org", tmp_path
    records = dict(RECORDS)
    monkeypatch.setattr(dns.resolver, "resolve", lambda name, kind, lifetime: records.get((name, kind), []))
    monkeypatch.setattr(installation, "last_task_end", clock.database_now)
    return records


def test_a_site_that_is_well():
    code, output = run()
    assert output.startswith(f"Acquaint {VERSION}\n")
    assert (code, "warning" in output, "error" in output) == (0, False, False), output
    assert "example.org has SPF, DMARC and a mail server." in output


def test_quiet_prints_nothing_where_all_is_well():
    assert run("--quiet") == (0, "")


def wait_with_a_migration(**_):
    MigrationRecorder.Migration.objects.filter(app="site").delete()


def stop_the_database(monkeypatch, **_):
    monkeypatch.setattr(running.jobs, "queue_is_stalled", Mock(side_effect=OperationalError))


def lose_redis(monkeypatch, **_):
    monkeypatch.setattr(running.cache_outage, "is_failing", lambda: True)


def set_the_clock_wrong(monkeypatch, **_):
    later = clock.real_now() + timedelta(minutes=2)
    monkeypatch.setattr(clock, "real_now", lambda: later)


def fill_the_disk(monkeypatch, **_):
    monkeypatch.setattr("shutil.disk_usage", lambda folder: SimpleNamespace(free=10**7))


def never_run_a_worker(monkeypatch, **_):
    monkeypatch.setattr(installation, "last_task_end", lambda: None)


def let_mail_lie(anna, bruno, **_):
    invite(anna, bruno)
    Outbox.objects.update(status="waiting", sent_at=None, next_at=clock.database_now() - timedelta(hours=2))


def have_one_key(settings, **_):
    settings.HASH_KEY = settings.SECRET_KEY


def forget_the_host(settings, **_):
    settings.ALLOWED_HOSTS = ["elsewhere.example"]


def forget_collectstatic(settings, monkeypatch, **_):
    settings.USE_MANIFEST_STATIC = True
    monkeypatch.setattr(installation, "staticfiles_storage", SimpleNamespace(hashed_files={}))


def open_the_keys(tmp_path, **_):
    (tmp_path / ".env").touch()
    (tmp_path / ".env").chmod(0o644)


def make_no_backup(settings, **_):
    old = clock.real_now().timestamp() - 3 * 24 * 3600
    os.utime(settings.BACKUP_DIR / "today", (old, old))


def have_no_spf(healthy, **_):
    del healthy["example.org", "TXT"]


def have_no_dmarc(healthy, **_):
    del healthy["_dmarc.example.org", "TXT"]


def capture_on_a_public_site(settings, **_):
    settings.IS_LOCAL, settings.EMAIL_DELIVERY_BACKEND = False, "notifications.backends.CapturingEmailBackend"


MISTAKES = [
    (wait_with_a_migration, 2, "run manage.py migrate"),
    (stop_the_database, 2, "The database does not answer."),
    (lose_redis, 2, "Redis (CACHE_URL) does not answer"),
    (set_the_clock_wrong, 1, "differ by 120 seconds"),
    (fill_the_disk, 2, "Less than 100 MB are free in DATA_DIR."),
    (never_run_a_worker, 1, "No worker has run a task yet"),
    (let_mail_lie, 2, "1 have been due for an hour"),
    (have_one_key, 1, "HASH_KEY is not given"),
    (forget_the_host, 2, "ALLOWED_HOSTS does not name localhost"),
    (forget_collectstatic, 2, "run manage.py collectstatic"),
    (open_the_keys, 2, "Every user of this machine can read"),
    (make_no_backup, 2, "The newest backup was made 3 days ago."),
    (have_no_spf, 1, "example.org has no SPF record"),
    (have_no_dmarc, 1, "example.org has no DMARC record"),
    (capture_on_a_public_site, 1, "E-mails are captured and do not leave"),
]


@pytest.mark.parametrize(
    ("mistake", "code", "sentence"), MISTAKES, ids=lambda value: getattr(value, "__name__", "")
)
def test_each_mistake_is_named(
    mistake, code, sentence, settings, monkeypatch, tmp_path, healthy, anna, bruno
):
    mistake(
        settings=settings, monkeypatch=monkeypatch, tmp_path=tmp_path, healthy=healthy, anna=anna, bruno=bruno
    )
    assert run("--quiet")[0] == code
    assert sentence in run("--quiet")[1]


def test_when_the_last_task_ended(clock, monkeypatch):
    monkeypatch.setattr(installation, "last_task_end", last_task_end)
    assert last_task_end() is None
    row = DBTaskResult.objects.create(
        task_path="a.b", args_kwargs={}, backend_name="default", finished_at=clock.now()
    )
    assert last_task_end() == row.finished_at
    clock.move(hours=3)
    assert [finding.text for finding in installation.workers()] == ["The last task ended 3 hours ago."]


def test_a_check_that_fails_does_not_stop_the_others(monkeypatch):
    monkeypatch.setitem(doctor.CHECKS, "keys", Mock(side_effect=KeyError("x")))
    code, output = run("--quiet")
    assert (code, output.count("\n")) == (2, 1)
    assert "This could not be found out: KeyError" in output


def test_no_name_server_is_no_mistake(monkeypatch):
    monkeypatch.setattr(dns.resolver, "resolve", Mock(side_effect=dns.exception.Timeout))
    assert run("--quiet") == (0, "")
    assert "The DNS of example.org was not asked: Timeout." in run()[1]
    assert "DNS" not in run("--offline")[1]


def test_the_version_is_that_of_the_package():
    assert tomllib.loads(Path("pyproject.toml").read_text())["project"]["version"] == VERSION
