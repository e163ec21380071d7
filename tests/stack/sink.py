"""A real SMTP server that keeps everything."""

from __future__ import annotations

import html
import re
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller

from bin.ports import free_port
from tests.stack.browser import SITE
from tests.stack.processes import until


class Sink:
    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802  aiosmtpd's name
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 kept"

    def to(self, address: str, word: str = "") -> list[EmailMessage]:
        """Mails to an address with this word in the subject or text."""
        mine = [mail for mail in self.mails if address in str(mail["To"])]
        return [mail for mail in mine if word in str(mail["Subject"]) + text_of(mail)]

    def wait(self, address: str, word: str) -> EmailMessage:
        until(lambda: self.to(address, word), f"a mail to {address} with “{word}”")
        return self.to(address, word)[0]


def text_of(mail: EmailMessage) -> str:
    return mail.get_body(("plain",)).get_content()


def link(mail: EmailMessage, part: str) -> str:
    """The path of the link in it that holds this part."""
    found = re.findall(rf"{re.escape(SITE)}(\S*{re.escape(part)}\S*)", html.unescape(text_of(mail)))
    return found[0].rstrip(".>")


def listening(sink: Sink) -> Controller:
    controller = Controller(sink, hostname="127.0.0.1", port=free_port())
    controller.start()
    return controller
