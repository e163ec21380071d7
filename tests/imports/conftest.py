from __future__ import annotations

import io
import re

import pytest

from network.members.imports.job import process_chunk
from network.members.imports.roll import store_file
from network.members.models import ImportedPerson, MemberImport
from tests.conftest import mails, tick, work

NINA = "nina@example.org"
HEADER = "name,e-mail,handle,headline,place,language\n"
ROLL = HEADER + f"Nina Nuova,{NINA},nina,Restorer of paper,Turin,Italiano\n"
State = MemberImport.State


def check(text, name="roll.csv"):
    """The import of a file, checked."""
    run = store_file(io.BytesIO(text.encode() if isinstance(text, str) else text), name, None)
    return finish(run)


def bring_in(text):
    """The import of a file, finished."""
    run = check(text)
    assert run.begin()
    return finish(run)


def finish(run):
    while True:
        run.refresh_from_db()
        if run.state not in MemberImport.AT_WORK:
            return run
        assert process_chunk(run.pk)


def outcomes(run) -> list[tuple]:
    return list(run.import_lines.order_by("number").values_list("number", "outcome", "reason"))


def person(address=NINA):
    return ImportedPerson.objects.filter(address=address).first()


def send_letters(**options):
    """The letters that staff have asked for, sent."""
    ImportedPerson.objects.request_letters(**options)
    tick()
    work()
    return mails(NINA)


def link_in(mail) -> str:
    return re.search(r"(/welcome/[^/\s]+/)", mail.text)[1]


@pytest.fixture
def link(db):
    bring_in(ROLL)
    return link_in(send_letters()[-1])
