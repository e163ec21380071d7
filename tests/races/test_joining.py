"""Links to join that are used at the same moment open one account."""

from __future__ import annotations

from functools import partial

import pytest
from django.core.cache import cache
from django.test import Client

from invitations.join_links import join_token
from invitations.models import Invitation, JoinLinkUse
from network.members.models import Member
from tests.conftest import work
from tests.races.thread_pool import people

pytestmark = pytest.mark.races
ROUNDS = 5


def post(statuses, token):
    form = {"name": "Nina Nuova", "password1": "two desks apart"}
    statuses.append(Client().post(f"/join/{token}/", form).status_code)


@pytest.mark.parametrize("links", ["one link", "two mails", "two inviters"])
def test_one_account_is_opened(thread_pool, links, settings):
    settings.ACCOUNT_RATE_LIMITS = False
    senders = people(2)
    for number in range(ROUNDS):
        address, statuses = f"nina{number}@example.net", []
        invitations = [Invitation.objects.send_to_address(sender, address) for sender in senders]
        pair = invitations if links == "two inviters" else invitations[:1] * 2
        nonces = [f"{number}", f"{number}" if links == "one link" else f"{number}b"]
        tokens = [join_token(row, "en", nonce) for row, nonce in zip(pair, nonces, strict=True)]
        thread_pool.race([partial(post, statuses, token) for token in tokens * 2])
        assert (sorted(statuses), thread_pool.faults) == ([200, 200, 200, 302], [])
        assert Member.objects.filter(email=address).count() == JoinLinkUse.objects.count() - number == 1


def test_a_withdrawal_at_the_same_moment_comes_before_or_after(thread_pool, settings):
    settings.ACCOUNT_RATE_LIMITS = False
    (sender,) = people(1)
    for number in range(ROUNDS):
        address, statuses = f"otto{number}@example.net", []
        invitation = Invitation.objects.send_to_address(sender, address)
        token = join_token(invitation, "en", f"{number}")
        thread_pool.race([invitation.withdraw, partial(post, statuses, token)])
        assert thread_pool.faults == []
        assert Member.objects.filter(email=address).exists() == (statuses == [302])
    cache.clear()
    work()
