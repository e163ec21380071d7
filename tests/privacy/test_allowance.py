"""R03: nobody is told what the limit is or how much of it is left."""

from __future__ import annotations

import pytest

from invitations.models import Allowance
from notifications.models import CapturedEmail
from tests.authz.table import paths
from tests.conftest import tick
from tests.privacy.scenarios import masked
from tests.privacy.sql_guard import GuardedClient

NUMBERS = {"limit": 7919, "weekly_limit": 4933, "used": 3571}


def pages(stage) -> dict[str, str]:
    """Every page of Anna's, whole."""
    browser = GuardedClient(stage.anna)
    addresses = {
        path for path in paths(stage.to_bruno, stage.bruno).values() if not path.startswith("/admin/")
    }
    answers = {path: browser.get(path) for path in sorted(addresses)}
    return {
        path: masked((answer.content, sorted(answer.headers.items()))) for path, answer in answers.items()
    }


@pytest.mark.rule("R03")
def test_no_page_and_no_mail_changes_with_the_allowance(stage):
    before = pages(stage)
    Allowance.objects.filter(pk=stage.anna.pk).update(**NUMBERS)
    assert pages(stage) == before


@pytest.mark.rule("R02", "R03")
@pytest.mark.parametrize("spent", ["limit", "weekly_limit"])
def test_the_end_of_the_allowance_is_told_without_a_number(stage, spent):
    numbers = NUMBERS | {"used": 3571, spent: 3571 if spent == "limit" else 0}
    Allowance.objects.filter(pk=stage.anna.pk).update(**numbers)
    tick()
    browser = GuardedClient(stage.anna)
    answers = [
        browser.post("/members/carla/invite/"),
        browser.post("/members/ines/invite/"),
        browser.post("/invitations/by-email/", {"email": "somebody@example.net"}),
    ]
    assert [answer.status_code for answer in answers] == [302, 429, 429]
    told = "".join(answer.content.decode() for answer in answers)
    told += "".join(mail.raw for mail in CapturedEmail.objects.of(stage.anna))
    assert not [number for number in ("7919", "7,919", "4933", "4,933", "3571", "3,571") if number in told]
