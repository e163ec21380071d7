"""docs/privacy-for-hosts.md lists every table about people, and keeps its numbers with the code."""

import re
from datetime import timedelta

import pytest

from invitations import policy
from network.members.accounts.account_requests import UNVERIFIED_LIFE
from network.members.models import LINK_LIFE, AccountRequest, Application, DeviceCookie
from network.members.models.export import LIFETIME
from network.members.models.letter_budget import DAY
from network.members.models.member_import import LIFE
from notifications.models import AccountEmail
from tests.bin.scripts import ROOT
from tests.privacy.declarations import DECLARATIONS

DOC = (ROOT / "docs" / "privacy-for-hosts.md").read_text()
ROWS = [line for line in DOC.splitlines() if re.match(r"\| `\w+\.", line)]
KEPT = {label: row.rsplit("|", 2)[1] for row in ROWS for label in re.findall(r"`(\w+\.\w+)`", row)}


def test_every_declared_table_is_listed_once():
    assert {*KEPT} == {*DECLARATIONS}
    assert len(re.findall(r"`(?:\w+)\.[A-Z]\w+`", "".join(ROWS))) == len(DECLARATIONS)


def test_what_an_account_deletion_keeps_is_not_said_to_end_with_the_account():
    for label, declared in DECLARATIONS.items():
        if declared.erasure == "kept" and not declared.emptied:
            assert KEPT[label].strip() != "account", label


@pytest.mark.parametrize(
    ("label", "time"),
    [
        ("account.EmailAddress", UNVERIFIED_LIFE),
        ("members.DeviceCookie", DeviceCookie.LIFE),
        ("members.AccountRequest", AccountRequest.MAX_AGE),
        ("members.Application", Application.KEPT),
        ("members.LetterBudget", DAY),
        ("members.ImportedPerson", LIFE),
        ("members.Export", LIFETIME),
        ("invitations.JoinLinkUse", LINK_LIFE),
        ("notifications.AccountEmail", AccountEmail.LIFE),
    ],
)
def test_times_are_those_of_the_code(label, time):
    assert time.total_seconds() // timedelta(days=1).total_seconds() in map(
        int, re.findall(r"(\d+) days?\b", KEPT[label])
    )


def test_numbers_of_the_policy_are_those_in_force():
    assert (
        f"{policy.current().address_days} days after the invitation ended" in KEPT["invitations.Invitation"]
    )
    assert f"{policy.current().batch_days} days" in KEPT["invitations.Batch"]
