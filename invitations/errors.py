class NotOpen(Exception):
    """The move came too late, too early or twice: nothing has changed."""


class AlreadyInvited(NotOpen):
    """The two have a live invitation: hers is open, or they are connected."""


class Blocked(NotOpen):
    """The sender blocks the recipient: unblocking comes first."""


class LimitReached(Exception):
    """No more can be sent for now: invitations, or replies to one. It never carries a number (R03)."""


class AddressNeeded(Exception):
    """The plain way to this person is closed: the form must ask for the e-mail address (R31)."""
