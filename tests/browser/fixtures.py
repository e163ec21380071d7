"""A member with data on every page of hers, and the arguments of the URLs of these pages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.test import Client

from invitations.models import Batch, Block, Invitation, JoinLinkUse
from invitations.tokens import not_me_token
from network.members.accounts.signup_link import SignupLink
from network.members.imports.welcome import welcome_token
from network.members.models import Connection, Export, ImportedPerson, Member, Photo
from network.members.people.images import make_avatar
from notifications.models import CapturedEmail
from tests.conftest import FrozenTime, invite, mails, reception_of, work
from tests.factories import MemberFactory
from tests.members.account import latest_email_text
from tests.members.sample_images import red_and_blue
from tests.site.edit import publish

ADDRESSES = ["dora.bianchi@example.net", "somebody", "anna@example.org", "fabio@example.net"]


@dataclass
class BrowserData:
    """`targets` has the arguments of URLs by the name that `Visit.target` gives them."""

    anna: Member
    targets: dict[str, list[Any]]

    def email_links(self) -> dict[str, list[str]]:
        """The arguments of the links in e-mails: an invitation, a sign-up and a password reset."""
        invitation = mails(self.anna, "would like to connect")[0].text
        return {
            "accept token": [_search(r"Accept: \S+/i/([^/\s]+)", invitation)[1]],
            "report token": [_search(r"http\S+/i/([^/\s]+)/report/", invitation)[1]],
            "unsubscribe token": [_search(r"http\S+/u/([^/\s]+)", invitation)[1]],
            "confirmation key": [_confirmation_key()],
            "reset key": _reset_key(),
        }


def build(anna: Member, bruno: Member, carla: Member, clock: FrozenTime) -> BrowserData:
    """Create people, connections, a batch, an export and invitations of every state around Anna."""
    dora, elio = _create_people(anna, bruno, carla)
    received = invite(bruno, anna, "We met in Cremona.\nDo you remember?", reason="colleague")
    ignored, refused = invite(elio, anna, "It would be good to talk."), invite(MemberFactory(), anna)
    sent = invite(anna, dora, "I saw your scrolls.")
    reception_of(sent).reply("Which of them did you like?")
    for invitation in (ignored, refused):
        reception_of(invitation).ignore()
    reception_of(refused).say_unknown()
    Block.objects.block(anna, MemberFactory(name="Hugo Neri", handle="hugo"))
    work()
    Batch.objects.submit(anna, ADDRESSES)
    Invitation.objects.send_to_address(anna, "new.comer@example.net", "Two desks apart")
    JoinLinkUse.objects.create(nonce="0" * 32, member=MemberFactory(name="Lena Winter"))
    clock.move(days=8)
    Export.objects.request(anna)
    publish("imprint")
    work()
    return BrowserData(anna, _targets(anna, received, ignored, sent))


def _create_people(anna: Member, bruno: Member, carla: Member) -> tuple[Member, Member]:
    dora = MemberFactory(
        name="Dora Neri", handle="dora", headline="Violin maker, Cremona", location="Cremona"
    )
    elio = MemberFactory(name="Elio Neri", handle="elio")
    Member.objects.filter(pk=carla.pk).update(about="I build bridges.\n\nأحب الجسور القديمة.")
    for person in (anna, carla):
        Photo.objects.set(person, make_avatar(BytesIO(red_and_blue()), 1))
    MemberFactory(name="Furio Neri", handle="furio", headline="Bookbinder")
    MemberFactory(name="Gaia Neri", handle="gaia", invitable_by=Member.InvitableBy.ADDRESS)
    for person in (anna, bruno, dora):
        Connection.objects.connect(person, carla)
    return dora, elio


def _targets(
    anna: Member, received: Invitation, ignored: Invitation, sent: Invitation
) -> dict[str, list[Any]]:
    email = mails(anna, "would like to connect")[0]
    join = mails("new.comer@example.net")[0].text
    return {
        "signup token": [SignupLink.make("new.comer@example.com", "en").token],
        "join token": [_search(r"/join/([^/\s]+)", join)[1]],
        "welcome token": [
            welcome_token(
                ImportedPerson.objects.create(address="ida@example.net", name="Ida Importata"), "en"
            )
        ],
        "card token": [_search(r"/card/([^/\s]+)", join)[1]],
        "not me token": [not_me_token(JoinLinkUse.objects.get())],
        "received": [received.public_id],
        "archived": [ignored.public_id],
        "sent": [sent.public_id],
        "by e-mail": [Invitation.objects.sent_by(anna).open().filter(recipient=None)[0].public_id],
        "batch": [Batch.objects.of(anna).get().public_id],
        "email": [email.public_id],
        "address and e-mail": [anna.email, email.public_id],
    }


def _confirmation_key() -> str:
    """Of the link in the e-mail after a sign-up."""
    form = {"name": "Nina Nuova", "email": "nina@example.org", "password1": "two desks apart"}
    Client().post("/accounts/signup/", form)
    work()
    email = CapturedEmail.objects.get(to="nina@example.org")
    return _search(r"/accounts/confirm-email/([^/\s]+)", email.text)[1]


def _reset_key() -> list[str]:
    """Of the link in the e-mail about a forgotten password."""
    Client().post("/accounts/password/reset/", {"email": "carla@example.org"})
    link = _search(r"/password/reset/key/([0-9a-z]+)-([^/\s]+)", latest_email_text("carla@example.org"))
    return [link[1], link[2]]


def _search(pattern: str, text: str) -> re.Match[str]:
    match = re.search(pattern, text)
    assert match, f"{pattern} is not in: {text}"
    return match
