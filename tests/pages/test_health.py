import pytest
from django.db import OperationalError

from invitations.models import Invitation
from notifications import worker
from notifications.models import Outbox
from tests.conftest import invite
from tests.factories import MemberFactory


@pytest.mark.django_db
def test_alive_and_ready(client):
    assert client.get("/healthz").content == client.get("/readyz").content == b"ok"


@pytest.mark.parametrize(("minutes", "status"), [(4, 200), (6, 503)])
def test_not_ready_where_nobody_works_off_the_queue(anna, bruno, client, clock, minutes, status):
    Invitation.objects.send(anna, bruno)
    clock.move(minutes=minutes)
    assert client.get("/readyz").status_code == status


def test_not_ready_where_mail_is_left_lying(anna, bruno, client, clock):
    invite(anna, bruno)
    Outbox.objects.update(status="waiting", next_at=clock.now())
    clock.move(minutes=6)
    assert client.get("/readyz").status_code == 503


def test_the_staff_see_which_command_is_missing_and_members_do_not(anna, bruno, as_, clock):
    Invitation.objects.send(anna, bruno)
    clock.move(minutes=6)
    staff = MemberFactory(is_staff=True)
    assert "manage.py db_worker" in as_(staff).get("/members/").content.decode()
    assert "manage.py db_worker" not in as_(anna).get("/members/").content.decode()


@pytest.mark.django_db
def test_not_ready_without_a_database(client, monkeypatch):
    def gone():
        raise OperationalError("gone")

    client.raise_request_exception = False
    monkeypatch.setattr(worker, "stands_still", gone)
    assert client.get("/readyz").status_code == 503
