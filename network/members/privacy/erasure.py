"""The worker's part of an account deletion: every app takes its steps in batches, then the member's row is blanked.

A step handles one batch of what is left and returns how many rows that was; 0 means nothing is left. So a step can be
repeated at any time, and another worker goes on where one was killed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import ForeignObjectRel, Model, Q, QuerySet
from django.utils.crypto import get_random_string

from network import clock
from network.common.jobs import RowJob
from network.members import signals
from network.members.models import (
    AccountDeletion,
    AccountRequest,
    Application,
    Connection,
    DeviceCookie,
    Export,
    ImportedPerson,
    ImportLine,
    LetterBudget,
    Member,
    Photo,
    TermsAcceptance,
)
from network.members.models.field_values import FIELD_COLUMNS
from network.members.models.member import default_language, default_time_zone

Step = Callable[[Member], int]
CHUNK_SIZE = 100
FORMER = "A former member"
UNCHANGED_KEYS = ("name", "fields")  # keys of the admin's messages whose values are model and column names


class AccountDeletionJob(RowJob):
    """Deletes the accounts of members who have left."""

    name = "account_deletions"
    task = "network.members.tasks.delete_accounts"

    def due(self) -> QuerySet[AccountDeletion]:
        return AccountDeletion.objects.due()

    def claim(self, pk: int) -> AccountDeletion | None:
        if not AccountDeletion.objects.claim(pk):
            return None
        return AccountDeletion.objects.select_related("member").get(pk=pk)

    def process(self, deletion: AccountDeletion) -> bool:
        _take_steps(deletion)
        _finish(deletion)
        return True

    def postpone(self, deletion: AccountDeletion) -> None:
        deletion.postpone()


job = AccountDeletionJob()


def addresses_of(member: Member) -> list[str]:
    """Every verified address of this member; an unverified one may belong to another person."""
    return sorted({*member.addresses(), *([member.email] if member.joined_at else [])})


def contains_word(text: str, words: Iterable[str]) -> bool:
    """Whether the text contains one of the words as a whole word."""
    return _pattern(words).search(text) is not None


def _take_steps(deletion: AccountDeletion) -> None:
    """Take all steps until none finds anything: rows that another worker had locked are handled in the next pass."""
    responses: Any = signals.account_deletion_started.send(sender=AccountDeletion, member=deletion.member)
    steps: list[Step] = [step for _receiver, response in responses for step in response]
    steps += [remove_connections, delete_exports, delete_account_requests, delete_applications]
    steps += [delete_device_cookies, delete_letter_budgets, delete_terms_acceptances]
    steps += [delete_imported_people, delete_import_lines]
    while sum(_repeat(step, deletion) for step in steps):
        continue


def _repeat(step: Step, deletion: AccountDeletion) -> int:
    """Take a step until it finds nothing, and return how many rows it handled."""
    done = 0
    while count := step(deletion.member):
        done += count
        deletion.renew_lease()
    return done


def remove_connections(member: Member) -> int:
    others = list(Connection.objects.of(member).select_related("other")[:CHUNK_SIZE])
    return sum(Connection.objects.remove(member, edge.other) for edge in others)


def delete_exports(member: Member) -> int:
    return Export.objects.of(member).delete()[0]


def delete_account_requests(member: Member) -> int:
    of_member = Q(member=member) | Q(address__in=addresses_of(member))
    return AccountRequest.objects.filter(of_member).delete()[0]


def delete_applications(member: Member) -> int:
    return Application.objects.filter(address__in=addresses_of(member)).delete()[0]


def delete_device_cookies(member: Member) -> int:
    return DeviceCookie.objects.of(member).delete()[0]


def delete_letter_budgets(member: Member) -> int:
    return LetterBudget.objects.for_addresses(addresses_of(member)).delete()[0]


def delete_terms_acceptances(member: Member) -> int:
    return TermsAcceptance.objects.of(member).delete()[0]


def delete_imported_people(member: Member) -> int:
    of_member = Q(member=member) | Q(address__in=addresses_of(member))
    return ImportedPerson.objects.filter(of_member).delete()[0]


def delete_import_lines(member: Member) -> int:
    return ImportLine.objects.filter(address__in=addresses_of(member)).delete()[0]


def _finish(deletion: AccountDeletion) -> None:
    end_sessions(deletion.member)
    deletion.renew_lease()
    with transaction.atomic():
        member = Member.objects.select_for_update().get(pk=deletion.pk)
        anonymise_log_entries(member)
        delete_sign_in_data(member)
        Photo.objects.filter(member=member).delete()
        blank_member(member)
        AccountDeletion.objects.filter(pk=deletion.pk).update(finished_at=clock.now())


def end_sessions(member: Member) -> None:
    """Delete the session rows, which have been useless since the account was switched off."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    last = ""
    while batch := list(Session.objects.filter(session_key__gt=last).order_by("session_key")[:CHUNK_SIZE]):
        last = batch[-1].session_key
        for session in batch:
            if session.get_decoded().get("_auth_user_id") == str(member.pk):
                store(session.session_key).delete()


