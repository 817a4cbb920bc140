"""The run of a night: what it flags, clears, queues and sends, and that a second one does nothing."""

from datetime import date, datetime, timedelta

import pytest
from celery.schedules import crontab
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.models import Membership, User
from measures import nightly
from measures.models import Digest, Flag, NightRun, Notice, Standing
from measures.nightly import ladder
from measures.nightly.night import decide
from measures.nightly.owed import owed_by
from qingdao_tracker.settings import mailer
from tests.factories import (
    TODAY,
    make_department,
    make_document,
    make_measure,
    make_member,
    make_user,
    report,
)
from tests.sink import Sink, text_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_sessions_that_ended_are_cleared_away() -> None:
    for number, days in enumerate((-1, 1)):
        Session.objects.create(session_key=str(number), expire_date=timezone.now() + days * DAY)
    nightly.run(TODAY)
    assert Session.objects.get().session_key == "1"


def test_overdue_report_is_flagged_with_what_was_known() -> None:
    measure = make_measure()
    make_measure(document=make_document(reporting_from=None))
    assert decide(TODAY).flagged == 1
    flag = Flag.objects.get()
    assert (flag.measure, flag.rule, flag.raised_on, flag.cleared_on) == (
        measure,
        Flag.Rule.STALE,
        TODAY,
        None,
    )
    assert (flag.period_end, flag.due_on, flag.last_report_on) == (date(2025, 3, 31), date(2025, 4, 10), None)


def test_due_day_itself_is_not_late() -> None:
    measure = make_measure()
    Standing.objects.filter(pk=measure.pk).update(report_due_on=TODAY)
    assert decide(TODAY).flagged == 0
    assert decide(TODAY + DAY).flagged == 1


def test_flag_is_cleared_where_nothing_is_owed_any_more() -> None:
    measure = make_measure()
    decide(TODAY)
    Standing.objects.filter(pk=measure.pk).update(period_end=None, report_due_on=None)
    assert decide(TODAY + DAY).cleared == 1
    assert Flag.objects.get().cleared_on == TODAY + DAY


def test_next_missing_report_is_a_flag_of_its_own() -> None:
    measure = make_measure()
    decide(TODAY)
    later = {"period_end": date(2025, 6, 30), "report_due_on": date(2025, 7, 10)}
    Standing.objects.filter(pk=measure.pk).update(**later)
    decided = decide(TODAY + DAY)
    assert (decided.cleared, decided.flagged) == (1, 1)
    assert Flag.objects.get(cleared_on=None).due_on == date(2025, 7, 10)


def test_night_made_up_for_afterwards_takes_nothing_back() -> None:
    make_measure()
    decide(TODAY)
    decided = decide(date(2025, 1, 15))
    assert (decided.flagged, decided.cleared, decided.queued) == (0, 0, 0)


def test_one_mail_a_person_lists_all_they_owe(post: Sink) -> None:
    department = make_department()
    official = make_member(department)
    codes = [make_measure(lead_department=department).code for _ in range(3)]
    make_member(make_department())
    done = nightly.run(TODAY)
    assert (done.flagged, done.queued, done.sent, done.failed) == (3, 1, 1, 0)
    assert post.recipients == [official.email]
    text = text_of(post.mails[0])
    assert all(f"http://127.0.0.1:8000/measures/{code}/progress/new/" in text for code in codes)


def test_second_run_of_a_night_does_nothing(post: Sink) -> None:
    make_member(make_measure().lead_department)
    nightly.run(TODAY)
    again = nightly.run(TODAY)
    assert (again.flagged, again.cleared, again.queued, again.sent, again.failed) == (0, 0, 0, 0, 0)
    assert len(post.mails) == Flag.objects.count() == Notice.objects.count() == Digest.objects.count() == 1


def test_following_night_without_a_new_step_sends_nothing(post: Sink) -> None:
    make_member(make_measure().lead_department)
    nightly.run(TODAY)
    nightly.run(TODAY + DAY)
    assert len(post.mails) == 1


def test_missed_nights_are_made_good_with_one_mail(post: Sink) -> None:
    measure = make_measure()
    make_member(measure.lead_department)
    due_on = measure.standing.report_due_on
    assert due_on
    nightly.run(due_on + 5 * DAY)
    assert len(post.mails) == 1
    assert Notice.objects.get().step == 2


def test_report_in_time_ends_the_reminders(post: Sink) -> None:
    measure = make_measure()
    official = make_member(measure.lead_department)
    nightly.run(TODAY)
    report(measure, official)
    for days in (7, 14, 21):
        nightly.run(TODAY + days * DAY)
    assert len(post.mails) == 1
    assert Flag.objects.get().cleared_on == TODAY


