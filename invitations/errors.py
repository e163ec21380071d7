class NotOpen(Exception):
    """The verb came too late, too early or twice; nothing has changed."""


class AlreadyInvited(NotOpen):
    """The sender already has an open invitation to the recipient, or the two are connected."""


class Blocked(NotOpen):
    """The sender blocks the recipient and must unblock them first."""


class LimitReached(Exception):
    """No more invitations, or replies to one invitation, can be sent for now. Carries no number (R03)."""


class AddressNeeded(Exception):
    """The address gate is closed: the form must ask for the recipient's e-mail address (R31)."""
