"""Reporting progress."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from accounts.models import User
from measures import actions
from measures.models import Measure, ProgressDraft
from measures.rules.words import Freshness, Schedule, Status
from tests.factories import TODAY, make_measure, make_member, make_user, report

pytestmark = pytest.mark.django_db


def fresh(measure: Measure) -> Measure:
    return Measure.objects.select_related("standing", "document").get(pk=measure.pk)


def test_report_moves_answers_and_due_day() -> None:
    measure = make_measure()
    official = make_member(measure.lead_department)
    assert measure.freshness(TODAY) == Freshness.STALE
    report(measure, official, percent=70, status="at_risk")
    standing = fresh(measure).standing
    assert (standing.status, standing.percent, standing.last_report_on) == (Status.AT_RISK, 70, TODAY)
    assert (standing.period_end, standing.report_due_on) == (date(2026, 6, 30), date(2026, 7, 10))
    assert fresh(measure).freshness(TODAY) == Freshness.FRESH
    assert fresh(measure).schedule(TODAY) == Schedule.IN_TIME


def test_backdated_report_moves_nothing_back() -> None:
    measure = make_measure()
    official = make_member(measure.lead_department)
    report(measure, official, percent=70)
    report(
        measure,
        official,
        status="delayed",
        percent=10,
        period_start=date(2025, 7, 1),
        period_end=date(2025, 9, 30),
    )
    standing = fresh(measure).standing
    assert (standing.status, standing.percent) == (Status.ON_TRACK, 70)
    assert standing.report_due_on == date(2026, 7, 10)
    assert measure.updates.count() == 2


def test_third_nothing_changed_is_refused() -> None:
    measure = make_measure()
    official = make_member(measure.lead_department)
    report(measure, official, today=date(2026, 3, 1))
    report(measure, official, today=date(2026, 3, 2), unchanged=True)
    report(measure, official, today=date(2026, 3, 3), unchanged=True)
    with pytest.raises(ValidationError) as refused:
        report(measure, official, today=date(2026, 3, 4), unchanged=True)
    assert "unchanged" in refused.value.message_dict
    standing = fresh(measure).standing
    assert (standing.last_report_on, standing.last_answer_on) == (date(2026, 3, 1), date(2026, 3, 3))


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"status": "not_pursued"}, "reason"),
        ({"status": "completed"}, "completed_on"),
        ({"status": "completed", "completed_on": date(2026, 3, 16)}, "completed_on"),
        ({"period_end": date(2026, 3, 16)}, "period_end"),
        ({"period_start": date(2026, 3, 16)}, "period_end"),
        ({"percent": 101}, "percent"),
        ({"progress": " "}, "progress"),
        ({"status": ""}, "status"),
        ({"unchanged": True}, "unchanged"),
    ],
)
def test_wrong_report_names_its_field(fields: dict[str, Any], field: str) -> None:
    measure = make_measure()
    official = make_member(measure.lead_department)
    with pytest.raises(ValidationError) as refused:
        report(measure, official, **fields)
    assert field in refused.value.message_dict
    assert not measure.updates.exists()


def test_outsiders_cannot_report() -> None:
    measure = make_measure()
    for outsider in (make_user(), make_user("reviewer"), make_member(make_measure().lead_department)):
        with pytest.raises(PermissionDenied):
            report(measure, outsider)


def test_report_takes_its_authors_draft_with_it() -> None:
    measure = make_measure()
    official, colleague = make_member(measure.lead_department), make_member(measure.lead_department)
    for author in (official, colleague):
        ProgressDraft.objects.create(measure=measure, author=author, fields={"progress": "half"})
    report(measure, official)
    assert list(ProgressDraft.objects.values_list("author", flat=True)) == [colleague.pk]


def test_nothing_changed_answers_no_earlier_period() -> None:
    """In the middle of the record it could stretch a run past its limit unseen."""
    measure = make_measure()
    official = make_member(measure.lead_department)
    report(measure, official)
    with pytest.raises(ValidationError) as refused:
        report(measure, official, unchanged=True, period_start=date(2025, 7, 1), period_end=date(2025, 9, 30))
    assert "unchanged" in refused.value.message_dict


def test_earlier_period_may_have_stood_otherwise_without_a_reason() -> None:
    measure = make_measure()
    official = make_member(measure.lead_department)
    report(measure, official, status="completed", completed_on=TODAY)
    report(
        measure, official, status="not_started", period_start=date(2025, 1, 1), period_end=date(2025, 3, 31)
    )
    assert fresh(measure).standing.status == Status.COMPLETED
    with pytest.raises(ValidationError) as refused:
        report(measure, official, status="on_track")
    assert "reason" in refused.value.message_dict


def test_same_report_from_the_same_form_is_stored_once() -> None:
    measure = make_measure()
    official, colleague = make_member(measure.lead_department), make_member(measure.lead_department)
    first = report(measure, official, seen=0, percent=40)
    assert report(measure, official, seen=0, percent=40) == first
    others = [
        report(measure, official, seen=0, percent=41),
        report(measure, colleague, seen=0, percent=40),
        report(measure, official, seen=first.pk + 2, percent=40),
        report(measure, official, percent=40),
    ]
    assert measure.updates.count() == 1 + len(others)


def test_draft_is_its_lead_units_alone() -> None:
    measure = make_measure()
    with pytest.raises(PermissionDenied):
        actions.save_draft(measure=measure, by=make_user(), fields={"progress": "half"})
    assert not ProgressDraft.objects.exists()


def test_draft_saved_from_before_its_report_is_not_kept() -> None:
    measure = make_measure()
    official = make_member(measure.lead_department)
    assert actions.save_draft(measure=measure, by=official, fields={"progress": "half"}, seen=0)
    update = report(measure, official, seen=0)
    assert actions.save_draft(measure=measure, by=official, fields={"progress": "half"}, seen=0) is None
    assert actions.save_draft(measure=measure, by=official, fields={"progress": "next"}, seen=update.pk)


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_are_both_kept_and_one_sent_twice_once() -> None:
    measure = make_measure()
    people = [make_member(measure.lead_department) for _ in range(3)]
    start = Barrier(2 * len(people))

    def send(person: User) -> None:
        start.wait()
        try:
            report(measure, person, seen=0, progress=person.username)
        finally:
            connection.close()

    with ThreadPoolExecutor(2 * len(people)) as pool:
        list(pool.map(send, people * 2))
    kept = list(measure.updates.order_by("pk").values_list("progress", flat=True))
    assert sorted(kept) == sorted(person.username for person in people)
    assert fresh(measure).standing.report_id == measure.updates.latest("pk").pk


@pytest.mark.django_db(transaction=True)
def test_third_nothing_changed_is_refused_when_three_come_at_once() -> None:
    """Each must see the run as the one before it left it."""
    measure = make_measure()
    people = [make_member(measure.lead_department) for _ in range(3)]
    report(measure, people[0], today=date(2026, 3, 1))
    start = Barrier(len(people))

    def send(person: User) -> bool:
        start.wait()
        try:
            report(measure, person, unchanged=True)
        except ValidationError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(len(people)) as pool:
        assert sorted(pool.map(send, people)) == [False, True, True]
