"""The tables of states and transitions of sender and recipient, and the methods that follow them."""

import pytest
from django.db import IntegrityError

from invitations.errors import NotOpen
from invitations.lifecycle import RECIPIENT_MOVES, SENDER_MOVES, ReceptionState, Status
from invitations.models import Invitation, Reception
from invitations.transitions import MAX_TRIES, transition
from network.common.constraints import violated_constraint
from network.members.models import Connection
from tests.conftest import invite, reception_of


def set_state(state, reception):
    """Bring a reception in the inbox to this state by its methods."""
    verbs = {
        ReceptionState.INBOX: [],
        ReceptionState.ARCHIVE: ["ignore"],
        ReceptionState.REFUSED: ["ignore", "say_unknown"],
        ReceptionState.ACCEPTED: ["accept"],
        ReceptionState.ENDED: [],
    }
    for verb in verbs[state]:
        getattr(reception, verb)()
    if state == ReceptionState.ENDED:
        reception.invitation.withdraw()


def call(reception, verb):
    """Call a method of the reception with valid arguments."""
    arguments = {"reply": ["Hello"], "report": ["spam"]}
    getattr(reception, verb)(*arguments.get(verb, []))


VERBS = sorted({verb for moves in RECIPIENT_MOVES.values() for verb in moves})


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", [*RECIPIENT_MOVES, ReceptionState.ACCEPTED])
def test_recipient_transitions_follow_the_table(anna, bruno, state, verb):
    reception = reception_of(invite(anna, bruno))
    set_state(state, reception)
    new_state = RECIPIENT_MOVES.get(state, {}).get(verb)
    if new_state:
        call(reception, verb)
    else:
        with pytest.raises(NotOpen):
            call(reception, verb)
    assert Reception.objects.get(pk=reception.pk).state == (new_state or state)


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("verb", ["withdraw", "close", "end"])
def test_sender_transitions_follow_the_table(anna, bruno, status, verb):
    invitation = invite(anna, bruno)
    accepted = {"accepted_at": invitation.sent_at} if status in (Status.ACCEPTED, Status.ENDED) else {}
    Invitation.objects.filter(pk=invitation.pk).update(status=status, **accepted)
    new_state = SENDER_MOVES.get(status, {}).get(verb)
    arguments = [anna] if verb == "end" else []
    if new_state:
        getattr(invitation, verb)(*arguments)
    else:
        with pytest.raises(NotOpen):
            getattr(invitation, verb)(*arguments)
    assert Invitation.objects.get(pk=invitation.pk).status == (new_state or status)


def test_every_verb_of_the_tables_is_a_method_of_its_model():
    assert all(callable(getattr(Invitation, verb)) for moves in SENDER_MOVES.values() for verb in moves)
    assert all(callable(getattr(Reception, verb)) for verb in VERBS)


def test_a_violated_constraint_is_named(anna, bruno):
    invitation = invite(anna, bruno)
    with pytest.raises(IntegrityError) as unique:
        Invitation.objects.create(
            sender=anna, recipient=bruno, low=invitation.low, high=invitation.high,
            sent_at=invitation.sent_at, last_proposed_at=invitation.sent_at,
        )  # fmt: skip
    assert violated_constraint(unique.value) == "inv_one_live_per_pair"


def test_a_violated_check_is_named(anna):
    with pytest.raises(IntegrityError) as check:
        Connection.objects.create(owner=anna, other=anna, since=anna.joined_at)
    assert violated_constraint(check.value) == "connection_not_self"


@pytest.mark.parametrize(
    ("constraint", "tries"), [("inv_one_live_per_pair", MAX_TRIES), ("report_not_self", 1), ("", 1)]
)
def test_only_conflicts_on_named_constraints_are_retried(db, monkeypatch, constraint, tries):
    monkeypatch.setattr("invitations.transitions.violated_constraint", lambda error: constraint)
    calls = []

    @transition
    def verb():
        calls.append(1)
        raise IntegrityError

    with pytest.raises(IntegrityError):
        verb()
    assert len(calls) == tries
