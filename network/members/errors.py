class ExportInProgress(Exception):
    """A copy is being written already."""


class DailyLimitReached(Exception):
    """No more copies can be asked for today."""


class LastAdministrator(Exception):
    """Without this account nobody could administer the house."""


class RetryLater(Exception):
    """Another worker holds something of a leaving member: look again in a minute."""
