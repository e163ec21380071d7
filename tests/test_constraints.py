"""Every named constraint: a row that violates it is refused by the database, with the name of the constraint."""

from collections.abc import Callable

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import CheckConstraint, Model, UniqueConstraint

from invitations.models import (
    AllowanceRequest,
    Batch,
    BatchLine,
    Block,
    Delivery,
    Invitation,
    Message,
    NonMember,
    Reception,
    Refusal,
    Report,
)
from invitations.models.pair import pair_columns
from network import clock
from network.common.constraints import violated_constraint
from network.members.models import (
    Connection,
    Export,
    ExportPart,
    ImportLine,
    Member,
    MemberImport,
    ProfileField,
    TermsAcceptance,
)
from notifications.models import Outbox

pytestmark = pytest.mark.every_case

APPS = ("members", "invitations", "notifications")
CONSTRAINTS: dict[str, tuple[type[Model], CheckConstraint | UniqueConstraint]] = {
    constraint.name: (model, constraint)
    for app in APPS
    for model in apps.get_app_config(app).get_models()
    for constraint in model._meta.constraints
}
CASES: dict[str, Callable[[Member, Member], object]] = {}
"""Name of a constraint → a function that writes rows of which the last violates it."""


def case(writes: Callable[[Member, Member], object]) -> Callable[[Member, Member], object]:
    """Register a function that is named after the constraint that it violates."""
    CASES[writes.__name__] = writes
    return writes


def test_every_constraint_has_a_case_and_every_case_a_constraint():
    assert sorted(CASES) == sorted(CONSTRAINTS)


@pytest.mark.parametrize("name", CASES)
def test_the_constraint_refuses_the_row(name, anna, bruno):
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        CASES[name](anna, bruno)
    assert violated_constraint(error.value) == name


def columns_of(model: type[Model], constraint: UniqueConstraint) -> str:
    columns = [model._meta.get_field(field).column for field in constraint.fields]
    return ", ".join(f"{model._meta.db_table}.{column}" for column in columns)


UNIQUE = [
    (model, constraint)
    for model, constraint in CONSTRAINTS.values()
    if isinstance(constraint, UniqueConstraint)
]
UNIQUE_BY_COLUMNS = {columns_of(model, constraint): constraint.name for model, constraint in UNIQUE}


def test_unique_constraints_have_distinct_columns():
    """On SQLite `violated_constraint` finds the name by the columns."""
    single = {
        f"{model._meta.db_table}.{field.column}"
        for model, _constraint in UNIQUE
        for field in model._meta.local_fields
        if field.unique
    }
    assert len(UNIQUE_BY_COLUMNS) == len(UNIQUE)
    assert not single & set(UNIQUE_BY_COLUMNS)
    assert not any(model._meta.unique_together for model, _constraint in UNIQUE)


def invitation(sender: Member, recipient: Member | None = None, **fields: object) -> Invitation:
    ids = pair_columns(sender, recipient) if recipient else {}
    dates = {"sent_at": clock.now(), "last_proposed_at": clock.now()}
    return Invitation.objects.create(sender=sender, recipient=recipient, **(ids | dates | fields))


def reception(invitation: Invitation, **fields: object) -> Reception:
    dates = dict.fromkeys(["delivered_at", "last_delivered_at", "last_requested_at"], clock.now())
    people = {
        "sender": invitation.sender,
        "member": invitation.recipient,
        "low": invitation.low,
        "high": invitation.high,
    }
    return Reception.objects.create(invitation=invitation, **(people | dates | fields))


def report(reporter: Member, reported: Member, **fields: object) -> Report:
    return Report.objects.create(
        reporter=reporter, reported=reported, reason="spam", at=clock.now(), **fields
    )


def outbox(key: str, **fields: object) -> Outbox:
    return Outbox.objects.create(key=key, kind="account", **fields)


@case
def member_email_normal(anna, bruno):
    Member.objects.filter(pk=anna.pk).update(email="Anna@example.org")


@case
def terms_accepted_once(anna, bruno):
    for _time in range(2):
        TermsAcceptance.objects.create(member=anna, version=1)


@case
def profile_field_slot(anna, bruno):
    ProfileField.objects.create(slot=7, labels={"en": "Class"})


@case
def import_line_number(anna, bruno):
    run = MemberImport.objects.create(file_name="roll.csv")
    for _time in range(2):
        ImportLine.objects.create(run=run, number=2)


@case
def connection_not_self(anna, bruno):
    Connection.objects.create(owner=anna, other=anna, since=clock.now())


@case
def export_one_running(anna, bruno):
    Export.objects.create(member=anna, state="asked")
    Export.objects.create(member=anna, state="writing")


