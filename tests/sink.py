"""An SMTP server that keeps what arrives, and can be told to misbehave towards single recipients."""

import asyncio
import email
import email.policy
import logging
import socket
from collections import defaultdict
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    """The mail's text, or its HTML."""
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


class Sink:
    """`trouble[address]` befalls the next mails to it: a reply to RCPT, or in DATA "drop" or "hang"."""

    def __init__(self) -> None:
        self.port = free_port()
        self.mails: list[EmailMessage] = []
        self.trouble: defaultdict[str, list[str]] = defaultdict(list)
        self.greetings = 0
        self.seconds_a_mail = 0.0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def recipients(self) -> list[str]:
        return sorted(str(mail["To"]) for mail in self.mails)

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, name: str, responses: list[str]
    ) -> list[str]:
        self.greetings += 1
        session.host_name = name
        return responses

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[Any]
    ) -> str:
        if self.trouble[address] and self.trouble[address][0] not in ("drop", "hang"):
            return self.trouble[address].pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        trouble = self.trouble[envelope.rcpt_tos[0]]
        what = trouble.pop(0) if trouble else ""
        if what == "drop":
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
            return "451 dropped"
        if what == "hang":
            await asyncio.sleep(3600)
        await asyncio.sleep(self.seconds_a_mail)
        assert isinstance(envelope.content, bytes)
        self.mails.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 OK"


@pytest.fixture
def sink() -> Iterator[Sink]:
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    running = Sink()
    controller = Controller(running, hostname="127.0.0.1", port=running.port)
    controller.start()
    yield running
    controller.stop()
