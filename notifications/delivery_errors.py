"""Classification of the errors of sending: permanent, temporary, or the mail server cannot be used at all."""

from __future__ import annotations

import re
from enum import Enum, auto
from smtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPException,
    SMTPHeloError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)

from notifications.models.suppression import redact_addresses

Answer = tuple[int, bytes]
AUTHENTICATION_CODES = {530, 534, 535, 538}
POLICY_STATUS = re.compile(rb"5\.7\.\d")
MAILBOX_FULL, MAILBOX_FULL_STATUS = 552, b"5.2.2"
ENHANCED_STATUS = re.compile(rb"5\.\d{1,3}\.\d{1,3}\b")
API_CLIENT_ERRORS = range(400, 500)
API_ACCOUNT_ERRORS = {401, 402, 403, 407, 408, 429}  # about our account or the load, not about the e-mail


class Verdict(Enum):
    """What an error means.

    `PERMANENT`: never try again. `TEMPORARY`: try again. `INTERRUPTED`: the connection was lost, perhaps because of this
    e-mail: try again soon. `SERVER_DOWN`: the error is not about this e-mail.
    """

    PERMANENT = auto()
    TEMPORARY = auto()
    INTERRUPTED = auto()
    SERVER_DOWN = auto()


def classify(error: Exception) -> Verdict:
    """What an exception raised while sending means for the e-mail."""
    if type(error).__module__ == "anymail.exceptions" and (verdict := _classify_provider_error(error)):
        return verdict
    match error:
        case SMTPRecipientsRefused() | SMTPResponseException():
            return _classify_answers(error)
        case SMTPServerDisconnected():
            return Verdict.INTERRUPTED
        case SMTPException():
            return Verdict.TEMPORARY
        case OSError():
            return Verdict.SERVER_DOWN
        case ValueError() | TypeError():
            return Verdict.PERMANENT
    return Verdict.TEMPORARY


def _classify_provider_error(error: Exception) -> Verdict | None:
    """What an exception of django-anymail means; None for one about the e-mail that was given to it."""
    from anymail.exceptions import (  # noqa: PLC0415  loads requests: 6 MB that a site without a provider need not have
        AnymailAPIError,
        AnymailRecipientsRefused,
    )

    match error:
        case AnymailRecipientsRefused():
            return Verdict.PERMANENT
        case AnymailAPIError(status_code=int(code)) if (
            code in API_CLIENT_ERRORS and code not in API_ACCOUNT_ERRORS
        ):
            return Verdict.TEMPORARY
        case AnymailAPIError():
            return Verdict.SERVER_DOWN
    return None


def describe(error: Exception) -> str:
    """The error as one line for the outbox and the log, without e-mail addresses."""
    answers = [f"{code} {text.decode(errors='replace')}" for code, text in _answers(error)]
    return redact_addresses(answers[0] if answers else f"{type(error).__name__}: {error}")[:120]


def _classify_answers(error: Exception) -> Verdict:
    """Errors of login, sender, greeting and connection are not about the e-mail."""
    if isinstance(error, SMTPAuthenticationError | SMTPSenderRefused | SMTPHeloError | SMTPConnectError):
        return Verdict.SERVER_DOWN
    return Verdict.PERMANENT if all(map(_is_permanent, _answers(error))) else Verdict.TEMPORARY


def _is_permanent(answer: Answer) -> bool:
    """5xx, unless the mailbox is full or it is about our login or a policy that we do not meet (RFC 3463, X.7.X)."""
    code, text = answer
    if not 500 <= code < 600 or code in AUTHENTICATION_CODES or POLICY_STATUS.match(text):
        return False
    return not _is_full(code, text)


def _is_full(code: int, text: bytes) -> bool:
    """Whether the mailbox is full: by the enhanced status where there is one, because 552 has other meanings too."""
    status = ENHANCED_STATUS.match(text)
    return status[0] == MAILBOX_FULL_STATUS if status else code == MAILBOX_FULL


def _answers(error: Exception) -> list[Answer]:
    """Code and text of every answer of the SMTP server; empty for other errors."""
    if isinstance(error, SMTPRecipientsRefused):
        return list(error.recipients.values())
    if isinstance(error, SMTPResponseException):
        text = error.smtp_error
        return [(error.smtp_code, text if isinstance(text, bytes) else text.encode())]
    return []
