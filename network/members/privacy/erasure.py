"""The worker's part of leaving: each app takes its steps, a batch at a time, and at last the member's row is blanked.

A step does one batch of what is still to do and says how much that was; 0 is nothing. So it can be taken again at any
time, and a worker that was killed is simply followed by another.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterable
from datetime import timedelta
from importlib import import_module
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F, ForeignObjectRel, Model, Q
from django.utils.crypto import get_random_string

from network import clock
from network.members import signals
from network.members.errors import RetryLater
from network.members.models import AccountDeletion, AccountRequest, Connection, Export, Member, Photo
from network.members.models.member import default_language, default_time_zone

Step = Callable[[Member], int]
log = logging.getLogger(__name__)
BATCH = 100
FORMER = "A former member"
LABELS = ("name", "fields")  # in a message of the admin


def process_all() -> int:
    """Work off every departure that is due; one that fails is put off alone. Returns how many are finished."""
    return sum(map(process, list(AccountDeletion.objects.due())))


def has_due() -> bool:
    return AccountDeletion.objects.due().exists()


def is_stalled(span: timedelta) -> bool:
    """Whether somebody who leaves has been waiting for so long and no worker has taken it."""
    return AccountDeletion.objects.due().filter(next_at__lt=clock.real_now() - span).exists()


def process(departure: AccountDeletion) -> bool:
    """Take every step until nothing is left; False where another worker has it, or it was put off."""
    due = AccountDeletion.objects.due().order_by().filter(pk=departure.pk)
    if not due.update(attempts=F("attempts") + 1, next_at=clock.real_now() + AccountDeletion.LEASE):
        return False
    departure = AccountDeletion.objects.select_related("member").get(pk=departure.pk)
    try:
        _take_steps(departure)
        _finish(departure)
    except RetryLater:
        departure.put_off()
        return False
    except Exception:
        log.exception("AccountDeletion %s failed and was put off.", departure.pk)
        departure.put_off()
        return False
    return True


def addresses_of(member: Member) -> list[str]:
    """Every address that is this member's; what was only claimed might be somebody else's."""
    return sorted({*member.addresses(), *([member.email] if member.joined_at else [])})


def names(text: str, words: Iterable[str]) -> bool:
    """Whether one of these stands in the text, as a whole word."""
    return _pattern(words).search(text) is not None


def _take_steps(departure: AccountDeletion) -> None:
    """Until a whole round finds nothing: what another worker had in its hands at the first is there at the second."""
    answers: Any = signals.account_deletion_started.send(sender=AccountDeletion, member=departure.member)
    steps: list[Step] = [step for _receiver, given in answers for step in given]
    while sum(
        _exhaust(step, departure) for step in (*steps, remove_connections, forget_copies, forget_knocks)
    ):
        continue


def _exhaust(step: Step, departure: AccountDeletion) -> int:
    done = 0
    while found := step(departure.member):
        done += found
        departure.renew_lease()
    return done


def remove_connections(member: Member) -> int:
    others = list(Connection.objects.of(member).select_related("other")[:BATCH])
    return sum(Connection.objects.remove(member, edge.other) for edge in others)


def forget_copies(member: Member) -> int:
    return Export.objects.of(member).delete()[0]


def forget_knocks(member: Member) -> int:
    return AccountRequest.objects.filter(address__in=addresses_of(member)).delete()[0]


def _finish(departure: AccountDeletion) -> None:
    end_sessions(departure.member)
    departure.renew_lease()
    with transaction.atomic():
        member = Member.objects.select_for_update().get(pk=departure.pk)
        forget_log_entries(member)
        forget_sign_in(member)
        Photo.objects.filter(member=member).delete()
        blank(member)
        AccountDeletion.objects.filter(pk=departure.pk).update(finished_at=clock.now())


def end_sessions(member: Member) -> None:
    """They admit nobody since the account was switched off; now their rows go too."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    last = ""
    while batch := list(Session.objects.filter(session_key__gt=last).order_by("session_key")[:BATCH]):
        last = batch[-1].session_key
        for session in batch:
            if session.get_decoded().get("_auth_user_id") == str(member.pk):
                store(session.session_key).delete()


