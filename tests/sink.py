"""An SMTP server in a thread, which keeps accepted messages and answers as configured."""

# ruff: noqa: N802  (the names are aiosmtpd's)
from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from bin.ports import free_port

OK = "250 OK"


class Sink:
    """`answers` are by command (MAIL, RCPT, DATA), for recipients that contain `only`.

    `cut` closes the connection in DATA, `hold` never answers it. `accepted` has recipient and Message-ID.
    """

    def __init__(self, cut: bool = False, hold: bool = False, only: str = "", **answers: str) -> None:
        self.accepted: list[tuple[str, str]] = []
        self.messages: list[EmailMessage] = []
        self.connections = 0
        self._answers, self._only, self._cut, self._hold = answers, only, cut, hold

    @property
    def recipients(self) -> list[str]:
        return sorted(to for to, _message_id in self.accepted)

    def newest_to(self, address: str) -> str:
        """The text of the newest message to this address. Raises `StopIteration` if there is none."""
        mail = next(mail for mail in reversed(self.messages) if mail["To"] == address)
        return "\n".join(mail.get_body(("plain",)).get_content().splitlines())

    def _answer(self, command: str, to: str = "") -> str:
        return self._answers.get(command, OK) if self._only in to else OK

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, answers: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return answers

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        envelope.mail_from = address
        return self._answer("MAIL")

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        answer = self._answer("RCPT", address)
        if answer == OK:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = self._answer("DATA", envelope.rcpt_tos[0])
        if self._cut:
            server.transport.abort()
        elif self._hold:
            await asyncio.Event().wait()
        elif answer == OK:
            message = message_from_bytes(envelope.content, policy=default)
            self.messages.append(message)
            self.accepted += [(to, message["Message-ID"]) for to in envelope.rcpt_tos]
        return answer


@contextmanager
def running(sink: Sink, **options: Any) -> Iterator[int]:
    """Start the server on a free port, which is yielded; stop it at the end of the block."""
    port = free_port()
    controller = Controller(sink, hostname="127.0.0.1", port=port, ready_timeout=20, **options)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


def reject_authentication(*_: Any) -> AuthResult:
    return AuthResult(success=False, handled=False)
