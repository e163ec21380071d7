"""All mail can be held: nothing leaves, nothing is lost, and staff see it."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from notifications.models import MailPause, Outbox
from tests.conftest import invite, mails, tick, work
from tests.factories import MemberFactory


@pytest.fixture
def held(db):
    call_command("mail", "hold")
    call_command("mail", "hold")


def test_nothing_leaves_while_mail_is_held(anna, bruno, held, clock):
    invite(anna, bruno)
    for _hour in range(30):
        clock.move(hours=1)
        tick()
    assert not mails(bruno)
    assert Outbox.objects.get(kind="invitation").status == "waiting"


def test_a_row_that_staff_send_again_is_held_too(anna, bruno, held, clock):
    invite(anna, bruno)
    clock.move(hours=1)
    Outbox.objects.update(status="failed")
    Outbox.objects.get(kind="invitation").send_again()
    work()
    assert not mails(bruno)


def test_the_release_lets_everything_leave_once(anna, bruno, held, capsys):
    invite(anna, bruno)
    for _time in range(2):
        call_command("mail", "release")
    work()
    assert len(mails(bruno)) == 1
    assert "E-mail leaves again.\nNo e-mail was held.\n" in capsys.readouterr().out


def test_an_outage_that_ends_does_not_release_held_mail(anna, bruno, held):
    MailPause.objects.record_failure("no route to host")
    Outbox.objects.resume(MailPause.objects.outages())
    invite(anna, bruno)
    assert not mails(bruno)


def test_staff_alone_see_that_mail_is_held_and_the_site_is_ready(anna, held, client_for):
    notice = "All e-mail is held until somebody runs manage.py mail release."
    staff = MemberFactory(is_staff=True)
    assert notice in client_for(staff).get("/members/").content.decode()
    assert notice not in client_for(anna).get("/members/").content.decode()
    assert client_for().get("/readyz").status_code == 200
