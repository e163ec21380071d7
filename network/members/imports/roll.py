"""A file of members as the lines of an import. Nothing in a file raises an exception but `UnusableFile`."""

from __future__ import annotations

import re
from itertools import islice
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from network.common.spreadsheets import cell_text
from network.common.tables.csv_rows import read_rows
from network.members.imports.columns import clean_field, column_of, key_of
from network.members.models import ImportLine, Member, MemberImport, ProfileField

MAX_LINES = 100_000
MAX_COLUMNS, MAX_HEADING = 100, 80
BATCH = 500
COLUMNS = ("address", "handle", "name", "headline", "location", "language")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


class UnusableFile(Exception):
    """No member can be read from the file; the message says why."""


@transaction.atomic
def store_file(file: BinaryIO, name: str, by: Member | None) -> MemberImport:
    """Store the lines of the file, which the worker then checks. Raises `UnusableFile`."""
    fields = list(ProfileField.objects.filter(is_hidden=False).in_order())
    rows = read_rows(file)
    header = next((row.cells for row in rows if row.cells), None) or []
    columns, unused = _columns_of(header, fields)
    if "address" not in columns:
        raise UnusableFile(_("No column of the first line is named “E-mail”."))
    if not {"name", "given", "family"} & set(columns):
        raise UnusableFile(_("No column of the first line is named “Name”."))
    run = MemberImport.objects.create(file_name=_printable(name, 100), by=by, unused_columns=unused)
    lines = (_line(run, number, cells, columns, fields) for number, cells in islice(rows, MAX_LINES))
    while batch := list(islice(lines, BATCH)):
        ImportLine.objects.bulk_create(batch)
        run.lines += len(batch)
    if next(rows, None):
        raise UnusableFile(_("The file has more than %(count)d lines.") % {"count": MAX_LINES})
    run.save(update_fields=["lines"])
    return run


def _columns_of(header: list[str], fields: list[ProfileField]) -> tuple[list[str], list[str]]:
    """The name of each column, empty for one that is not used, and the headings of those. Of two alike the first is used."""
    columns: list[str] = []
    unused: list[str] = []
    for heading in map(cell_text, header[:MAX_COLUMNS]):
        column = column_of(heading, fields)
        column = "" if column in columns else column
        columns.append(column)
        if not column and heading:
            unused.append(_printable(heading, MAX_HEADING))
    return columns, unused


def _line(
    run: MemberImport, number: int, cells: list[str] | None, columns: list[str], fields: list[ProfileField]
) -> ImportLine:
    line = ImportLine(run=run, number=number)
    if cells is None:
        return _unreadable(line, _("This line can’t be read. Is a quotation mark missing, or a line break?"))
    texts = {column: cell_text(cell) for column, cell in zip(columns, cells, strict=False) if column and cell}
    if not texts.get("name"):
        texts["name"] = " ".join(filter(None, (texts.get("given"), texts.get("family"))))
    try:
        values = {column: _cleaned(column, texts[column]) for column in COLUMNS if texts.get(column)}
        values |= {key: _parsed(field, texts[key]) for field in fields if (key := key_of(field)) in texts}
    except ValidationError as error:
        return _unreadable(line, " ".join(error.messages))
    if "address" not in values or "name" not in values:
        return _unreadable(
            line, _("There is no name.") if "address" in values else _("There is no e-mail address.")
        )
    line.address, line.handle = values.pop("address"), values.get("handle", "")
    line.values = values
    return line


def _cleaned(column: str, text: str) -> str:
    """Raises `ValidationError`, which names the column."""
    try:
        return clean_field(column, text)
    except ValidationError as error:
        label = (
            _("e-mail address")
            if column == "address"
            else getattr(Member._meta.get_field(column), "verbose_name", column)
        )
        raise ValidationError(f"{label}: {' '.join(error.messages)}") from None


def _parsed(field: ProfileField, text: str) -> str:
    """Raises `ValidationError`, which names the field."""
    try:
        return field.parse(text) or ""
    except ValidationError as error:
        raise ValidationError(f"{field.label}: {' '.join(error.messages)}") from None


def _unreadable(line: ImportLine, reason: str) -> ImportLine:
    line.is_readable, line.reason = False, _printable(reason, 300)
    return line


def _printable(text: str, length: int) -> str:
    return _UNPRINTABLE.sub("", text[: 2 * length])[:length]
