"""Three members who do anything to one another, for a state machine of Hypothesis: what each can do, what must hold."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.db.models import Q
from hypothesis import strategies
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from invitations import policy
from invitations.models import Allowance, Block, Invitation, InvitationEvent, Reception, Refusal
from invitations.worker import delivery
from network.members.models import Connection, Member
from notifications.models import EmailPreferences, Outbox
from tests.conftest import FrozenTime, tick
from tests.privacy.pair_model import TO_RECIPIENT, Pair
from tests.privacy.savepoints import rolled_back
from tests.races import invariants

SENDER_VERBS = ("send", "by_email", "by_other_email", "withdraw", "follow_up", "message", "report_reply")
RECIPIENT_VERBS = (
    "accept", "reply", "ignore", "restore", "refuse", "take_back", "report", "block", "unblock", "remove",
    "verify_other_address", "switch_off", "switch_on",
)  # fmt: skip
ANSWERS = (*RECIPIENT_VERBS[:8], "switch_off")
DIRECTIONS = [0] * 20 + [2] * 8 + [1, 3, 4, 5] * 3
"""Seven steps of ten are between Anna and Bruno, mostly from her to him; the others are of all other pairs."""
CHECKS = [
    check
    for check in invariants.CHECKS
    if check not in (invariants.allowance_equals_number_of_proposals, invariants.one_report_per_invitation)
]
"""Without those that hold for races alone: the allowance forgets its recent units, and replies are reported too."""
DURATIONS = ({"minutes": 11}, {"days": 1}, {"days": 7}, {"days": 7}, {"days": 21}, {"days": 181})


class Direction(Pair):
    """From one member, here `anna`, to another, here `bruno`."""

    @property
    def other_address(self) -> str:
        """An address of the recipient that they may verify later."""
        return f"{self.bruno.handle}@example.net"

    def _newest_invitation(self, verb):
        typed = Q(recipient=None, address__in=[self.bruno.email, self.other_address])
        row = (
            Invitation.objects.sent_by(self.anna)
            .filter(Q(recipient=self.bruno) | typed)
            .order_by("-pk")
            .first()
        )
        return self._do(verb, row)

    def _newest_reception(self, verb):
        rows = Reception.objects.of(self.bruno).filter(sender=self.anna)
        return self._do(verb, rows.order_by("ended_at", "-pk").live().first())

    @staticmethod
    def _do(verb, row) -> str:
        return "nothing there" if row is None else str(verb(row) or "done")

    def by_other_email(self) -> str:
        return str(Invitation.objects.send_to_address(self.anna, self.other_address).status)

    def message(self) -> str:
        return self._newest_invitation(lambda invitation: invitation.message("In Parma"))

    def report_reply(self) -> str:
        return self._newest_invitation(lambda invitation: invitation.report_reply("spam"))

    def reply(self) -> str:
        return self._newest_reception(lambda reception: reception.reply("Where?"))

    def restore(self) -> str:
        return self._newest_reception(Reception.restore)

    def take_back(self) -> str:
        return self._newest_reception(Reception.take_back_unknown)

    def remove(self) -> str:
        Connection.objects.remove(self.bruno, self.anna)
        return "done"

    def verify_other_address(self) -> str:
        address = {"email": self.other_address, "verified": True}
        EmailAddress.objects.get_or_create(user=self.bruno, **address)
        return str(delivery.claim(self.other_address))

    def switch_off(self) -> str:
        return str(EmailPreferences.objects.filter(member=self.bruno).update(none=True))

    def switch_on(self) -> str:
        return str(EmailPreferences.objects.filter(member=self.bruno).update(none=False))


@dataclass
class State:
    """What is compared before and after a step. A pair is the keys of a sender and a recipient."""

    used: dict[int, int]
    emails: Counter[tuple[int, int, int]]
    withdrawn: set[int]
    refused: set[tuple[int, int]]
    blocked: set[tuple[int, int]]
    switched_off: set[int]

    @classmethod
    def now(cls) -> State:
        """`emails` counts what was sent to a recipient about an invitation: its key, its sender, the recipient."""
        emails = Outbox.objects.filter(kind__in=TO_RECIPIENT, status=Outbox.Status.SENT)
        withdrawn = Invitation.objects.filter(status=Invitation.Status.WITHDRAWN)
        return cls(
            dict(Allowance.objects.values_list("pk", "used")),
            Counter(emails.values_list("invitation", "invitation__sender", "member")),
            set(withdrawn.values_list("pk", flat=True)),
            set(Refusal.objects.standing().values_list("refused", "refuser")),
            set(Block.objects.standing().values_list("blocked", "blocker")),
            set(EmailPreferences.objects.filter(none=True).values_list("member", flat=True)),
        )


class ThreeMembers(RuleBasedStateMachine):
    """Random steps of three members. `people` and `clock` are set by the test, in whose transaction each run is undone."""

    people: list[Member]
    clock: FrozenTime

    def __init__(self) -> None:
        super().__init__()
        self._savepoint = rolled_back()
        self._savepoint.__enter__()
        self._instant = self.clock.instant
        self._directions = [Direction(a, b, self.clock) for a in self.people for b in self.people if a != b]
        self._state = State.now()

    def teardown(self) -> None:
        self.clock.instant = self._instant
        self._savepoint.__exit__(None, None, None)

    @rule(direction=strategies.sampled_from(DIRECTIONS), verb=strategies.sampled_from(SENDER_VERBS))
    def one_proposes(self, direction: int, verb: str) -> None:
        self._directions[direction].do(verb)

    @rule(direction=strategies.sampled_from(DIRECTIONS), verb=strategies.sampled_from(RECIPIENT_VERBS))
    def one_answers(self, direction: int, verb: str) -> None:
        self._directions[direction].do(verb)

    @rule(
        direction=strategies.sampled_from(DIRECTIONS),
        proposal=strategies.sampled_from(["send", "by_email"]),
        answers=strategies.lists(strategies.sampled_from(ANSWERS), min_size=1, max_size=2),
    )
    def one_proposes_and_the_other_answers(self, direction: int, proposal: str, answers: list[str]) -> None:
        for verb in (proposal, *answers):
            self._directions[direction].do(verb)

    @rule(duration=strategies.sampled_from(DURATIONS))
    def time_passes(self, duration: dict[str, int]) -> None:
        self.clock.move(**duration)
        tick()

    @invariant()
    def nothing_is_violated(self) -> None:
        before, self._state = self._state, State.now()
        found = [sentence for check in CHECKS for sentence in check()]
        assert not found, found
        self._check_rows()
        self._check_step(before, self._state)

    def _check_rows(self) -> None:
        live = Counter(Reception.objects.filter(ended_at=None).values_list("sender", "member"))
        assert max(live.values(), default=0) <= 1, "two live receptions of one sender"
        reminders = Outbox.objects.filter(kind="reminder", status=Outbox.Status.SENT)
        counts = Counter(reminders.values_list("invitation", flat=True))
        assert max(counts.values(), default=0) <= len(policy.current().reminder_days), "too many reminders"
        proposals = InvitationEvent.objects.filter(kind__in=["sent", "followed_up"])
        made = Counter(proposals.values_list("invitation__sender", flat=True))
        assert {pk: made[pk] for pk in self._state.used} == self._state.used, "proposals and allowance differ"

    def _check_step(self, before: State, after: State) -> None:
        assert all(after.used[pk] >= used for pk, used in before.used.items()), "the allowance fell"
        for invitation, sender, recipient in after.emails - before.emails:
            pair = (sender, recipient)
            assert invitation not in before.withdrawn, "an e-mail after the withdrawal"
            assert pair not in before.refused & after.refused, "an e-mail after the refusal"
            assert pair not in before.blocked & after.blocked, "an e-mail after the block"
            assert recipient not in before.switched_off & after.switched_off, "an e-mail after switching off"
