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
)

from anymail.exceptions import AnymailAPIError, AnymailRecipientsRefused

from notifications.models.suppression import redact_addresses

Answer = tuple[int, bytes]
AUTHENTICATION_CODES = {530, 534, 535, 538}
POLICY_STATUS = re.compile(rb"5\.7\.\d")
API_CLIENT_ERRORS = range(400, 500)
API_ACCOUNT_ERRORS = {401, 402, 403, 407, 408, 429}  # about our account or the load, not about the e-mail


class Verdict(Enum):
    """`PERMANENT`: never try again. `TEMPORARY`: try again. `SERVER_DOWN`: the error is not about this e-mail."""

    PERMANENT = auto()
    TEMPORARY = auto()
    SERVER_DOWN = auto()


def classify(error: Exception) -> Verdict:
    """What an exception raised while sending means for the e-mail."""
    match error:
        case AnymailRecipientsRefused():
            return Verdict.PERMANENT
        case SMTPRecipientsRefused() | SMTPResponseException():
            return _classify_answers(error)
        case AnymailAPIError(status_code=int(code)) if (
            code in API_CLIENT_ERRORS and code not in API_ACCOUNT_ERRORS
        ):
            return Verdict.TEMPORARY
        case SMTPException():
            return Verdict.TEMPORARY
        case AnymailAPIError() | OSError():
            return Verdict.SERVER_DOWN
        case ValueError() | TypeError():
            return Verdict.PERMANENT
    return Verdict.TEMPORARY


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
    """5xx, unless it is about our login or a policy that we do not meet (RFC 3463, X.7.X)."""
    code, text = answer
    return 500 <= code < 600 and code not in AUTHENTICATION_CODES and not POLICY_STATUS.match(text)


def _answers(error: Exception) -> list[Answer]:
    """Code and text of every answer of the SMTP server; empty for other errors."""
    if isinstance(error, SMTPRecipientsRefused):
        return list(error.recipients.values())
    if isinstance(error, SMTPResponseException):
        text = error.smtp_error
        return [(error.smtp_code, text if isinstance(text, bytes) else text.encode())]
    return []
