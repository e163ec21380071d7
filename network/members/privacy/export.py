"""The worker's part of a member's copy: gather what each app has of theirs, and write it into one ZIP."""

from __future__ import annotations

import csv
import io
import json
import logging
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from tempfile import SpooledTemporaryFile
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from allauth.account.models import EmailAddress
from django.db.models import QuerySet
from django.utils import translation

from network import clock
from network.members import signals
from network.members.models import Connection, Export, ExportPart, Member, Photo
from network.members.models.export import Stopped

log = logging.getLogger(__name__)
BATCH = 100
PIECE = 256 * 1024
IN_MEMORY = 1024 * 1024
PROFILE = (
    "name", "handle", "email", "headline", "location", "about", "language", "time_zone", "invitable_by",
    "connections_visible_to", "share_address", "joined_at",
)  # fmt: skip


@dataclass(frozen=True)
class Table:
    """Things of one kind: each column with where in a row it stands. `by` is a unique column that orders them."""

    name: str
    rows: QuerySet[Any]
    columns: dict[str, str]
    by: str = "pk"

    def batches(self) -> Iterator[list[dict[str, Any]]]:
        """A statement a batch, so that nothing is held open while others write."""
        rows = self.rows.order_by(self.by)
        batch = list(rows[:BATCH])
        while batch:
            yield [{name: _plain(row, path) for name, path in self.columns.items()} for row in batch]
            batch = list(rows.filter(**{f"{self.by}__gt": getattr(batch[-1], self.by)})[:BATCH])


def own_tables(member: Member) -> list[Table]:
    """Profile with settings, addresses, connections."""
    return [
        Table("profile", Member.objects.filter(pk=member.pk), {name: name for name in PROFILE}),
        Table(
            "addresses",
            EmailAddress.objects.filter(user=member),
            {name: name for name in ("email", "verified", "primary")},
        ),
        Table(
            "connections",
            Connection.objects.of(member).select_related("other"),
            {"name": "other.display_name", "handle": "other.handle", "since": "since"},
            by="other_id",
        ),
    ]


def write_all() -> int:
    """Write every copy that is due; one that fails is put off alone. Returns how many are ready."""
    return sum(map(write, list(Export.objects.due())))


def has_due() -> bool:
    return Export.objects.due().exists()


def is_stalled(span: timedelta) -> bool:
    """Whether a copy has been waiting for so long and no worker has taken it."""
    return Export.objects.due().filter(next_at__lt=clock.real_now() - span).exists()


def prune() -> None:
    """Forget what can be fetched no longer."""
    Export.objects.forgettable().delete()


def write(export: Export) -> bool:
    """Write one; False where another worker has it, it was stopped, or it failed."""
    if not export.claim():
        return False
    export = Export.objects.select_related("member").get(pk=export.pk)
    try:
        with translation.override(export.member.language):
            _write(export)
    except Stopped:
        return False
    except Exception:
        log.exception("Copy %s failed and was put off.", export.pk)
        export.put_off()
        return False
    return True


def _write(export: Export) -> None:
    answers: Any = signals.export_started.send(sender=Export, member=export.member)
    tables: list[Table] = [table for _receiver, given in answers for table in given]
    export.begin(total=sum(table.rows.count() for table in tables))
    pieces, moment = _Pieces(export), clock.now()
    with ZipFile(pieces, "w", ZIP_DEFLATED) as archive:
        for table in tables:
            _write_table(archive, table, moment, export.advance)
        if photo := Photo.objects.filter(member=export.member).first():
            archive.writestr(_entry("photo.webp", moment), bytes(photo.image))
    pieces.close()
    export.finish(pieces.size)


def _write_table(archive: ZipFile, table: Table, moment: datetime, tell: Callable[[int], None]) -> None:
    """The same rows as JSON, exact, and as a sheet for people's programs, read once."""
    with SpooledTemporaryFile(IN_MEMORY) as sheet:
        text = io.TextIOWrapper(sheet, "utf-8-sig", newline="", write_through=True)
        lines = csv.writer(text)
        lines.writerow(table.columns)
        with archive.open(_entry(f"{table.name}.json", moment), "w") as out:
            separator = "[\n"
            for batch in table.batches():
                for record in batch:
                    out.write((separator + json.dumps(record, ensure_ascii=False)).encode())
                    lines.writerow(map(_cell, record.values()))
                    separator = ",\n"
                tell(len(batch))
            out.write(b"[]\n" if separator == "[\n" else b"\n]\n")
        text.detach().seek(0)
        with archive.open(_entry(f"{table.name}.csv", moment), "w") as out:
            shutil.copyfileobj(sheet, out)


def _entry(name: str, moment: datetime) -> ZipInfo:
    entry = ZipInfo(f"acquaint/{name}", moment.timetuple()[:6])
    entry.compress_type = ZIP_DEFLATED
    return entry


def _plain(row: Any, path: str) -> Any:
    """What stands at the end of the path, as JSON knows it."""
    for name in path.split("."):
        row = None if row is None else getattr(row, name)
    return row.isoformat() if isinstance(row, datetime) else row


def _cell(value: Any) -> Any:
    """Never a formula: what others have typed is opened in somebody's spreadsheet."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return value


class _Pieces:
    """A file to write to that puts its pieces into the database, one after the other."""

    def __init__(self, export: Export) -> None:
        self.export, self.waiting, self.number, self.size = export, bytearray(), 0, 0

    def write(self, data: bytes) -> int:
        self.waiting += data
        while len(self.waiting) >= PIECE:
            self._put(PIECE)
        return len(data)

    def flush(self) -> None:
        """Nothing is held back but less than a piece."""

    def close(self) -> None:
        """The last piece."""
        self._put(len(self.waiting))

    def _put(self, length: int) -> None:
        data = bytes(self.waiting[:length])
        del self.waiting[:length]
        ExportPart.objects.create(
            export=self.export, attempt=self.export.attempts, number=self.number, data=data
        )
        self.number, self.size = self.number + 1, self.size + length
