"""The run of a night, in its order: flags, ladder, digests; then the mail."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import batched

from celery.schedules import crontab
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import User
from measures.models import Digest, Flag, NightRun
from measures.nightly import flags, ladder, outbox
from measures.nightly.mail import subject_of
from measures.nightly.owed import Owed, owed_by
from measures.nightly.sending import deliver

LOCK = 5_130_100  # any number, the same in every process
# How late the night may be before somebody else than the beat makes it good.
PATIENCE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Decided:
    flagged: int
    cleared: int
    queued: int


def decide(today: date) -> Decided:
    """Flags, notices and digests of a night, all or none of them; a second time the same night, nothing new.

    Runs at the same time follow one another. A fixed number of statements, however many measures there are.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":  # SQLite lets in only one writer as it is
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        cleared = flags.clear_flags(today)
        flagged = flags.raise_flags(today)
        ladder.take_steps(today)
        return Decided(flagged, cleared, outbox.queue(today))


def run(today: date) -> NightRun:
    """The night of `today`: decide, then send all that is unsent. Returns what it did, which is kept.

    May be repeated, and resumed after being killed at any point; a night that was missed is made good by
    the next. Raises what went wrong for the whole run, which is kept too; what went wrong with single mails
    is kept with them.
    """
    record = NightRun.objects.create(night=today)
    try:
        decided = decide(today)
        record.flagged, record.cleared, record.queued = decided.flagged, decided.cleared, decided.queued
        tally = deliver(today, patient=True)
        record.sent, record.failed, record.error = tally.sent, tally.failed, tally.unreachable
        SessionStore.clear_expired()  # nobody else does, and each form that outlived its login makes one
        record.finished_at = timezone.now()
    except Exception as error:
        record.error = f"{type(error).__name__}: {error}"
        raise
    finally:
        record.save()
    return record


def catch_up(now: datetime) -> NightRun | None:
    """Run the night if its time has passed and no run finished since: a process or a message was lost."""
    schedule = settings.NIGHTLY_AT
    finished = NightRun.objects.exclude(finished_at=None).order_by("-started_at").first()
    # One that began a moment ago may yet finish, and one that failed is not tried again at once.
    under_way = NightRun.objects.filter(started_at__gt=now - PATIENCE).exists()
    if finished is None or under_way or not isinstance(schedule, crontab):
        return None
    missed_for = -schedule.remaining_estimate(timezone.localtime(finished.started_at))
    return run(timezone.localdate(now)) if missed_for > PATIENCE else None


def preview(today: date) -> Iterator[str]:
    """What a run would flag, clear and send, line by line; all is taken back."""
    with transaction.atomic():
        newest = Flag.objects.aggregate(newest=Max("pk"))["newest"] or 0
        cleared = set(Flag.objects.filter(cleared_on=today).values_list("pk", flat=True))
        decide(today)
        lines = [*_previewed_flags(today, newest, cleared), *_previewed_mails(today)]
        transaction.set_rollback(True)
    yield from lines


def _previewed_flags(today: date, newest: int, cleared: set[int]) -> Iterator[str]:
    flags_by_day = Flag.objects.select_related("measure").order_by("due_on", "measure__code")
    for flag in flags_by_day.filter(pk__gt=newest):
        yield f"flag {flag.measure.code}: report to {flag.period_end}, due {flag.due_on}"
    for flag in flags_by_day.filter(cleared_on=today):
        if flag.pk not in cleared:
            yield f"clear {flag.measure.code}: report to {flag.period_end}, due {flag.due_on}"


def _previewed_mails(today: date) -> Iterator[str]:
    outbox.drop_overtaken(today)
    digests = Digest.objects.unsent().filter(night__lte=today).select_related("recipient").order_by("pk")
    for batch in batched(digests, outbox.BATCH):
        owed = owed_by({digest.recipient_id for digest in batch}, today)
        for digest in batch:
            yield from _previewed_mail(digest.recipient, owed[digest.recipient_id])


def _previewed_mail(person: User, owed: Owed) -> Iterator[str]:
    if owed.total and person.is_active and person.email:
        yield f"mail {person.email}: {subject_of(owed, demonstration=person.is_demonstration)}"
        for line in owed.lines:
            yield f"    {line.code}: report to {line.period_end}, due {line.due_on}"