def forget_log_entries(member: Member) -> None:
    """What the staff did stays; whom it was about does not. Of others' entries only an address of theirs goes."""
    addresses = addresses_of(member)
    words = [member.name, member.handle, *addresses]
    about = Q(content_type=ContentType.objects.get_for_model(Member), object_id=str(member.pk))
    LogEntry.objects.filter(about).update(object_repr=FORMER)
    for entry in LogEntry.objects.filter(_mentioning(words)).select_related("content_type"):
        pattern = _pattern(words if _is_about(entry, member) else addresses)
        entry.object_repr = pattern.sub(FORMER, entry.object_repr)[:200]
        entry.change_message = _without(pattern, entry.change_message)
        entry.save(update_fields=["object_repr", "change_message"])


def _mentioning(words: Iterable[str]) -> Q:
    """As text, and as JSON writes it."""
    found = Q(pk=None)
    for word in filter(None, words):
        found |= Q(object_repr__contains=word) | Q(change_message__contains=word)
        found |= Q(change_message__contains=json.dumps(word)[1:-1])
    return found


def _is_about(entry: LogEntry, member: Member) -> bool:
    """Whether its row leads to them; where the row is gone, whether it was called as they are."""
    model = entry.content_type and entry.content_type.model_class()
    row = model._base_manager.filter(pk=entry.object_id).first() if model else None
    return _leads_to(row, member) if row else names(entry.object_repr, [member.name, member.handle])


def _leads_to(row: Model, member: Member, steps: int = 3) -> bool:
    """By its own columns, or those of the rows that it points at."""
    if row == member or not steps:
        return row == member
    ahead = (getattr(row, field.name) for field in row._meta.concrete_fields if field.is_relation)
    return any(_leads_to(other, member, steps - 1) for other in ahead if other is not None)


def _without(pattern: re.Pattern[str], message: str) -> str:
    """The admin's own messages are a list in JSON, those of actions a sentence."""
    try:
        said = json.loads(message)
    except ValueError:
        said = None
    return json.dumps(_emptied(said, pattern)) if isinstance(said, list) else pattern.sub(FORMER, message)


def _emptied(said: Any, pattern: re.Pattern[str]) -> Any:
    """Keys, and what the product calls models and columns, stay."""
    if isinstance(said, dict):
        return {key: each if key in LABELS else _emptied(each, pattern) for key, each in said.items()}
    if isinstance(said, list):
        return [_emptied(each, pattern) for each in said]
    return pattern.sub(FORMER, said) if isinstance(said, str) else said


def forget_sign_in(member: Member) -> None:
    """Addresses, second factors, lists of sessions: whatever the sign-in keeps for an account, installed or not."""
    for relation in Member._meta.related_objects:
        if _belongs_to_sign_in(relation):
            relation.related_model._base_manager.filter(**{relation.field.name: member}).delete()
    member.groups.clear()
    member.user_permissions.clear()


def _belongs_to_sign_in(relation: ForeignObjectRel) -> bool:
    model = relation.related_model
    return (
        not isinstance(model, str) and model.__module__.split(".")[0] == EmailAddress.__module__.split(".")[0]
    )


def blank(member: Member) -> None:
    """The row stays, for all that points at it, and tells nothing."""
    handle = f"gone-{get_random_string(16).lower()}"
    Member.objects.filter(pk=member.pk).update(
        name="", handle=handle, email=f"{handle}@gone.invalid", headline="", location="", search_text="", about="", photo="",
        language=default_language(), time_zone=default_time_zone(), invitable_by=Member.InvitableBy.EVERYBODY,
        connections_visible_to=Member.VisibleTo.CONNECTIONS, share_address=True,
        joined_at=None, last_login=None, is_staff=False, is_superuser=False,
    )  # fmt: skip


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(filter(None, words), key=len, reverse=True)
    return re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in longest_first) or r"(?!)")
