"""A member's life with something of everything, and the pages that show it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO

from django.test import Client

from invitations.models import Batch, Block
from network.members.models import Connection, Export, Member, Photo
from network.members.people.images import make_avatar
from notifications.models import CapturedEmail
from tests.conftest import FrozenTime, invite, mails, reception_of, work
from tests.factories import MemberFactory
from tests.members.sample_images import red_and_blue


@dataclass
class Town:
    """`pages` are Anna's, `calm` anybody's; both by what they are called here."""

    anna: Member
    pages: dict[str, str]
    calm: dict[str, str]


def build(anna: Member, bruno: Member, carla: Member, clock: FrozenTime) -> Town:
    dora = MemberFactory(
        name="Dora Neri", handle="dora", headline="Violin maker, Cremona", location="Cremona"
    )
    elio = MemberFactory(name="Elio Neri", handle="elio")
    Member.objects.filter(pk=carla.pk).update(about="I build bridges.\n\nأحب الجسور القديمة.")
    for friend in (anna, carla):
        Photo.objects.set(friend, make_avatar(BytesIO(red_and_blue()), 1))
    MemberFactory(name="Furio Neri", handle="furio", headline="Bookbinder")
    MemberFactory(name="Gaia Neri", handle="gaia", invitable_by=Member.InvitableBy.ADDRESS)
    for friend in (anna, bruno, dora):
        Connection.objects.connect(friend, carla)
    waiting = invite(bruno, anna, "We met in Cremona.\nDo you remember?", reason="colleague")
    ignored, refused = invite(elio, anna, "It would be good to talk."), invite(MemberFactory(), anna)
    sent = invite(anna, dora, "I saw your scrolls.")
    reception_of(sent).reply("Which of them did you like?")
    for each in (ignored, refused):
        reception_of(each).ignore()
    reception_of(refused).say_unknown()
    Block.objects.block(anna, MemberFactory(name="Hugo Neri", handle="hugo"))
    work()
    Batch.objects.submit(anna, ["dora.bianchi@example.net", "somebody", anna.email, "fabio@example.net"])
    clock.move(days=8)
    Export.objects.request(anna)
    work()
    return Town(anna, pages_of(anna, waiting, ignored, sent), calm_pages(waiting, anna))


def pages_of(anna: Member, waiting, ignored, sent) -> dict[str, str]:
    mail = mails(anna, "would like to connect")[0]
    return {
        "home": "/",
        "may-know": "/people/you-may-know/",
        "received": "/invitations/",
        "archived": "/invitations/archived/",
        "sent": "/invitations/sent/",
        "sent-detail": sent.get_absolute_url(),
        "received-detail": waiting.get_absolute_url(),
        "report": f"{waiting.get_absolute_url()}report/",
        "archived-detail": ignored.get_absolute_url(),
        "send": "/members/furio/invite/",
        "send-gate": "/members/gaia/invite/",
        "by-email": "/invitations/by-email/",
        "batch": Batch.objects.of(anna).get().get_absolute_url(),
        "more": "/invitations/more/",
        "etiquette": "/invitations/etiquette/",
        "directory": "/members/",
        "nobody-found": "/members/?q=nobody",
        "profile-own": "/members/anna/",
        "profile-connected": "/members/carla/",
        "profile-stranger": "/members/dora/",
        "profile-blocked": "/members/hugo/",
        "blocked": "/settings/blocked/",
        "connections": "/connections/",
        "connections-of": "/members/carla/connections/",
        "edit-profile": "/settings/profile/",
        "settings": "/settings/",
        "preferences": "/settings/email/",
        "addresses": "/accounts/email/",
        "password": "/accounts/password/change/",
        "export": "/settings/export/",
        "delete-account": "/settings/delete/",
        "mailbox": "/mail/",
        "mail": mail.get_absolute_url(),
        "not-found": "/members/nobody-of-this-name/",
    }


def calm_pages(waiting, anna: Member) -> dict[str, str]:
    text = mails(anna, "would like to connect")[0].text
    return {
        "landing": "/",
        "login": "/accounts/login/",
        "signup": "/accounts/signup/",
        "reset": "/accounts/password/reset/",
        "confirm": confirm_page(),
        "not-found": "/nothing/here/",
        "goodbye": "/goodbye/",
        "accept-from-email": re.search(r"Accept: (\S+)", text)[1],
        "unsubscribe": re.search(r"http\S+/u/\S+", text)[0],
    }


def confirm_page() -> str:
    """Where the verification mail of a newcomer leads."""
    words = {"name": "Nina Nuova", "email": "nina@example.org", "password1": "two desks apart"}
    Client().post("/accounts/signup/", words)
    work()
    mail = CapturedEmail.objects.get(to="nina@example.org")
    return re.search(r"/accounts/confirm-email/\S+", mail.text)[0]