@case
def export_finished_has_time(anna, bruno):
    Export.objects.create(member=anna, state="ready", finished_at=None)


@case
def export_part_uq(anna, bruno):
    export = Export.objects.create(member=anna)
    for _ in range(2):
        ExportPart.objects.create(export=export, attempt=1, number=1, data=b"")


@case
def inv_one_live_per_pair(anna, bruno):
    invitation(anna, bruno)
    invitation(bruno, anna)


@case
def inv_one_open_per_address(anna, bruno):
    for _ in range(2):
        invitation(anna, address="nina@example.org")


@case
def inv_not_self(anna, bruno):
    Invitation.objects.filter(pk=invitation(anna, bruno).pk).update(recipient=anna, low=None, high=None)


@case
def inv_pair_ordered(anna, bruno):
    ids = pair_columns(anna, bruno)
    invitation(anna, bruno, low=ids["high"], high=ids["low"])


def test_an_invitation_to_a_member_needs_the_pair(anna, bruno):
    """NULL satisfies most CHECK constraints, and `inv_one_live_per_pair` too."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        invitation(anna, bruno, low=None, high=None)
    assert violated_constraint(error.value) == "inv_pair_ordered"


@case
def inv_to_somebody(anna, bruno):
    invitation(anna, None, address="")


@case
def inv_accepted_has_time(anna, bruno):
    invitation(anna, bruno, status="accepted", accepted_at=None)


@case
def message_number_uq(anna, bruno):
    thread = invitation(anna, bruno).messages
    for author in (anna, bruno):
        thread.create(number=1, kind=Message.Kind.REPLY, author=author, at=clock.now())


@case
def message_nonce_uq(anna, bruno):
    thread = invitation(anna, bruno).messages
    for number in (1, 2):
        thread.create(number=number, kind=Message.Kind.REPLY, author=anna, at=clock.now(), nonce="x")


@case
def reception_one_live_per_pair(anna, bruno):
    reception(invitation(anna, bruno))
    by_address = invitation(anna, address=bruno.email)
    reception(by_address, member=bruno, **pair_columns(anna, bruno))


@case
def reception_pair_ordered(anna, bruno):
    ids = pair_columns(anna, bruno)
    reception(invitation(anna, bruno), low=ids["high"], high=ids["low"])


@case
def reception_refused_only_in_archive(anna, bruno):
    reception(invitation(anna, bruno), place="inbox", refused_at=clock.now())


@case
def delivery_decided_has_time(anna, bruno):
    deliveries = invitation(anna, bruno).deliveries
    deliveries.create(kind="invitation", requested_at=clock.now(), outcome=Delivery.Outcome.DELIVERED)


@case
def refusal_pair_uq(anna, bruno):
    for _ in range(2):
        Refusal.objects.create(refuser=bruno, refused=anna, at=clock.now())


@case
def refusal_not_self(anna, bruno):
    Refusal.objects.create(refuser=anna, refused=anna, at=clock.now())


@case
def block_pair_uq(anna, bruno):
    for _ in range(2):
        Block.objects.create(blocker=bruno, blocked=anna, at=clock.now())


@case
def block_not_self(anna, bruno):
    Block.objects.create(blocker=anna, blocked=anna, at=clock.now())


@case
def report_once(anna, bruno):
    about = invitation(anna, bruno)
    for _ in range(2):
        report(bruno, anna, invitation=about)


@case
def report_once_by_non_member(anna, bruno):
    about = Invitation.objects.send_to_address(anna, "ada@example.net")
    for _ in range(2):
        report(None, anna, invitation=about, non_member=NonMember.objects.lock(about.address))


@case
def report_by_one(anna, bruno):
    report(None, anna, invitation=invitation(anna, bruno))


@case
def report_not_self(anna, bruno):
    report(anna, anna, invitation=invitation(anna, bruno))


@case
def report_handled_has_time(anna, bruno):
    report(bruno, anna, invitation=invitation(anna, bruno), outcome="limited", handled_at=None)


@case
def request_one_open(anna, bruno):
    for _ in range(2):
        AllowanceRequest.objects.create(member=anna, requested_at=clock.now())


@case
def batch_line_number_uq(anna, bruno):
    batch = Batch.objects.create(member=anna, requested_at=clock.now(), progressed_at=clock.real_now())
    for address in ("dora@example.org", "elio@example.org"):
        BatchLine.objects.create(batch=batch, number=1, address=address)


@case
def outbox_sent_has_time(anna, bruno):
    outbox("one", address=anna.email, status="sent", sent_at=None)


@case
def outbox_has_address(anna, bruno):
    outbox("one", address="", status="waiting")
