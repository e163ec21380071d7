"""A non-member who was invited by e-mail."""

from __future__ import annotations

import re

import pytest

from invitations.models import Invitation
from network.members.models import Member
from tests.conftest import invite_address, mails
from tests.members.account import PASSWORD

ADDRESS = "nina@example.net"
FORM = {"name": "Nina Nuova", "password1": PASSWORD}


def nina() -> Member | None:
    """The member with the address of the non-member, once there is one."""
    return Member.objects.filter(email=ADDRESS).first()


def newest_link(path: str, address: str = ADDRESS) -> str:
    """The path of the link in the newest e-mail to the address that has one beginning with `path`."""
    texts = [mail.text for mail in mails(address) if f"http://localhost:8000{path}" in mail.text]
    return re.findall(rf"http://localhost:8000({re.escape(path)}\S+)", texts[-1])[-1]


@pytest.fixture
def by_email(anna) -> Invitation:
    """Anna's invitation to Nina, who is no member."""
    return invite_address(anna, ADDRESS, "Two desks apart")


@pytest.fixture
def join_link(by_email) -> str:
    """The path of the link to join in the e-mail to her."""
    return newest_link("/join/")
