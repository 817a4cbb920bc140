"""Standings and search words made anew from what is stored."""

from datetime import date, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from measures.actions import settle
from measures.models import Document, Measure, Standing, UpdateDecision
from tests.factories import (
    TODAY,
    make_department,
    make_document,
    make_measure,
    make_member,
    make_sector,
    report,
)

pytestmark = pytest.mark.django_db


def standing(measure: Measure) -> Standing:
    return Standing.objects.get(pk=measure.pk)


def rows() -> list[tuple[Any, ...]]:
    return list(Standing.objects.order_by("pk").values_list())


def test_settling_what_the_actions_wrote_moves_nothing() -> None:
    measure = make_measure()
    official = make_member(measure.lead_department)
    report(measure, official, percent=30)
    report(measure, official, unchanged=True)
    report(make_measure(), make_member(Measure.objects.latest("pk").lead_department), status="delayed")
    before = rows()
    assert settle(today=TODAY + timedelta(days=400)) == 2
    assert rows() == before


def test_migration_fills_the_day_of_the_last_answer_as_the_fold_does() -> None:
    make_measure()
    measure = make_measure(document=make_document(acceptance_required=True))
    official = make_member(measure.lead_department)
    for days, unchanged in ((90, False), (60, True), (30, False)):
        last = report(measure, official, today=TODAY - timedelta(days=days), unchanged=unchanged)
    decided = {"decided_at": last.submitted_at, "decided_on": TODAY, "by": official, "reason": "Too thin"}
    UpdateDecision.objects.create(update=last, kind="returned", **decided)
    settle(today=TODAY)
    before = rows()
    Standing.objects.update(last_answer_on=None)
    with connection.cursor() as cursor:
        cursor.execute(import_module("measures.migrations.0004_last_answer").FILL)
    assert rows() == before
    assert standing(measure).last_answer_on == TODAY - timedelta(days=60)


def test_verified_is_never_recomputed() -> None:
    measure = make_measure()
    Standing.objects.update(verified="substantial")
    settle([measure.pk], today=TODAY)
    assert standing(measure).verified == "substantial"


def test_settings_of_the_plan_move_days_and_no_answer() -> None:
    measure = make_measure(document=make_document(reporting_from=None))
    report(measure, make_member(measure.lead_department), percent=30)
    before = standing(measure)
    assert before.report_due_on is None
    Document.objects.update(reporting_from=date(2026, 7, 1), due_soon_days=60, behind_points=20)
    settle(today=TODAY)
    after = standing(measure)
    assert measure.due_on
    assert before.behind_on
    assert after.behind_on
    assert (after.period_end, after.report_due_on) == (date(2026, 9, 30), date(2026, 10, 10))
    assert after.due_soon_on == measure.due_on - timedelta(days=60)
    assert before.behind_on < after.behind_on
    assert (after.status, after.percent, after.last_report_on) == ("on_track", 30, TODAY)


def test_a_measure_taken_over_owes_nothing_and_keeps_the_day_it_happened() -> None:
    old = make_measure()
    heir = make_measure(supersedes=old)
    settle(today=TODAY)
    settle(today=TODAY + timedelta(days=9))
    assert (standing(old).superseded_on, standing(old).report_due_on) == (TODAY, None)
    assert standing(heir).superseded_on is None
    Measure.objects.filter(pk=heir.pk).update(supersedes=None)
    settle(today=TODAY)
    assert (standing(old).superseded_on, standing(old).report_due_on) == (None, old.standing.report_due_on)


def test_settling_some_leaves_the_others() -> None:
    one, other = make_measure(), make_measure()
    Standing.objects.update(percent=99)
    assert settle([one.pk], today=TODAY) == 1
    assert (standing(one).percent, standing(other).percent) == (None, 99)


def test_settling_takes_the_same_queries_for_one_and_for_twenty() -> None:
    shared: dict[str, Any] = {
        "document": make_document(),
        "sector": make_sector(),
        "lead_department": make_department(),
    }
    counts = []
    for wanted in (1, 20):
        while Measure.objects.count() < wanted:
            make_measure(**shared)
        with CaptureQueriesContext(connection) as queries:
            settle(today=TODAY)
        counts.append(len(queries))
    assert counts[0] == counts[1]
