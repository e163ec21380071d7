"""R03: no page and no e-mail shows the limit or the rest of the allowance."""

from __future__ import annotations

import re

import pytest

from invitations.models import Allowance
from notifications.models import CapturedEmail
from tests.authz.table import paths
from tests.conftest import tick
from tests.privacy.scenarios import mask
from tests.privacy.sql_guard import GuardedClient

NUMBERS = {"limit": 7919, "weekly_limit": 4933, "used": 3571}


def pages(data) -> dict[str, str]:
    """Path → body and headers of every page, for Anna."""
    browser = GuardedClient(data.anna)
    addresses = {path for path in paths(data.to_bruno, data.bruno).values() if not path.startswith("/admin/")}
    responses = {path: browser.get(path) for path in sorted(addresses)}
    return {
        path: mask((response.content, sorted(response.headers.items())))
        for path, response in responses.items()
    }


@pytest.mark.rule("R03")
def test_no_page_and_no_mail_changes_with_the_allowance(data):
    before = pages(data)
    Allowance.objects.filter(pk=data.anna.pk).update(**NUMBERS)
    assert pages(data) == before


@pytest.mark.rule("R02", "R03")
@pytest.mark.parametrize("spent", ["limit", "weekly_limit"])
def test_the_message_at_the_limit_has_no_number(data, spent):
    numbers = NUMBERS | {"used": 3571, spent: 3571 if spent == "limit" else 0}
    Allowance.objects.filter(pk=data.anna.pk).update(**numbers)
    tick()
    browser = GuardedClient(data.anna)
    responses = [
        browser.post("/members/carla/invite/"),
        browser.post("/members/ines/invite/"),
        browser.post("/invitations/by-email/", {"email": "somebody@example.net"}),
    ]
    assert [response.status_code for response in responses] == [302, 429, 429]
    text = "".join(response.content.decode() for response in responses)
    text += "".join(mail.raw for mail in CapturedEmail.objects.of(data.anna))
    spellings = ("7919", "7,919", "4933", "4,933", "3571", "3,571")
    assert not [number for number in spellings if re.search(rf"(?<!\w){number}(?!\w)", text)]
