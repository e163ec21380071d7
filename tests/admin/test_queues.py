"""What waits for staff: each sees the queues that they may view, and is told of those that they may handle."""

from __future__ import annotations

import pytest

from invitations.models import AllowanceRequest
from network import clock as product_clock
from network.common.admin_start import QUEUES, waiting_for
from network.members.models import Member
from notifications.models import Outbox
from tests.conftest import invite, reception_of, work
from tests.factories import MemberFactory


@pytest.fixture
def waiting(anna, bruno):
    """One row of each queue of invitations and e-mail."""
    reception_of(invite(anna, bruno)).report("spam")
    AllowanceRequest.objects.create(member=anna, text="Please", requested_at=product_clock.now())
    work()
    Outbox.objects.filter(member=bruno).update(status=Outbox.Status.FAILED)


def sentences(member) -> list[str]:
    return [waiting.sentence for waiting in waiting_for(Member.objects.get(pk=member.pk))]


def test_a_superuser_handles_every_queue(waiting, staff):
    ada = Member.objects.get(is_superuser=True)
    assert sentences(ada) == ["1 open report", "1 request for more invitations", "1 failed e-mail"]


@pytest.mark.parametrize(
    ("right", "expected"),
    [
        ("change_report", ["1 open report"]),
        ("change_allowancerequest", ["1 request for more invitations"]),
        ("change_outbox", ["1 failed e-mail"]),
        ("view_report", []),
    ],
)
def test_a_queue_is_for_those_who_may_handle_it(waiting, viewer, vera, right, expected):
    viewer(right)
    assert sentences(vera) == expected


def test_an_empty_queue_is_not_told(staff):
    assert sentences(Member.objects.get(is_superuser=True)) == []


@pytest.mark.parametrize("superuser", [False, True])
def test_what_is_about_oneself_does_not_wait_for_oneself(viewer, vera, bruno, superuser):
    viewer("change_report", "change_allowancerequest", "change_outbox")
    Member.objects.filter(pk=vera.pk).update(is_superuser=superuser)
    reception_of(invite(vera, bruno)).report("spam")
    AllowanceRequest.objects.create(member=vera, text="Please", requested_at=product_clock.now())
    Outbox.objects.exclude(address="").update(status=Outbox.Status.FAILED)
    assert sentences(vera) == []


def test_each_link_leads_to_as_many_rows(waiting, staff):
    MemberFactory()
    for queue in QUEUES:
        listed = staff.get(queue.url).context["cl"].result_list
        assert len(listed) == queue.count_for(Member.objects.get(is_superuser=True)), queue
