"""An import is worked on in chunks: it can be stopped, killed and run again."""

import gc
import tracemalloc
from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command

from network.members.imports import job, roll
from network.members.imports.roll import store_file
from network.members.models import Connection, ImportedPerson, ImportLine, Member, MemberImport
from notifications.models import Outbox
from tests.conftest import tick, work
from tests.imports.conftest import NINA, ROLL, bring_in, check, finish, person

pytestmark = pytest.mark.django_db


def roll_of(number: int) -> str:
    return "name,e-mail\n" + "".join(f"Person P,p{n}@example.org\n" for n in range(number))


def test_the_worker_checks_and_imports():
    run = store_file(BytesIO(ROLL.encode()), "roll.csv", None)
    work()
    run.refresh_from_db()
    assert (run.state, run.counts) == ("checked", {"new": 1})
    run.begin()
    work()
    assert person()


def test_run_twice_is_once():
    bring_in(ROLL)
    before = list(ImportedPerson.objects.values("pk", "public_id", "name", "letters"))
    assert bring_in(ROLL).counts == {"unchanged": 1}
    assert list(ImportedPerson.objects.values("pk", "public_id", "name", "letters")) == before


def test_it_stops_and_goes_on(monkeypatch):
    monkeypatch.setattr(job, "CHUNK_SIZE", 2)
    run = check(roll_of(5))
    run.begin()
    job.process_chunk(run.pk)
    run.refresh_from_db()
    assert run.stop()
    assert not job.process_chunk(run.pk)
    assert ImportedPerson.objects.count() == 2
    run.refresh_from_db()
    run.begin()
    assert finish(run).counts == {"new": 5}


def test_a_crash_in_a_chunk_leaves_nothing_of_it(monkeypatch):
    run = check(roll_of(5))
    run.begin()
    with monkeypatch.context() as patch:
        patch.setattr(job, "_record", lambda *_: 1 / 0)
        assert job.job.run() == 0
    assert not ImportedPerson.objects.exists()
    MemberImport.objects.update(next_at=run.at)
    work()
    assert ImportedPerson.objects.count() == 5


def test_of_a_finished_import_only_the_reasons_of_skipped_lines_are_kept():
    run = bring_in(ROLL + f"Nina,{NINA}\n")
    (line,) = run.import_lines.all()
    assert (line.number, line.address, line.values) == (3, "", {})
    assert line.reason == "The same address is on line 2."


def test_a_finished_import_does_not_begin_again():
    run = bring_in(ROLL)
    assert not run.begin()
    assert not run.stop()


def test_it_connects_and_invites_nobody_and_writes_to_nobody():
    bring_in(ROLL)
    tick()
    work()
    assert not Connection.objects.exists()
    assert not Outbox.objects.exists()


def test_a_person_who_waits_is_updated():
    bring_in(ROLL)
    assert bring_in(ROLL.replace("Turin", "Milan")).counts == {"update": 1}
    assert person().location == "Milan"


def test_of_a_member_only_what_they_left_as_it_was_imported_is_updated():
    bring_in(ROLL)
    member = Member.objects.create_user(NINA, name="Nina Nuova", headline="My own", location="Turin")
    assert bring_in(ROLL.replace("Turin", "Milan").replace("Restorer", "Binder").replace("nina,", "ninetta,")).counts == {"update": 1}  # fmt: skip
    member.refresh_from_db()
    assert (member.location, member.headline, member.handle) == ("Milan", "My own", "nina-nuova")
    assert "milan" in member.search_text


def test_an_empty_cell_changes_nothing():
    bring_in(ROLL)
    assert bring_in(f"name,e-mail,place\nNina Nuova,{NINA},\n").counts == {"unchanged": 1}
    assert person().location == "Turin"


def test_people_who_do_not_join_vanish_after_90_days(clock):
    bring_in(ROLL)
    clock.move(days=89)
    job.prune()
    assert person()
    clock.move(days=1)
    job.prune()
    assert (person(), MemberImport.objects.count(), ImportLine.objects.count()) == (None, 0, 0)


@pytest.mark.long  # in a process that has run many other tests, theirs is measured too
def test_memory_stays_flat(monkeypatch):
    thresholds = gc.get_threshold()
    gc.set_threshold(700, 10, 10)  # the test run collects seldom
    gc.collect()
    monkeypatch.setattr(job, "CHUNK_SIZE", 20)
    monkeypatch.setattr(roll, "BATCH", 20)

    def peak(number):
        tracemalloc.start()
        bring_in(roll_of(number))
        return tracemalloc.get_traced_memory()[1], tracemalloc.stop()

    peak(200)
    few, many = peak(200)[0], peak(800)[0]
    gc.set_threshold(*thresholds)
    assert many < few + 300_000, (few, many)


def test_the_command_tries_and_imports(tmp_path):
    file = tmp_path / "roll.csv"
    file.write_text(ROLL + "Nino,nino@@example.org\n")
    output = StringIO()
    call_command("import_members", file, "--dry-run", stdout=output, stderr=StringIO())
    assert f"Line 2: new {NINA}\nLine 3: skipped: " in output.getvalue()
    assert (person(), MemberImport.objects.count()) == (None, 0)
    call_command("import_members", file, stdout=output, stderr=StringIO())
    assert output.getvalue().endswith("new: 1, update: 0, unchanged: 0, skipped: 1\n")
    assert person()


def test_the_command_names_a_file_that_it_cannot_use(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_members", tmp_path / "none.csv")
