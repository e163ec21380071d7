"""The worker's part of imports: lines are checked and imported a chunk at a time, each in one transaction.

So an import can be stopped, or its worker killed, at any line, and goes on there.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet

from network import clock
from network.common.jobs import Job, RowJob
from network.members import signals
from network.members.imports.plan import Plan, Planner, apply_changes, new_person
from network.members.models import ImportedPerson, ImportLine, MemberImport
from network.members.models.member_import import LIFE

CHUNK_SIZE = 500
LETTERS_A_RUN = 300
"""Welcome letters of one run, so in a minute: other e-mails leave between them."""
RETRY_AFTER = timedelta(minutes=1)
Outcome = ImportLine.Outcome
State = MemberImport.State


class MemberImportJob(RowJob):
    """Works on the imports that are being checked or are running. A row is done when a chunk of its lines is."""

    name = "member_imports"
    task = "network.members.tasks.import_members"

    def due(self) -> QuerySet[MemberImport]:
        rows = MemberImport.objects.filter(state__in=MemberImport.AT_WORK, next_at__lte=clock.database_now())
        return rows.order_by("pk")

    def run(self) -> int:
        """One chunk of each. The rest is another task, so that other tasks run between the two."""
        done = self.run_chunk()
        if done and self.has_due():
            self.enqueue()
        return done

    def process(self, pk: int) -> bool:
        return process_chunk(pk)

    def postpone(self, pk: int) -> None:
        MemberImport.objects.filter(pk=pk).update(next_at=clock.database_now() + RETRY_AFTER)


class WelcomeLetterJob(Job):
    """Queues the letters that staff have asked for, `LETTERS_A_RUN` at a time."""

    name = "welcome_letters"
    task = "network.members.tasks.queue_welcome_letters"

    def due(self) -> QuerySet[ImportedPerson]:
        return ImportedPerson.objects.waiting().filter(letter_wanted=True).order_by("pk")

    def stalled(self) -> QuerySet[ImportedPerson]:
        """None: whoever is not taken in this run waits for the next."""
        return ImportedPerson.objects.none()

    @transaction.atomic
    def run(self) -> int:
        ImportedPerson.objects.link_joined()
        people = list(self.due().select_for_update(skip_locked=True)[:LETTERS_A_RUN])
        for person in people:
            person.letter_wanted, person.letter_at = False, clock.now()
            person.letters += 1
        ImportedPerson.objects.bulk_update(people, ["letter_wanted", "letter_at", "letters"])
        if people:
            signals.welcome_letters_due.send(sender=ImportedPerson, people=people)
        return len(people)


job = MemberImportJob()
letter_job = WelcomeLetterJob()


def prune() -> None:
    """Delete who has not joined, and imports, `LIFE` after they were imported."""
    ImportedPerson.objects.link_joined()
    ImportedPerson.objects.expired().delete()
    MemberImport.objects.filter(at__lte=clock.now() - LIFE).delete()


@transaction.atomic
def process_chunk(pk: int) -> bool:
    """Check or import the next lines; False where another worker has the import, or it is not at work any more."""
    rows = MemberImport.objects.select_for_update(skip_locked=True)
    run = rows.filter(pk=pk, state__in=MemberImport.AT_WORK).first()
    if run is None:
        return False
    if run.state == State.RUNNING and not run.position:
        ImportedPerson.objects.link_joined()
    lines = list(run.import_lines.filter(number__gt=run.position).order_by("number")[:CHUNK_SIZE])
    if lines:
        outcomes = _import(run, lines) if run.state == State.RUNNING else _check(run, lines)
        run.counts = dict(Counter(run.counts) + Counter(outcomes))
        run.position = lines[-1].number
    if len(lines) < CHUNK_SIZE:
        run.state = _finish(run)
    run.next_at = clock.database_now()
    run.save(update_fields=["counts", "position", "state", "next_at"])
    return True


def _check(run: MemberImport, lines: list[ImportLine]) -> list[str]:
    planner = Planner(run, lines)
    return _record(lines, [planner.plan(line) for line in lines])


def _import(run: MemberImport, lines: list[ImportLine]) -> list[str]:
    planner = Planner(run, lines, lock=True)
    plans = [planner.plan(line) for line in lines]
    ImportedPerson.objects.bulk_create(
        new_person(line, plan) for line, plan in zip(lines, plans, strict=True) if plan.outcome == Outcome.NEW
    )
    for plan in plans:
        if plan.outcome == Outcome.UPDATE:
            apply_changes(plan)
    unchanged = [plan.person.pk for plan in plans if plan.person and plan.outcome == Outcome.UNCHANGED]
    ImportedPerson.objects.filter(pk__in=unchanged).update(imported_at=clock.now())
    return _record(lines, plans)


def _record(lines: list[ImportLine], plans: list[Plan]) -> list[str]:
    for line, plan in zip(lines, plans, strict=True):
        line.outcome, line.reason = plan.outcome, plan.reason
    ImportLine.objects.bulk_update(lines, ["outcome", "reason"])
    return [str(plan.outcome) for plan in plans]


def _finish(run: MemberImport) -> str:
    """The state after the last line. Of an import that is done only the skipped lines are kept, without what they said."""
    if run.state == State.CHECKING:
        return State.CHECKED
    run.import_lines.exclude(outcome=Outcome.SKIPPED).delete()
    run.import_lines.update(address="", handle="", values={})
    return State.DONE