def test_run_keeps_what_went_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ladder, "TAKE", "SELECT nonsense FROM nowhere")
    make_measure()
    with pytest.raises(Exception, match="nowhere"):
        nightly.run(TODAY)
    kept = NightRun.objects.get()
    assert kept.finished_at is None
    assert "nowhere" in kept.error
    assert not Flag.objects.exists()


def test_command_says_when_no_server_answers(settings: Settings) -> None:
    settings.MAILERS = {"default": mailer("smtp://127.0.0.1:9")}
    make_member(make_measure().lead_department)
    with pytest.raises(CommandError, match="cannot be reached"):
        call_command("nightly", "--date", TODAY.isoformat())
    assert (NightRun.objects.get().failed, Digest.objects.unsent().count()) == (1, 1)


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("tomorrow", "Write the day as 2026-04-11."),
        ("2026-02-30", "Write the day as 2026-04-11."),
        ("0001-01-01", "The year must lie between 2000 and 2199."),
        ("9999-12-31", "The year must lie between 2000 and 2199."),
    ],
)
def test_command_says_how_to_write_the_day(day: str, why: str) -> None:
    with pytest.raises(CommandError, match=why):
        call_command("nightly", "--date", day)
    assert not NightRun.objects.exists()


@pytest.mark.parametrize("day", ["2000-01-01", "2199-12-31"])
def test_command_takes_the_first_and_the_last_day_it_names(day: str) -> None:
    make_member(make_measure().lead_department)
    call_command("nightly", "--date", day, "--dry-run")


def test_dry_run_prints_it_all_and_writes_nothing(post: Sink, capsys: pytest.CaptureFixture[str]) -> None:
    measure = make_measure()
    official = make_member(measure.lead_department)
    cleared = make_measure(lead_department=None)
    decide(TODAY - DAY)
    Digest.objects.all().delete()
    Notice.objects.all().delete()
    Flag.objects.filter(measure=measure).delete()
    Standing.objects.filter(pk=cleared.pk).update(report_due_on=None)
    call_command("nightly", "--date", TODAY.isoformat(), "--dry-run")
    assert capsys.readouterr().out.splitlines()[:4] == [
        f"flag {measure.code}: report to 2025-03-31, due 2025-04-10",
        f"clear {cleared.code}: report to 2025-03-31, due 2025-04-10",
        f"mail {official.email}: 1 report overdue",
        f"    {measure.code}: report to 2025-03-31, due 2025-04-10",
    ]
    assert not any(model.objects.exists() for model in (Digest, Notice, NightRun))
    assert not post.mails
    assert Flag.objects.get().cleared_on is None


def test_statements_do_not_grow_with_measures_and_people(post: Sink) -> None:
    counts = []
    for number in (1, 15):
        department = make_department()
        make_member(department)
        for _ in range(number):
            make_measure(lead_department=department)
        with CaptureQueriesContext(connection) as queries:
            nightly.run(TODAY)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_contents_of_a_batch_are_one_query(post: Sink) -> None:
    people = []
    for role in (Membership.Role.OFFICIAL, Membership.Role.HEAD):
        people += [make_member(make_measure().lead_department, role).pk for _ in range(4)]
    people.append(make_user(User.Role.REVIEWER).pk)
    with CaptureQueriesContext(connection) as queries:
        owed_by(people, TODAY)
    assert len(queries) == 1


def at(hour: int, minute: int, day: date = TODAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=timezone.get_default_timezone())


@pytest.mark.parametrize(
    ("ran_at", "now", "expected"),
    [
        (at(1, 0), at(12, 0), "nothing"),
        (at(1, 0), at(0, 59, TODAY + DAY), "nothing"),
        (at(1, 0), at(1, 10, TODAY + DAY), "nothing"),
        (at(1, 0), at(1, 20, TODAY + DAY), "a run"),
        (at(1, 0), at(9, 0, TODAY + 3 * DAY), "a run"),
        (None, at(9, 0), "nothing"),
    ],
)
def test_lost_night_is_made_good_by_the_next_look(
    ran_at: datetime | None,
    now: datetime,
    expected: str,
    settings: Settings,
    post: Sink,
    time_machine: object,
) -> None:
    settings.NIGHTLY_AT = crontab(minute="0", hour="1")
    if ran_at:
        run = NightRun.objects.create(night=TODAY, finished_at=ran_at)
        NightRun.objects.filter(pk=run.pk).update(started_at=ran_at)
    time_machine.move_to(now, tick=False)  # type: ignore[attr-defined]
    assert ("a run" if nightly.catch_up(now) else "nothing") == expected
