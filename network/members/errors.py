class ExportInProgress(Exception):
    """The member has a data export that is still running."""


class DailyLimitReached(Exception):
    """The member has requested the maximum number of data exports in 24 hours."""


class LastAdministrator(Exception):
    """The account cannot be deleted: it belongs to the only active superuser."""


class NotPending(Exception):
    """An application to join has been decided already."""
