"""Periods tile the calendar, and their reports are due on working days."""

from datetime import date, timedelta

import pytest
from hypothesis import given

from measures.rules.cadence import DAY, MONTHS, Period, due_day, following, period_of
from measures.rules.calendar import is_working_day
from measures.rules.words import Cadence
from tests.rules.given import calendar_cadences, days, days_between, milestones


@given(days, calendar_cadences)
def test_calendar_periods_are_whole_months_counted_from_january(day: date, cadence: Cadence) -> None:
    period = period_of(day, cadence)
    assert period is not None
    assert period.start <= day <= period.end
    after = period.end + DAY
    assert (period.start.day, after.day) == (1, 1)
    assert (period.start.month - 1) % MONTHS[cadence] == 0
    assert (after.year - period.start.year) * 12 + after.month - period.start.month == MONTHS[cadence]


@given(days, calendar_cadences)
def test_calendar_periods_follow_without_gap_or_overlap(day: date, cadence: Cadence) -> None:
    period = period_of(day, cadence)
    assert period is not None
    assert {period_of(each, cadence) for each in days_between(period.start, period.end)} == {period}
    then = following(period, cadence)
    assert then is not None
    assert then.start == period.end + DAY


@given(days, milestones)
def test_each_milestone_ends_a_period(day: date, ends: tuple[date, ...]) -> None:
    period = period_of(day, Cadence.MILESTONES, ends)
    ahead = sorted(end for end in ends if end >= day)
    if not ahead:
        assert period is None
        return
    assert period is not None
    assert period.start <= day <= period.end == ahead[0]
    assert not [end for end in ends if period.start <= end < period.end]
    later = following(period, Cadence.MILESTONES, ends)
    assert later is None or later.start == period.end + DAY


@pytest.mark.parametrize("cadence", [Cadence.NONE, Cadence.MILESTONES])
def test_without_calendar_or_milestones_there_are_no_periods(cadence: Cadence) -> None:
    assert period_of(date(2026, 3, 15), cadence) is None


def test_no_cadence_has_no_periods_even_with_milestones() -> None:
    assert period_of(date(2026, 3, 15), Cadence.NONE, (date(2026, 6, 30),)) is None


@pytest.mark.parametrize(
    ("period_end", "due_on"),
    [
        (date(2026, 3, 31), date(2026, 4, 10)),  # a Friday
        (date(2026, 6, 30), date(2026, 7, 10)),
        (date(2025, 12, 31), date(2026, 1, 12)),  # the 10th is a Saturday
        (date(2025, 9, 30), date(2025, 10, 10)),
        (date(2025, 9, 21), date(2025, 10, 9)),  # the 1st: eight days of holiday follow
        (date(2025, 10, 1), date(2025, 10, 11)),  # a Saturday that is worked
    ],
)
def test_due_day_is_the_tenth_day_or_the_next_worked(period_end: date, due_on: date) -> None:
    assert due_day(period_end) == due_on


@given(days)
def test_due_day_is_never_off_never_early_and_never_before_an_earlier_one(period_end: date) -> None:
    due_on = due_day(period_end)
    tenth = period_end + timedelta(days=10)
    assert due_on >= tenth
    assert [day for day in days_between(tenth, due_on) if is_working_day(day)] == [due_on]
    assert due_on <= due_day(period_end + DAY)


def test_periods_are_equal_by_their_days() -> None:
    assert period_of(date(2024, 2, 10), Cadence.MONTHLY) == Period(date(2024, 2, 1), date(2024, 2, 29))
