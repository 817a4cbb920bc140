"""Sending what the outbox holds: claim, look again whether it is still owed, send, stamp."""

import logging
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from smtplib import SMTPResponseException, SMTPServerDisconnected
from types import TracebackType
from typing import Self

from django.conf import settings
from django.core.mail import EmailMessage, mailers
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import Q
from django.utils import timezone

from measures.models import Digest
from measures.nightly import outbox
from measures.nightly.mail import compose
from measures.nightly.owed import Owed, owed_by

log = logging.getLogger(__name__)
# A server that falls silent on so many mails running is down, and not at odds with single recipients.
SILENCES = 5


class Unreachable(Exception):
    """No mail server answers: nothing can be sent to anybody for now."""


@dataclass(slots=True)
class Tally:
    """How many digests were sent, failed, or dropped as not owed; `unreachable`: why no server answers."""

    sent: int = 0
    failed: int = 0
    dropped: int = 0
    unreachable: str = ""


class Post:
    """One connection to the mail server for many mails; opened when first needed, and anew after a fault."""

    def __init__(self) -> None:
        self.mailer: BaseEmailBackend | None = None
        self.silences = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        if self.mailer is not None:
            with suppress(OSError):  # whatever it says in parting changes nothing
                self.mailer.close()
        self.mailer = None

    def open(self) -> BaseEmailBackend:
        """The connection. Raises Unreachable."""
        if self.mailer is None:
            mailer = mailers.default
            try:
                mailer.open()
            except OSError as error:
                raise Unreachable(f"{type(error).__name__}: {error}") from error
            self.mailer = mailer
        return self.mailer

    def send(self, message: EmailMessage) -> None:
        """Hand the mail over. Raises what the server had against this one, or Unreachable."""
        if self.silences >= SILENCES:
            raise Unreachable(f"the mail server fell silent {SILENCES} times running")
        try:
            self._hand_over(message)
        except SMTPResponseException as error:
            if error.smtp_code != 421:
                raise
            # It closes the connection, as servers do after so many mails, and says nothing about this one.
            self._hand_over(message)

    def _hand_over(self, message: EmailMessage) -> None:
        mailer = self.open()
        try:
            mailer.send_messages([message])
        except Exception as error:
            silent = isinstance(error, (SMTPServerDisconnected, TimeoutError))
            self.silences = self.silences + 1 if silent else 0
            self.close()
            raise
        self.silences = 0


def deliver(today: date, *, patient: bool = False) -> Tally:
    """Send the digests up to tonight's that are unsent; a fault with one costs the others nothing.

    Without `patient`, those whose pause after a failure is over. With it, all of them, and it waits for
    those another process has claimed until they are sent or their lease has run out: when it returns, each
    one was tried. Must not be called in a transaction: none may be open while a mail server is spoken to.
    """
    tally = Tally()
    rested = Q(next_try_at=None) | Q(next_try_at__lte=timezone.now())
    tonight = Q(night__lte=today)
    _deliver_all(tonight if patient else tonight & rested, today, tally)
    abandoned = tonight & Q(leased_until__isnull=False)
    while patient and not tally.unreachable and Digest.objects.unsent().filter(abandoned).exists():
        time.sleep(0.5)
        _deliver_all(abandoned, today, tally)
    return tally


def _deliver_all(ready: Q, today: date, tally: Tally) -> None:
    tally.dropped += outbox.drop_overtaken(today)
    after = 0
    with Post() as post:
        while not tally.unreachable and (batch := outbox.claim(ready, after=after)):
            after = _deliver_batch(batch, today, post, tally)


def _deliver_batch(batch: list[Digest], today: date, post: Post, tally: Tally) -> int:
    """Work off a claimed batch, or as much of it as can be done well within the lease; the last key done."""
    started = time.monotonic()
    owed = owed_by({digest.recipient_id for digest in batch}, today)
    done = 0
    for digest in batch:
        _deliver_one(digest, owed[digest.recipient_id], today, post, tally)
        done += 1
        if tally.unreachable or time.monotonic() - started > settings.MAIL_LEASE_SECONDS / 4:
            break
    outbox.hand_back(batch[done:])
    return batch[done - 1].pk


def _deliver_one(digest: Digest, owed: Owed, today: date, post: Post, tally: Tally) -> None:
    person = digest.recipient
    if not (owed.total and person.is_active and person.email):
        outbox.stamp_dropped(digest)
        tally.dropped += 1
        return
    try:
        post.send(compose(digest, owed, today))
    except Exception as error:  # whatever it is, the others still get theirs
        log.warning("digest %s could not be sent: %s", digest.pk, error)
        outbox.stamp_failed(digest, error)
        tally.failed += 1
        tally.unreachable = str(error) if isinstance(error, Unreachable) else ""
        return
    outbox.stamp_sent(digest)
    tally.sent += 1