def anonymise_log_entries(member: Member) -> None:
    """Anonymise the admin's log: entries about the member lose names and addresses, other entries only the addresses."""
    addresses = addresses_of(member)
    words = [member.name, member.handle, *addresses]
    about = Q(content_type=ContentType.objects.get_for_model(Member), object_id=str(member.pk))
    LogEntry.objects.filter(about).update(object_repr=FORMER)
    for entry in LogEntry.objects.filter(_mentioning(words)).select_related("content_type"):
        pattern = _pattern(words if _is_about(entry, member) else addresses)
        entry.object_repr = pattern.sub(FORMER, entry.object_repr)[:200]
        entry.change_message = _replace_in_message(pattern, entry.change_message)
        entry.save(update_fields=["object_repr", "change_message"])


def _mentioning(words: Iterable[str]) -> Q:
    """Entries that contain a word, as text or as JSON escapes it."""
    condition = Q(pk=None)
    for word in filter(None, words):
        condition |= Q(object_repr__contains=word) | Q(change_message__contains=word)
        condition |= Q(change_message__contains=json.dumps(word)[1:-1])
    return condition


def _is_about(entry: LogEntry, member: Member) -> bool:
    """Whether the entry's row refers to the member; where the row is deleted, whether the entry contains their name."""
    model = entry.content_type and entry.content_type.model_class()
    row = model._base_manager.filter(pk=entry.object_id).first() if model else None
    return _refers_to(row, member) if row else contains_word(entry.object_repr, [member.name, member.handle])


def _refers_to(row: Model, member: Member, steps: int = 3) -> bool:
    """Whether a row is the member or refers to them, directly or by the rows that it refers to."""
    if row == member or not steps:
        return row == member
    related = (getattr(row, field.name) for field in row._meta.concrete_fields if field.is_relation)
    return any(_refers_to(other, member, steps - 1) for other in related if other is not None)


def _replace_in_message(pattern: re.Pattern[str], message: str) -> str:
    """A message without the words. The admin's own messages are a JSON list, those of actions plain text."""
    try:
        content = json.loads(message)
    except ValueError:
        content = None
    return (
        json.dumps(_replace_in(content, pattern))
        if isinstance(content, list)
        else pattern.sub(FORMER, message)
    )


def _replace_in(content: Any, pattern: re.Pattern[str]) -> Any:
    """The content of a JSON message without the words; keys and the names of models and columns stay."""
    if isinstance(content, dict):
        return {
            key: value if key in UNCHANGED_KEYS else _replace_in(value, pattern)
            for key, value in content.items()
        }
    if isinstance(content, list):
        return [_replace_in(item, pattern) for item in content]
    return pattern.sub(FORMER, content) if isinstance(content, str) else content


def delete_sign_in_data(member: Member) -> None:
    """Delete the rows of all sign-in apps: addresses, second factors and sessions."""
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


def blank_member(member: Member) -> None:
    """Blank the member's row, which stays for the rows that refer to it."""
    handle = f"gone-{get_random_string(16).lower()}"
    Member.objects.filter(pk=member.pk).update(
        name="", short_name="", handle=handle, email=f"{handle}@gone.invalid", headline="", location="", about="", photo="",
        search_text="", sort_key="",
        language=default_language(), time_zone=default_time_zone(), invitable_by=Member.InvitableBy.EVERYBODY,
        connections_visible_to=Member.VisibleTo.CONNECTIONS, share_address=True, photo_in_first_contact=False,
        **dict.fromkeys(FIELD_COLUMNS),
        joined_at=None, last_login=None, is_staff=False, is_superuser=False,
    )  # fmt: skip


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(filter(None, words), key=len, reverse=True)
    return re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in longest_first) or r"(?!)")
