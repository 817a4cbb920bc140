"""The ladder in SQL: the same steps as the rule, and the chain of addressees."""

import random
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership, User
from measures.models import Measure, Notice, Standing
from measures.nightly.ladder import take_steps
from measures.rules.ladder import next_step
from tests.factories import make_department, make_measure, make_member, make_user

pytestmark = pytest.mark.django_db
DUE = date(2026, 4, 10)
HEAD = Membership.Role.HEAD


def owing(due_on: date = DUE, **fields: Any) -> Measure:
    """A measure whose report for the first quarter of 2026 is owed."""
    measure = make_measure(**fields)
    Standing.objects.filter(pk=measure.pk).update(period_end=date(2026, 3, 31), report_due_on=due_on)
    return measure


def told(night: date) -> set[tuple[int, int]]:
    """Step and recipient of the notices of a night."""
    return set(Notice.objects.filter(night=night).values_list("step", "recipient_id"))


@pytest.mark.parametrize("seed", range(4))
def test_sql_takes_the_steps_of_the_rule(seed: int) -> None:
    chance = random.Random(seed)
    department = make_department()
    make_member(department)
    make_user(User.Role.REVIEWER)
    due_days = [DUE + timedelta(days=chance.randrange(-20, 20)) for _ in range(8)]
    measures = {owing(due_on, lead_department=department).pk for due_on in due_days}
    taken: defaultdict[int, dict[int, date]] = defaultdict(dict)
    night = DUE - timedelta(days=10)
    for _ in range(25):
        night += timedelta(days=chance.choice([0, 1, 1, 1, 2, 5]))
        for measure, due_on in Standing.objects.filter(pk__in=measures).values_list("pk", "report_due_on"):
            assert due_on
            step = next_step(night, due_on, taken[measure])
            if step:
                taken[measure][step.number] = night
        take_steps(night)
        found: defaultdict[int, dict[int, date]] = defaultdict(dict)
        for measure, number, taken_on in Notice.objects.values_list("measure_id", "step", "night"):
            found[measure][number] = taken_on
        assert found == {measure: steps for measure, steps in taken.items() if steps}


def test_each_step_goes_to_its_addressee() -> None:
    measure = owing()
    official = make_member(measure.lead_department)
    head = make_member(measure.lead_department, HEAD)
    reviewer = make_user(User.Role.REVIEWER)
    make_member(make_department())
    for days, expected in {-3: (1, official), 1: (2, official), 7: (3, head), 14: (4, reviewer)}.items():
        night = DUE + timedelta(days=days)
        take_steps(night)
        assert told(night) == {(expected[0], expected[1].pk)}


def test_all_officials_are_told() -> None:
    measure = owing()
    officials = {make_member(measure.lead_department).pk for _ in range(3)}
    take_steps(DUE)
    assert told(DUE) == {(1, official) for official in officials}


@pytest.mark.parametrize(
    "gone", [{"is_active": False}, {"email": ""}, {"left_on": date(2026, 4, 1)}, {"left_on": DUE}]
)
def test_next_in_line_is_told_where_nobody_is_left(gone: dict[str, Any]) -> None:
    measure = owing()
    left_on = gone.pop("left_on", None)
    official = make_member(measure.lead_department, **gone)
    Membership.objects.filter(user=official).update(left_on=left_on)
    reviewer = make_user(User.Role.REVIEWER)
    take_steps(DUE)
    assert told(DUE) == {(1, reviewer.pk)}
    head = make_member(measure.lead_department, HEAD)
    take_steps(DUE + timedelta(days=1))
    assert told(DUE + timedelta(days=1)) == {(2, head.pk)}


def test_somebody_who_leaves_later_is_still_told() -> None:
    measure = owing()
    official = make_member(measure.lead_department)
    Membership.objects.filter(user=official).update(left_on=DUE + timedelta(days=1))
    take_steps(DUE)
    assert told(DUE) == {(1, official.pk)}


def test_measure_nobody_leads_goes_to_the_reviewers() -> None:
    owing(lead_department=None)
    reviewer = make_user(User.Role.REVIEWER)
    take_steps(DUE)
    assert told(DUE) == {(1, reviewer.pk)}


def test_step_waits_until_there_is_somebody_to_tell() -> None:
    measure = owing()
    take_steps(DUE + timedelta(days=1))
    take_steps(DUE + timedelta(days=9))
    assert not Notice.objects.exists()
    official = make_member(measure.lead_department)
    take_steps(DUE + timedelta(days=10))
    assert told(DUE + timedelta(days=10)) == {(2, official.pk)}


def test_new_due_day_starts_a_new_ladder() -> None:
    measure = owing()
    official = make_member(measure.lead_department)
    take_steps(DUE + timedelta(days=1))
    Standing.objects.filter(pk=measure.pk).update(report_due_on=DUE + timedelta(days=6))
    night = DUE + timedelta(days=7)
    take_steps(night)
    assert told(night) == {(2, official.pk)}


def test_statements_do_not_grow_with_measures() -> None:
    counts = []
    for number in (1, 12):
        department = make_department()
        make_member(department)
        for _ in range(number):
            owing(lead_department=department)
        with CaptureQueriesContext(connection) as queries:
            take_steps(DUE)
        counts.append(len(queries))
    assert counts[0] == counts[1]
