"""What it means that an e-mail could not be sent: never, later, or that nobody is there to send it at all."""

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

from notifications.suppressions import without_addresses

Answer = tuple[int, bytes]
OURSELVES = {530, 534, 535, 538}
POLICY = re.compile(rb"5\.7\.\d")
REFUSED_BY_API = range(400, 500)
NOT_THE_MAIL = {401, 402, 403, 407, 408, 429}


class Verdict(Enum):
    """`FOR_GOOD`: this e-mail never leaves. `LATER`: perhaps. `SERVER_DOWN`: nothing was said about this e-mail at all."""

    FOR_GOOD = auto()
    LATER = auto()
    SERVER_DOWN = auto()


def classify(fault: Exception) -> Verdict:
    match fault:
        case AnymailRecipientsRefused():
            return Verdict.FOR_GOOD
        case SMTPRecipientsRefused() | SMTPResponseException():
            return _of_answers(fault)
        case AnymailAPIError(status_code=int(code)) if code in REFUSED_BY_API and code not in NOT_THE_MAIL:
            return Verdict.LATER
        case SMTPException():
            return Verdict.LATER
        case AnymailAPIError() | OSError():
            return Verdict.SERVER_DOWN
        case ValueError() | TypeError():
            return Verdict.FOR_GOOD
    return Verdict.LATER


def words(fault: Exception) -> str:
    """One line for the outbox and the log, without an address."""
    answers = [f"{code} {text.decode(errors='replace')}" for code, text in _answers(fault)]
    return without_addresses(answers[0] if answers else f"{type(fault).__name__}: {fault}")[:120]


def _of_answers(fault: Exception) -> Verdict:
    """A server that will not hear from us has said nothing of the e-mail."""
    if isinstance(fault, SMTPAuthenticationError | SMTPSenderRefused | SMTPHeloError | SMTPConnectError):
        return Verdict.SERVER_DOWN
    return Verdict.FOR_GOOD if all(map(_is_for_good, _answers(fault))) else Verdict.LATER


def _is_for_good(answer: Answer) -> bool:
    """5xx, unless it speaks of us: who we are, or a policy that we do not meet (RFC 3463, X.7.X)."""
    code, text = answer
    return 500 <= code < 600 and code not in OURSELVES and not POLICY.match(text)


def _answers(fault: Exception) -> list[Answer]:
    if isinstance(fault, SMTPRecipientsRefused):
        return list(fault.recipients.values())
    if isinstance(fault, SMTPResponseException):
        text = fault.smtp_error
        return [(fault.smtp_code, text if isinstance(text, bytes) else text.encode())]
    return []
