"""A story begins as if nothing had been done before: whatever was done before, it is the same."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db.models import CASCADE
from django.utils import translation

from invitations.models import (
    Allowance,
    AllowanceRequest,
    Batch,
    Block,
    Invitation,
    NonMember,
    RecentVerbs,
)
from invitations.models.non_member import mailbox_digests
from network import clock
from network.demo.stories import loader, player, story_setup
from network.members.models import Connection, LetterBudget, Member
from notifications.models import EmailPreferences, Suppression
from tests.conftest import invite, mails, reception_of, refuse, work
from tests.privacy.declarations import DECLARATIONS

KEPT = {
    "members.Member_groups": "rights, which no verb changes",
    "members.Member_user_permissions": "rights, which no verb changes",
    "members.DeviceCookie": "a browser, not a pair",
    "members.HashKeyCheck": "about nobody",
    "members.Export": "a copy of one's own data",
    "members.ExportPart": "a copy of one's own data",
    "members.Photo": "the person",
    "invitations.JoinLinkUse": "goes with the account that it opened",
    "notifications.MailPause": "about nobody",
    "notifications.AddressVerification": "lifts suppressions, which are deleted",
    "account.EmailAddress": "the person",
    "mfa.Authenticator": "the account",
    "usersessions.UserSession": "a browser, not a pair",
    "admin.LogEntry": "what staff did",
    "socialaccount.SocialAccount": "the account",
    "socialaccount.SocialToken": "the account",
    "members.Application": "somebody without an account",
    "members.FormerAddress": "about nobody who is here",
    "members.ImportedPerson": "somebody without an account",
    "members.ImportLine": "somebody without an account",
    "members.MemberImport": "what staff did",
    "members.TermsAcceptance": "the person",
    "members.WelcomeText": "about nobody",
    "site.Site": "about nobody",
    "site.Logo": "about nobody",
}
UNSTABLE = {
    "id", "public_id", "key", "message_id", "raw", "html", "text", "headers", "event", "password", "digest",
}  # fmt: skip


def lines(*names):
    """The rows of the models, without keys: members by handle, times by whether there is one."""
    found = []
    for model in map(apps.get_model, names):
        for row in model._default_manager.all():
            cells = [
                f"{field.name}={plain(field, row)}"
                for field in model._meta.concrete_fields
                if field.name not in UNSTABLE
            ]
            found.append(f"{model.__name__}: {' '.join(cells)}")
    return sorted(found)


def plain(field, row):
    if field.is_relation:
        related = getattr(row, field.name)
        return getattr(related, "handle", bool(related))
    value = field.value_from_object(row)
    if isinstance(value, date):
        return True
    return len(value) if isinstance(value, list) else value


def everything():
    names = [name for name in DECLARATIONS if not name.startswith(("admin.", "mfa.", "usersessions."))]
    return lines(*names)


def connect(anna, bruno):
    reception_of(invite(anna, bruno)).accept()


def spend_the_allowance(anna, bruno):
    Allowance.objects.filter(member=anna).update(
        limit=1, weekly_limit=2, used=3, recent=["2026-11-22T09:00:00+00:00"], lifts=2,
        restricted_at=clock.now(), lifted_at=clock.now(), tries_forgiven_at=clock.now(),
    )  # fmt: skip


def switch_everything(anna, bruno):
    for member in (anna, bruno):
        EmailPreferences.objects.filter(member=member).update(
            invitations=False, reminders=False, acceptances=False, replies=False, none=True
        )
        Member.objects.filter(pk=member.pk).update(
            invitable_by="address",
            connections_visible_to="nobody",
            share_address=False,
            photo_in_first_contact=True,
        )


def count_verbs(anna, bruno):
    RecentVerbs.objects.spend(anna)
    AllowanceRequest.objects.create(member=bruno, text="", requested_at=clock.now())
    Batch.objects.submit(anna, ["bruno@example.org"])
    work()


def refuse_and_report(anna, bruno):
    reception = reception_of(invite(anna, bruno))
    refuse(reception)
    reception.report("unwanted", "")


def block_both_ways(anna, bruno):
    Block.objects.block(anna, bruno)
    Block.objects.block(bruno, anna)
    Block.objects.unblock(bruno, anna)


def try_the_gate(anna, bruno):
    for _ in range(3):
        invite(anna, bruno, address="x@example.net").withdraw()
    Invitation.objects.send_to_address(anna, "bruno@example.org", "")
    work()


def stop_mail(anna, bruno):
    Suppression.objects.record(bruno.email, "bounce", "1", "no such user", clock.now())
    NonMember.objects.create(digest=mailbox_digests(bruno.email)[0], opted_out_at=clock.now())
    LetterBudget.objects.lock(anna.email)


def restrict(anna, bruno):
    Allowance.objects.get(member=anna).restrict()
    work()


def play_with_guests(anna, bruno):
    for name in ("restricted", "somebody-new"):
        player.play(loader.find(name))


DEEDS = [
    connect, spend_the_allowance, switch_everything, count_verbs, refuse_and_report, block_both_ways, try_the_gate,
    stop_mail, restrict, play_with_guests,
]  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS)
def test_the_setup_inherits_nothing(anna, bruno, deed):
    story = loader.find("waiting")
    story_setup.prepare(story)
    fresh = everything()
    deed(anna, bruno)
    assert everything() != fresh
    story_setup.prepare(story)
    assert [line for line in everything() if line not in fresh] == []
    assert everything() == fresh


def test_what_others_did_stays(anna, bruno, carla):
    invite(anna, carla, "Hello")
    Connection.objects.connect(bruno, carla)
    before = lines("invitations.Invitation", "members.Connection"), len(mails(carla))
    story_setup.prepare(loader.find("waiting"))
    assert (lines("invitations.Invitation", "members.Connection"), len(mails(carla))) == before


def test_the_setup_clears_every_table_or_says_why_not():
    cleared = {Connection, *(row.model for row in [*story_setup.CLEARED, *story_setup.RESET])}
    reached = cleared | set().union(*map(cascade_of, cleared - {Member}))
    labels = {model._meta.label for model in reached}
    assert set(DECLARATIONS) - labels == set(KEPT)


def cascade_of(model, seen=frozenset()):
    """The models whose rows go with a row of this one."""
    related = {
        relation.related_model
        for relation in model._meta.related_objects
        if relation.on_delete is CASCADE and relation.related_model not in seen
    }
    return related.union(*(cascade_of(each, seen | related) for each in related))


def test_earlier_steps_have_their_dates_and_their_e_mails(anna, bruno):
    story_setup.prepare(loader.find("not-knowing"))
    invitation = Invitation.objects.get()
    assert clock.now() - invitation.sent_at == timedelta(days=9.4)
    assert reception_of(invitation).archived_at
    assert [mail.subject for mail in mails(bruno)] == ["Anna Ricci would like to connect with you"]


def test_its_people_speak_the_language_of_the_reader(anna, bruno):
    with translation.override("it"):
        story_setup.prepare(loader.find("ignoring"))
    languages = Member.objects.filter(handle__in=["anna", "bruno"]).values_list("language", flat=True)
    assert set(languages) == {"it"}
