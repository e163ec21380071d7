"""An SMTP server that keeps all e-mails."""

from __future__ import annotations

import html
import re
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller

from bin.ports import free_port
from tests.stack.browser import SITE
from tests.stack.processes import wait_until


class Sink:
    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802  aiosmtpd's name
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 kept"

    def to(self, address: str, text: str = "") -> list[EmailMessage]:
        """Mails to an address with this text in the subject or text."""
        mails = [mail for mail in self.mails if address in str(mail["To"])]
        return [mail for mail in mails if text in str(mail["Subject"]) + text_of(mail)]

    def wait(self, address: str, text: str) -> EmailMessage:
        wait_until(lambda: self.to(address, text), f"e-mail to {address} with “{text}”")
        return self.to(address, text)[0]


def text_of(mail: EmailMessage) -> str:
    return mail.get_body(("plain",)).get_content()


def link(mail: EmailMessage, part: str) -> str:
    """The path of the first link in the e-mail that contains `part`."""
    paths = re.findall(rf"{re.escape(SITE)}(\S*{re.escape(part)}\S*)", html.unescape(text_of(mail)))
    return paths[0].rstrip(".>")


class MailServer:
    """The sink on a port of its own, which can be stopped and started again."""

    def __init__(self, sink: Sink) -> None:
        self.sink, self.port = sink, free_port()
        self.start()

    def start(self) -> None:
        self._controller = Controller(self.sink, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop()
