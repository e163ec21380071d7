"""The worker's part of a data export: collect a member's rows from every app and write them into one ZIP."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from tempfile import SpooledTemporaryFile
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.db.models import QuerySet
from django.utils import timezone, translation

from network import clock
from network.common import languages
from network.common.jobs import RowJob
from network.common.spreadsheets import safe_cell
from network.common.time_zones import find_zone
from network.members import signals
from network.members.models import (
    Connection,
    DeviceCookie,
    Export,
    ExportPart,
    ImportedPerson,
    LetterBudget,
    Member,
    Photo,
    ProfileField,
    TermsAcceptance,
)
from network.members.models.export import Stopped

CHUNK_SIZE = 100
PART_SIZE = 256 * 1024
MAX_MEMORY = 1024 * 1024
PROFILE = (
    "name", "short_name", "handle", "email", "headline", "location", "about", "language", "time_zone",
    "invitable_by", "connections_visible_to", "share_address", "photo_in_first_contact", "joined_at",
)  # fmt: skip

IMPORTED = ("address", "name", "handle", "headline", "location", "language", "imported_at")
"""What staff have imported about a member last, beside values of profile fields."""


@dataclass(frozen=True)
class Table:
    """One table of an export: `columns` maps each column's name to an attribute path, or to a function of the row.

    `by` is a unique column to order by.
    """

    name: str
    rows: QuerySet[Any]
    columns: Mapping[str, str | Callable[[Any], Any]]
    by: str = "pk"

    def batches(self) -> Iterator[list[dict[str, Any]]]:
        """One statement per batch, so that no cursor stays open while others write."""
        rows = self.rows.order_by(self.by)
        batch = list(rows[:CHUNK_SIZE])
        while batch:
            yield [{name: _json_value(row, path) for name, path in self.columns.items()} for row in batch]
            batch = list(rows.filter(**{f"{self.by}__gt": getattr(batch[-1], self.by)})[:CHUNK_SIZE])


def export_tables(member: Member) -> list[Table]:
    """The tables of this app: profile and settings, addresses, linked sign-ins, browsers, terms, account letters, connections."""
    return [
        Table("profile", Member.objects.filter(pk=member.pk), {name: name for name in PROFILE}),
        *_field_values(member),
        Table(
            "addresses",
            EmailAddress.objects.filter(user=member),
            {name: name for name in ("email", "verified", "primary")},
        ),
        Table(
            "linked-sign-ins",
            SocialAccount.objects.filter(user=member),
            {
                "provider": "provider",
                "account there": "uid",
                "what it said": "extra_data",
                "since": "date_joined",
                "last used": "last_login",
            },
        ),
        Table(
            "device-cookies", DeviceCookie.objects.of(member), {"since": "created_at", "until": "expires_at"}
        ),
        Table(
            "terms-accepted", TermsAcceptance.objects.of(member), {"version": "version", "at": "accepted_at"}
        ),
        Table(
            "account-letters",
            LetterBudget.objects.for_addresses(member.addresses()),
            {"letters of the last day": "letters_to_the_minute"},
        ),
        Table(
            "imported",
            ImportedPerson.objects.filter(member=member),
            {**{name: name for name in IMPORTED}, **_columns_by_label()},
        ),
        Table(
            "connections",
            Connection.objects.of(member).select_related("other"),
            {"name": "other.display_name", "handle": "other.handle", "since": "since"},
            by="other_id",
        ),
    ]


def _field_values(member: Member) -> list[Table]:
    """The values of all profile fields, hidden ones too; no table where the site has none."""
    columns = _columns_by_label()
    return [Table("profile-fields", Member.objects.filter(pk=member.pk), columns)] if columns else []


def _columns_by_label() -> dict[str, str | Callable[[Any], Any]]:
    """Beside a choice with labels stands what pages show for it."""
    columns: dict[str, str | Callable[[Any], Any]] = {}
    for field in ProfileField.objects.in_order():
        label = field.label if field.label not in columns else f"{field.label} ({field.slot})"
        columns[label] = field.column
        if field.choice_labels:
            columns[f"{label} (shown)"] = partial(_shown, field)
    return columns


def _shown(field: ProfileField, person: Member | ImportedPerson) -> str:
    return field.label_of(field.value_of(person))


class ExportJob(RowJob):
    """Writes the exports that members have requested."""

    name = "exports"
    task = "network.members.tasks.write_exports"

    def due(self) -> QuerySet[Export]:
        return Export.objects.due()

    def claim(self, pk: int) -> Export | None:
        if not Export.objects.claim(pk):
            return None
        return Export.objects.select_related("member").get(pk=pk)

    def process(self, export: Export) -> bool:
        member = export.member
        try:
            with (
                translation.override(languages.for_member(member.language)),
                timezone.override(find_zone(member.time_zone)),
            ):
                _write(export)
        except Stopped:
            return False
        return True

    def postpone(self, export: Export) -> None:
        export.postpone()


job = ExportJob()


def prune() -> None:
    """Delete the exports that can no longer be downloaded."""
    Export.objects.expired().delete()


def _write(export: Export) -> None:
    responses: Any = signals.export_started.send(sender=Export, member=export.member)
    tables: list[Table] = [table for _receiver, response in responses for table in response]
    export.begin(total=sum(table.rows.count() for table in tables))
    parts, moment = _PartWriter(export), clock.now()
    with ZipFile(parts, "w", ZIP_DEFLATED) as archive:
        for table in tables:
            _write_table(archive, table, moment, export.advance)
        if photo := Photo.objects.filter(member=export.member).first():
            archive.writestr(_entry("photo.webp", moment), bytes(photo.image))
    parts.close()
    export.finish(parts.size)


def _write_table(archive: ZipFile, table: Table, moment: datetime, on_rows: Callable[[int], None]) -> None:
    """Write a table as JSON and as CSV, reading its rows once."""
    with SpooledTemporaryFile(MAX_MEMORY) as csv_file:
        text = io.TextIOWrapper(csv_file, "utf-8-sig", newline="", write_through=True)
        csv_writer = csv.writer(text)
        csv_writer.writerow(table.columns)
        with archive.open(_entry(f"{table.name}.json", moment), "w") as out:
            separator = "[\n"
            for batch in table.batches():
                for record in batch:
                    out.write((separator + json.dumps(record, ensure_ascii=False)).encode())
                    csv_writer.writerow(map(safe_cell, record.values()))
                    separator = ",\n"
                on_rows(len(batch))
            out.write(b"[]\n" if separator == "[\n" else b"\n]\n")
        text.detach().seek(0)
        with archive.open(_entry(f"{table.name}.csv", moment), "w") as out:
            shutil.copyfileobj(csv_file, out)


def _entry(name: str, moment: datetime) -> ZipInfo:
    entry = ZipInfo(f"my-data/{name}", moment.timetuple()[:6])
    entry.compress_type = ZIP_DEFLATED
    return entry


def _json_value(row: Any, path: str | Callable[[Any], Any]) -> Any:
    """The value at the end of an attribute path, or of a function, as JSON can hold it: times to the minute.

    The worker writes some of them, and how long it took for others says whether something was delivered to them.
    """
    if callable(path):
        return path(row)
    for name in path.split("."):
        row = None if row is None else getattr(row, name)
    return row.isoformat(timespec="minutes") if isinstance(row, datetime) else row


class _PartWriter:
    """A file object that writes its content into the database as `ExportPart` rows."""

    def __init__(self, export: Export) -> None:
        self.export, self.buffer, self.number, self.size = export, bytearray(), 0, 0

    def write(self, data: bytes) -> int:
        self.buffer += data
        while len(self.buffer) >= PART_SIZE:
            self._save_part(PART_SIZE)
        return len(data)

    def flush(self) -> None:
        """Do nothing: the buffer is always smaller than one part."""

    def close(self) -> None:
        """Save the last part."""
        self._save_part(len(self.buffer))

    def _save_part(self, length: int) -> None:
        data = bytes(self.buffer[:length])
        del self.buffer[:length]
        ExportPart.objects.create(
            export=self.export, attempt=self.export.attempts, number=self.number, data=data
        )
        self.number, self.size = self.number + 1, self.size + length
