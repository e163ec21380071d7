class ExportInProgress(Exception):
    """A copy is being written already."""


class DailyLimitReached(Exception):
    """No more copies can be asked for today."""


class LastAdministrator(Exception):
    """Without this account nobody could administer the house."""
