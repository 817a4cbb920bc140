"""The schedule answer, against the domain's words computed day by day."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.rules.schedule import behind_from, due_soon_from, schedule
from measures.rules.words import FINAL, Schedule, Status
from tests.rules.given import SAYABLE, days, days_between, percents

RANK = [Schedule.IN_TIME, Schedule.DUE_SOON, Schedule.BEHIND, Schedule.OVERDUE]
spans = st.tuples(days, st.integers(1, 400)).map(
    lambda drawn: (drawn[0], drawn[0] + timedelta(days=drawn[1]))
)


def is_behind(today: date, starts_on: date, due_on: date, percent: int, points: int) -> bool:
    elapsed = Fraction((today - starts_on).days * 100, (due_on - starts_on).days)
    return elapsed - percent >= points


def answer(
    today: date, starts_on: date | None, due_on: date | None, percent: int | None, status: str
) -> Schedule:
    """As a standing gives it: from the stored days."""
    return schedule(
        today,
        status=status,
        completed_on=None,
        due_on=due_on,
        due_soon_on=due_soon_from(due_on),
        behind_on=behind_from(starts_on, due_on, percent),
    )


@given(spans, st.integers(0, 100), st.integers(1, 60))
def test_behind_from_is_the_first_day_on_which_the_share_exceeds_the_percent(
    span: tuple[date, date], percent: int, points: int
) -> None:
    behind = [day for day in days_between(*span) if is_behind(day, *span, percent, points)]
    assert behind_from(*span, percent, points) == (behind[0] if behind else None)


@given(days, spans, percents, st.sampled_from(SAYABLE))
def test_answer_is_the_first_that_applies(
    today: date, span: tuple[date, date], percent: int | None, status: Status
) -> None:
    starts_on, due_on = span
    expected = Schedule.IN_TIME
    if (due_on - today).days <= 30:
        expected = Schedule.DUE_SOON
    if percent is not None and is_behind(today, *span, percent, 10):
        expected = Schedule.BEHIND
    if today > due_on:
        expected = Schedule.OVERDUE
    if status == Status.NOT_PURSUED:
        expected = Schedule.STOPPED
    if status == Status.COMPLETED:
        expected = Schedule.DONE_IN_TIME
    assert answer(today, starts_on, due_on, percent, status) == expected


@given(spans, percents, st.sampled_from([status for status in Status if status not in FINAL]))
def test_answer_only_gets_worse_while_nothing_is_reported(
    span: tuple[date, date], percent: int | None, status: Status
) -> None:
    whole = days_between(span[0] - timedelta(days=40), span[1] + timedelta(days=5))
    ranks = [RANK.index(answer(today, *span, percent, status)) for today in whole]
    assert ranks == sorted(ranks)
    assert ranks[-1] == RANK.index(Schedule.OVERDUE)
    assert ranks[-6] < RANK.index(Schedule.OVERDUE)


@given(days, days, days)
def test_done_late_never_becomes_done_in_time(today: date, completed_on: date, due_on: date) -> None:
    found = schedule(
        today, status="completed", completed_on=completed_on, due_on=due_on, due_soon_on=None, behind_on=None
    )
    assert found == (Schedule.DONE_LATE if completed_on > due_on else Schedule.DONE_IN_TIME)


@given(days, st.none() | days, st.sampled_from(Status))
def test_without_a_deadline_nothing_is_late(today: date, starts_on: date | None, status: Status) -> None:
    expected = {Status.COMPLETED: Schedule.DONE_IN_TIME, Status.NOT_PURSUED: Schedule.STOPPED}
    assert answer(today, starts_on, None, 0, status) == expected.get(status, Schedule.NO_DEADLINE)


@given(st.none() | days, st.none() | days)
def test_blank_percent_is_never_behind(starts_on: date | None, due_on: date | None) -> None:
    assert behind_from(starts_on, due_on, None) is None


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 1, 11), Schedule.IN_TIME),  # 10 of 200 days are 5 percent
        (date(2026, 1, 20), Schedule.IN_TIME),
        (date(2026, 1, 21), Schedule.BEHIND),  # 20 of 200 days: 10 points more than 0
        (date(2026, 7, 20), Schedule.BEHIND),  # the deadline itself
        (date(2026, 7, 21), Schedule.OVERDUE),
    ],
)
def test_edges_of_behind_and_overdue(today: date, expected: Schedule) -> None:
    assert answer(today, date(2026, 1, 1), date(2026, 7, 20), 0, Status.ON_TRACK) == expected


@pytest.mark.parametrize(
    ("left", "expected"), [(31, Schedule.IN_TIME), (30, Schedule.DUE_SOON), (0, Schedule.DUE_SOON)]
)
def test_thirty_days_or_fewer_to_go_are_soon(left: int, expected: Schedule) -> None:
    due_on = date(2026, 7, 20)
    assert answer(due_on - timedelta(days=left), None, due_on, None, Status.NOT_REPORTED) == expected


@pytest.mark.parametrize(
    ("percent", "behind_on"), [(89, date(2026, 7, 19)), (90, date(2026, 7, 20)), (91, None)]
)
def test_behind_may_begin_on_the_deadline_itself(percent: int, behind_on: date | None) -> None:
    assert behind_from(date(2026, 4, 11), date(2026, 7, 20), percent) == behind_on


def test_a_measure_of_one_day_is_never_behind() -> None:
    assert behind_from(date(2026, 1, 1), date(2026, 1, 1), 0) is None
