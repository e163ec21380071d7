"""Sets a story up: nothing is left between those who play, then what has happened before is done again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import combinations
from typing import Any, NamedTuple

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.http import Http404
from django.utils.translation import get_language

from invitations.errors import AddressNeeded, LimitReached, NotOpen
from invitations.models import (
    Allowance,
    AllowanceChange,
    AllowanceRequest,
    Batch,
    Block,
    Invitation,
    NonMember,
    RecentVerbs,
    Reception,
    Refusal,
    RefusedSend,
)
from invitations.models.non_member import address_digests, mailbox_digests
from invitations.worker import schedule
from network import clock
from network.demo import demo_data, seeding, story_starts
from network.demo.stories.schema import GUEST_DOMAIN, Step, Story
from network.demo.time_travel import process_queue
from network.members.models import AccountDeletion, AccountRequest, Connection, LetterBudget, Member
from notifications.choices import Kind, SilentKind
from notifications.models import CapturedEmail, EmailPreferences, Outbox, PreferenceChange, Suppression

NOTICES = (Kind.RESTRICTED, Kind.LIFTED, Kind.MORE_GRANTED, SilentKind.BLOCKED, SilentKind.UNBLOCKED)
"""Kinds of outbox rows about a member that belong to no invitation."""


@dataclass(frozen=True)
class StoryPeople:
    """Who plays: members of the cast, and everybody of earlier stories who is no longer needed."""

    cast: list[Member]
    guests: list[Member] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)

    @property
    def all(self) -> list[Member]:
        return [*self.cast, *self.guests]

    @property
    def all_addresses(self) -> list[str]:
        return [*self.addresses, *(address for member in self.all for address in member.addresses())]

    def pairs(self, a: str, b: str) -> Q:
        """Rows whose two columns name two of those who play, or a guest and anybody."""
        pair = Q(**{f"{a}__in": self.all, f"{b}__in": self.all})
        return pair | Q(**{f"{a}__in": self.guests}) | Q(**{f"{b}__in": self.guests})


class Cleared(NamedTuple):
    """Rows that are deleted."""

    model: type[Model]
    rows: Callable[[StoryPeople], QuerySet[Any]]


class Reset(NamedTuple):
    """Columns of the rows of those who play that are set to their defaults; with no names all but the key."""

    model: type[Model]
    key: str
    columns: tuple[str, ...] = ()


def invitations_among(people: StoryPeople) -> QuerySet[Invitation]:
    """All invitations between those who play, to a member or to an address, delivered or not."""
    received = Reception.objects.filter(people.pairs("sender", "member")).values("invitation")
    to_address = Q(sender__in=people.all, address__in=people.all_addresses)
    to_guest = Q(address__iendswith=f"@{GUEST_DOMAIN}")
    named = people.pairs("sender", "recipient")
    return Invitation.objects.filter(named | to_address | to_guest | Q(pk__in=received))


def mail_among(people: StoryPeople) -> QuerySet[CapturedEmail]:
    """The e-mails about the invitations between those who play, the notices to them, and all mail to guests."""
    rows = outbox_among(people).exclude(message_id="").values("message_id")
    to_guest = Q(to__iendswith=f"@{GUEST_DOMAIN}")
    return CapturedEmail.objects.filter(Q(message_id__in=rows) | to_guest)


def outbox_among(people: StoryPeople) -> QuerySet[Outbox]:
    about_pair = Q(invitation__in=invitations_among(people))
    notices = Q(member__in=people.all, invitation=None, kind__in=NOTICES)
    of_guest = Q(member__in=people.guests) | Q(address__iendswith=f"@{GUEST_DOMAIN}")
    return Outbox.objects.filter(about_pair | notices | of_guest)


def _non_members(people: StoryPeople) -> QuerySet[NonMember]:
    digests = [digest for address in people.all_addresses for digest in mailbox_digests(address)]
    return NonMember.objects.filter(digest__in=digests)


def _suppressions(people: StoryPeople) -> QuerySet[Suppression]:
    digests = [digest for address in people.all_addresses for digest in address_digests(address)]
    return Suppression.objects.filter(Q(member__in=people.all) | Q(digest__in=digests))


CLEARED = [
    Cleared(CapturedEmail, mail_among),
    Cleared(Outbox, outbox_among),
    Cleared(Invitation, invitations_among),  # and with them receptions, messages, deliveries, events, reports
    Cleared(Refusal, lambda people: Refusal.objects.filter(people.pairs("refuser", "refused"))),
    Cleared(Block, lambda people: Block.objects.filter(people.pairs("blocker", "blocked"))),
    Cleared(RecentVerbs, lambda people: RecentVerbs.objects.filter(member__in=people.all)),
    Cleared(AllowanceChange, lambda people: AllowanceChange.objects.filter(member__in=people.all)),
    Cleared(RefusedSend, lambda people: RefusedSend.objects.filter(member__in=people.all)),
    Cleared(PreferenceChange, lambda people: PreferenceChange.objects.filter(member__in=people.all)),
    Cleared(AllowanceRequest, lambda people: AllowanceRequest.objects.filter(member__in=people.all)),
    Cleared(Batch, lambda people: Batch.objects.filter(member__in=people.all)),
    Cleared(NonMember, _non_members),
    Cleared(Suppression, _suppressions),
    Cleared(LetterBudget, lambda people: LetterBudget.objects.for_addresses(people.all_addresses)),
    Cleared(AccountRequest, lambda people: AccountRequest.objects.filter(address__in=people.all_addresses)),
    Cleared(AccountDeletion, lambda people: AccountDeletion.objects.filter(member__in=people.guests)),
    Cleared(Member, lambda people: Member.objects.filter(pk__in=[guest.pk for guest in people.guests])),
]
"""In this order, because later rows are referred to by earlier ones."""

RESET = [
    Reset(Allowance, "member"),
    Reset(EmailPreferences, "member"),
    Reset(
        Member, "pk", ("invitable_by", "connections_visible_to", "photo_in_first_contact", "share_address")
    ),
]


@transaction.atomic
def prepare(story: Story) -> None:
    """Prepare the data of a story, whose people speak the active language.

    Raises `Http404` if one has no account, `TomlFileError` for an earlier step that is not possible.
    """
    people = clear(story.cast, story.others)
    Member.objects.filter(pk__in=[member.pk for member in people.cast]).update(language=get_language())
    members = {member.handle: member for member in [*people.cast, *_create_guests(story.guests)]}
    now = clock.now()
    for moment, step in _schedule(story.before, now):
        with clock.frozen_at(moment):
            if step:
                _run(story, step, members)
            process_queue()
            schedule.remind()
            process_queue()
    schedule.remind()
    process_queue()
    story_starts.record(story.left, story.right)


def _run(story: Story, step: Step, members: dict[str, Member]) -> None:
    """Let the members, by handle, do the step. Raises `TomlFileError` where it is not possible."""
    try:
        seeding.run_step(_demo_step(step), members)
    except (NotOpen, LimitReached, AddressNeeded, LookupError, ObjectDoesNotExist):
        problem = f"“{step.verb}” is not possible here: no open invitation or account for it, or a limit is reached."
        raise story.file.error(("before", step.number - 1, "verb"), problem) from None


@transaction.atomic
def clear(cast: list[str], addresses: list[str]) -> StoryPeople:
    """Leave nothing between those who play, and nothing of the guests of any story; returns who plays.

    Raises `Http404` if one of the cast has no account.
    """
    members = list(Member.objects.joined().filter(handle__in=cast))
    if len(members) < len(set(cast)):
        raise Http404
    guests = Member.objects.filter(
        Q(email__iendswith=f"@{GUEST_DOMAIN}") | Q(emailaddress__email__iendswith=f"@{GUEST_DOMAIN}")
    ).distinct()
    people = StoryPeople(members, list(guests.exclude(pk__in=[member.pk for member in members])), addresses)
    _disconnect(people)
    for cleared in CLEARED:
        cleared.rows(people).delete()
    for reset in RESET:
        _reset(reset, people.cast)
    return StoryPeople(members, [], addresses)


def _disconnect(people: StoryPeople) -> None:
    for a, b in combinations(people.all, 2):
        Connection.objects.remove(a, b)
    for guest in people.guests:
        for row in Connection.objects.of(guest).select_related("other"):
            Connection.objects.remove(guest, row.other)


def _reset(reset: Reset, members: list[Member]) -> None:
    """Set columns to the defaults of the model."""
    fields = [
        column
        for column in reset.model._meta.concrete_fields
        if not column.primary_key and (not reset.columns or column.name in reset.columns)
    ]
    rows = reset.model._default_manager.filter(**{f"{reset.key}__in": [member.pk for member in members]})
    rows.update(**{column.name: column.get_default() for column in fields})


def _create_guests(guests: dict[str, str]) -> list[Member]:
    """New accounts of these people: handle → name."""
    return [
        Member.objects.create_user(
            f"{handle}@{GUEST_DOMAIN}", name=name, short_name=name.split()[0], handle=handle
        )
        for handle, name in guests.items()
    ]


def _schedule(steps: tuple[Step, ...], now: datetime) -> list[tuple[datetime, Step | None]]:
    """Every step with its time, and an entry without one for each day since the first, on which reminders are due."""
    days = range(int(max((step.days_ago for step in steps), default=0)) + 1)
    entries: list[tuple[float, Step | None]] = [(step.days_ago, step) for step in steps]
    entries += [(day + 0.01, None) for day in days]
    entries.sort(key=lambda entry: -entry[0])
    return [(now - timedelta(days=days_ago), step) for days_ago, step in entries]


def _demo_step(step: Step) -> demo_data.Step:
    verb = step.verb.replace("_", " ")
    return demo_data.Step(step.days_ago, step.who, verb, step.to, step.note, step.reason)
