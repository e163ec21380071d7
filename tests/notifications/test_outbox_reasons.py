"""Reasons of the outbox: one list of choices, each translated."""

import pytest
from django.utils.translation import override

from invitations.choices import CancelReason
from invitations.models import Delivery, Invitation, InvitationEvent
from notifications.choices import (
    SILENCE_REASONS,
    Reason,
    SilentKind,
    get_reason_choices,
    not_delivered_reason,
)
from notifications.models import Outbox
from tests.languages import TRANSLATED

REASON = Outbox._meta.get_field("reason")
ENDED = [status for status in Invitation.Status if status != Invitation.Status.OPEN]


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("reason", [value for value, _label in get_reason_choices()])
def test_each_reason_is_translated(reason, language):
    row = Outbox(reason=reason)
    english = row.explanation
    with override(language):
        assert row.explanation != english


def test_reasons_are_distinct_and_fit_the_column():
    values = [value for value, _label in get_reason_choices()]
    assert len(values) == len(set(values))
    assert max(map(len, values)) <= REASON.max_length


@pytest.mark.parametrize("status", ENDED)
def test_each_status_that_ends_an_invitation_has_a_reason(status):
    assert CancelReason.of_status(status) in CancelReason


def test_an_open_invitation_has_no_reason():
    with pytest.raises(ValueError, match="open before it left"):
        CancelReason.of_status("open")


@pytest.mark.parametrize(("kind", "rule"), [("ignored", "R21"), ("refused", "R24"), ("withdrawn", "R30")])
def test_a_silence_by_rule_names_the_rule(kind, rule):
    reason = SILENCE_REASONS[SilentKind(kind)]
    assert (reason.rule, str(reason.label)) == (rule, f"silent by rule {rule}")


def test_each_silent_kind_has_a_reason():
    assert set(SILENCE_REASONS) == set(SilentKind)


def test_an_undelivered_row_is_explained_by_the_outcome():
    row = Outbox(reason=not_delivered_reason(Delivery.Outcome.WRONG_ADDRESS))
    assert row.explanation == "the address is not one of the recipient’s"


def test_the_response_of_a_mail_server_is_shown_unchanged():
    assert Outbox(details="550 no such user").explanation == "550 no such user"


def test_reasons_of_notifications_without_a_rule():
    assert {reason for reason in Reason if not reason.rule} >= {Reason.SWITCHED_OFF, Reason.TOO_LATE}


def test_silent_kinds_of_events_have_the_values_of_the_events():
    assert set(SilentKind) - {"unblocked"} <= set(InvitationEvent.Kind.values)
