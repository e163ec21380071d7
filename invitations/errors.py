class PolicyLimit(Exception):
    """A number of the policy refuses a verb of a member: its name, and the key of the member. For staff alone (R03)."""

    def __init__(self, limit: str, member: int) -> None:
        super().__init__()
        self.limit, self.member = limit, member


class NotOpen(Exception):
    """The verb came too late, too early or twice; nothing has changed."""


class AlreadyInvited(NotOpen):
    """The sender already has an open invitation to the recipient, or the two are connected."""


class Blocked(NotOpen):
    """The sender blocks the recipient and must unblock them first."""


class TooEarly(PolicyLimit, NotOpen):
    """The invitation is open, but no follow-up is possible yet, or any more."""


class LimitReached(PolicyLimit):
    """No more invitations, or replies to one invitation, can be sent for now. Its text carries no number (R03)."""


class AddressNeeded(Exception):
    """The address gate is closed: the form must ask for the recipient's e-mail address (R31)."""
