"""Several workers answer requests for letters to one address at the same time: the budget is exact."""

from __future__ import annotations

import pytest

from network.members.accounts.account_requests import AccountRequestJob
from network.members.models import AccountRequest, Member
from notifications.models import Outbox
from tests.races.thread_pool import people

pytestmark = pytest.mark.races
ROUNDS, REQUESTS = 10, 8


def waiting_letters() -> int:
    return Outbox.objects.filter(kind="account", status=Outbox.Status.WAITING).count()


def test_one_letter_of_a_kind_leaves(thread_pool):
    for member in people(ROUNDS):
        for _ in range(REQUESTS):
            AccountRequest.objects.request_password_reset(member.email)
        thread_pool.race([AccountRequestJob().run] * 4)
    assert (waiting_letters(), thread_pool.faults) == (ROUNDS, [])
    assert not AccountRequest.objects.exists()


def test_letters_of_all_kinds_share_the_budget_of_one_address(thread_pool):
    """Four kinds, but one network: three letters."""
    (member,) = people(1)
    for number in range(REQUESTS):
        AccountRequest.objects.request_code("Nina", member.email, "BCDF-GHJK")
        AccountRequest.objects.request_password_reset(member.email)
        AccountRequest.objects.request_confirmation(member, member.email, f"CODE-{number}")
    thread_pool.race([AccountRequestJob().run] * 4)
    assert (waiting_letters(), thread_pool.faults) == (3, [])
    assert Member.objects.get() == member
