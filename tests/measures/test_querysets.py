"""Twin predicates: what a QuerySet finds is what the rows say of themselves, on every day."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, Q, When

from accounts.models import Membership, User
from measures import actions
from measures.models import Measure, UpdateDecision
from measures.models.querysets import freshness_is, schedule_is
from measures.permissions import can_report
from measures.rules.words import Freshness, Schedule
from sectors.models import Region, Sector
from tests.factories import (
    TODAY,
    make_department,
    make_document,
    make_measure,
    make_member,
    make_user,
    report,
)

pytestmark = pytest.mark.django_db


def decide(update: Any, kind: str, day: date) -> None:
    UpdateDecision.objects.update_or_create(
        update=update,
        defaults={
            "kind": kind,
            "reason": "see file",
            "by": update.by,
            "decided_at": update.submitted_at,
            "decided_on": day,
        },
    )
    actions.settle([update.measure_id], today=day)


def measures_in_every_state() -> None:
    """A measure for each way a promise can go."""
    lead = make_department()
    official = make_member(lead)
    plan, silent = make_document(acceptance_required=True), make_document(reporting_from=None)
    common = {"lead_department": lead, "sector": Sector.objects.create(slug="sector", name_en="Sector")}

    def measure(**fields: Any) -> Measure:
        return make_measure(**{"document": plan, **common, **fields})

    measure(document=silent)
    measure(due_on=None, due_basis="none", cadence="none")
    measure(cadence="monthly", due_on=date(2025, 12, 31))
    measure(cadence="yearly", starts_on=None)
    superseded = measure(cadence="half_yearly")
    measure(supersedes=superseded, starts_on=date(2026, 1, 1), due_on=date(2026, 1, 1))
    for kind in ("accepted", "returned", "withdrawn", None):
        for fields in (
            {"percent": 0},
            {"percent": None},
            {"status": "completed", "completed_on": date(2025, 3, 1), "percent": 100},
            {"status": "completed", "completed_on": date(2026, 3, 14)},
            {"status": "completed", "completed_on": TODAY},
            {"status": "not_pursued", "reason": "no money"},
        ):
            told = measure(due_on=date(2026, 3, 14))
            update = report(told, official, **fields)
            if kind:
                decide(update, kind, TODAY + timedelta(days=20))
    actions.settle([superseded.pk], today=TODAY)


def turning_days() -> list[date]:
    """Every day on which an answer may change, the days around it, and some far from all of them."""
    rows = Measure.objects.values_list(
        "due_on",
        "standing__due_soon_on",
        "standing__behind_on",
        "standing__period_end",
        "standing__report_due_on",
    )
    turns = {day for row in rows for day in row if day}
    around = {day + timedelta(days=shift) for day in turns for shift in (-1, 0, 1)}
    return sorted(around | {date(2020, 1, 1), date(2030, 1, 1)})


def found_by_the_database(today: date) -> dict[int, set[str]]:
    """Of each measure, the answers whose conditions hold."""
    conditions: dict[str, Q] = {answer: schedule_is(answer, today) for answer in Schedule}
    conditions |= {answer: freshness_is(answer, today) for answer in Freshness}
    # As a column a condition may be unknown; as a filter that is no.
    columns = {
        f"is_{answer}": Case(When(condition, then=True), default=False)
        for answer, condition in conditions.items()
    }
    rows: Iterable[Any] = Measure.objects.values("pk", **columns)
    return {row["pk"]: {answer for answer in conditions if row[f"is_{answer}"]} for row in rows}


def test_schedule_and_freshness_agree_with_their_twins_on_every_day() -> None:
    measures_in_every_state()
    rows = list(Measure.objects.select_related("standing"))
    seen = set()
    for today in turning_days():
        timely = {measure.pk: measure.schedule(today) for measure in rows}
        known = {measure.pk: measure.freshness(today) for measure in rows}
        seen |= {*timely.values(), *known.values()}
        assert found_by_the_database(today) == {pk: {timely[pk], known[pk]} for pk in timely}, today
    assert seen == {*Schedule, *Freshness}, "every answer occurred"


def test_filters_agree_with_their_twins() -> None:
    measures_in_every_state()
    rows = list(Measure.objects.select_related("standing"))
    asked = Measure.objects.all()
    for today in (TODAY, date(2026, 4, 11), date(2027, 1, 11)):
        for timely in Schedule:
            assert set(asked.schedule([timely], today)) == {m for m in rows if m.schedule(today) == timely}
        for known in Freshness:
            assert set(asked.freshness([known], today)) == {m for m in rows if m.freshness(today) == known}
        assert set(asked.stale(today)) == {m for m in rows if m.freshness(today) == Freshness.STALE}
    assert asked.counting().count() == len(rows) - 1
    assert set(asked.counting()) == {m for m in rows if m.standing.superseded_on is None}
    some = set(asked.schedule(["overdue", "done_late"], TODAY))
    assert some == set(asked.schedule(["overdue"], TODAY)) | set(asked.schedule(["done_late"], TODAY))
    for everything in (
        asked.schedule(Schedule, TODAY),
        asked.freshness(Freshness, TODAY),
        asked.freshness([], TODAY),
    ):
        assert everything.count() == len(rows)


def people() -> dict[str, Any]:
    lead, support, other = make_department(), make_department(), make_department()
    for department in (lead, support, other):
        make_measure(visibility="internal", lead_department=department)
    make_measure(visibility="internal", lead_department=lead, supporting_departments=[support, other])
    make_measure(visibility="internal", lead_department=None)
    make_measure(visibility="public", lead_department=None, supporting_departments=[support])
    make_measure(visibility="public", lead_department=lead)
    left = make_member(lead)
    Membership.objects.filter(user=left).update(left_on=date(2020, 1, 1))
    both = make_member(lead)
    Membership.objects.create(user=both, department=other, role=Membership.Role.HEAD)
    offices = {
        str(role): make_user(role)
        for role in (User.Role.ANALYST, User.Role.REVIEWER, User.Role.ADMINISTRATOR)
    }
    members = {"lead": make_member(lead), "support": make_member(support), "other": make_member(other)}
    return {
        "anonymous": AnonymousUser(),
        "reader": make_user(),
        "left": left,
        "both": both,
        **members,
        **offices,
    }


def test_who_sees_and_who_reports_agree_with_their_twins() -> None:
    rows: list[Measure] = []
    found = {}
    for name, user in people().items():
        rows = rows or list(Measure.objects.all())
        visible, reportable = set(Measure.objects.visible_to(user)), set(Measure.objects.reportable_by(user))
        assert visible == {measure for measure in rows if measure.is_visible_to(user)}, name
        assert reportable == {measure for measure in rows if can_report(user, measure)}, name
        found[name] = (len(visible), len(reportable))
    assert found == {
        "anonymous": (2, 0),
        "reader": (2, 0),
        "left": (2, 0),
        "both": (5, 4),
        "lead": (4, 3),
        "support": (4, 1),
        "other": (4, 1),
        "analyst": (7, 0),
        "reviewer": (7, 0),
        "administrator": (7, 0),
    }


def test_a_measure_is_found_once_however_many_sectors_and_regions_it_has() -> None:
    sectors = [Sector.objects.create(slug=f"s{number}", name_en="S") for number in range(3)]
    regions = [Region.objects.create(slug=f"r{number}", name_en="R", kind="city") for number in range(3)]
    many = make_measure(sector=sectors[0], sectors=sectors, regions=regions)
    further = make_measure(sector=sectors[2], sectors=sectors[1:2])
    ids = [sector.pk for sector in sectors]
    assert sorted(Measure.objects.in_sectors(ids).values_list("code", flat=True)) == [many.code, further.code]
    assert list(Measure.objects.in_sectors(ids[:1])) == [many]
    assert set(Measure.objects.in_sectors(ids[1:2])) == {many, further}
    assert list(Measure.objects.in_regions([region.pk for region in regions])) == [many]
    assert not Measure.objects.in_regions([])
    assert not Measure.objects.in_sectors([])
