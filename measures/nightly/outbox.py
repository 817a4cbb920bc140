"""The outbox: a digest is a row before it is a mail, and is claimed by a lease before it is sent."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from measures.models import Digest
from measures.nightly.sql import change

BATCH = 200
# Minutes to the next try after the first, second … failure; the last one for all that follow.
PAUSES = (1, 5, 30, 120, 360, 1440)

QUEUE = """
    INSERT INTO measures_digest (recipient_id, night, kind, created_at, attempts, error)
    SELECT DISTINCT recipient_id, %(today)s, 'owed', %(now)s, 0, ''
    FROM measures_notice WHERE night = %(today)s
    ON CONFLICT DO NOTHING
"""


def queue(today: date) -> int:
    """One digest for each person who is told something tonight; how many are new."""
    return change(QUEUE, today=today, now=timezone.now())


def drop_overtaken(today: date) -> int:
    """Give up unsent mails that a later night's mail to the same person makes needless; how many.

    Every digest lists all that is owed, so a mail that could not be sent last night would say the same twice.
    """
    later = Digest.objects.filter(
        recipient=OuterRef("recipient"), kind=OuterRef("kind"), night__gt=OuterRef("night"), night__lte=today
    )
    now = timezone.now()
    overtaken = Digest.objects.unsent().unleased(now).filter(Exists(later), night__lt=today)
    return overtaken.update(dropped_at=now, leased_until=None)


def claim(ready: Q, *, after: int = 0) -> list[Digest]:
    """Take a lease on the next digests beyond the key `after` that are `ready`, and commit.

    Nobody else sends them until the lease runs out. The rows are locked while they are chosen (SQLite locks
    the whole database); the UPDATE asks the conditions again all the same.
    """
    now = timezone.now()
    free = Digest.objects.unsent().unleased(now).filter(ready)
    with transaction.atomic():
        chosen = free.filter(pk__gt=after).order_by("pk").select_for_update(skip_locked=True)
        keys = list(chosen.values_list("pk", flat=True)[:BATCH])
        until = now + timedelta(seconds=settings.MAIL_LEASE_SECONDS)
        free.filter(pk__in=keys).update(leased_until=until)
    claimed = Digest.objects.filter(pk__in=keys, leased_until=until)
    return list(claimed.select_related("recipient").order_by("pk"))


def hand_back(digests: Sequence[Digest]) -> None:
    """Give up the lease on digests that were claimed and not touched."""
    Digest.objects.unsent().filter(pk__in=[digest.pk for digest in digests]).update(leased_until=None)


def stamp_sent(digest: Digest) -> None:
    _stamp(digest, sent_at=timezone.now(), next_try_at=None, error="", attempts=F("attempts") + 1)


def stamp_dropped(digest: Digest) -> None:
    """Nothing is owed any more."""
    _stamp(digest, dropped_at=timezone.now())


def stamp_failed(digest: Digest, error: Exception) -> None:
    """Say why, and when the next try is: each pause is longer than the one before."""
    pause = timedelta(minutes=PAUSES[min(digest.attempts, len(PAUSES) - 1)])
    _stamp(
        digest,
        error=f"{type(error).__name__}: {error}"[:2000],
        next_try_at=timezone.now() + pause,
        attempts=F("attempts") + 1,
    )


def _stamp(digest: Digest, **fields: object) -> None:
    Digest.objects.filter(pk=digest.pk, sent_at=None).update(leased_until=None, **fields)
