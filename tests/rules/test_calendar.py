"""Working days of the People's Republic."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.rules.calendar import add_working_days, is_working_day, next_working_day
from tests.rules.given import days, days_between


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2025, 1, 26), True),  # a Sunday worked for the Spring Festival
        (date(2025, 1, 28), False),  # the eve of the Spring Festival
        (date(2025, 2, 3), False),  # a Monday off in exchange
        (date(2025, 2, 8), True),  # a Saturday worked
        (date(2025, 10, 1), False),
        (date(2025, 10, 8), False),
        (date(2025, 10, 9), True),
        (date(2025, 10, 11), True),  # a Saturday worked for the National Day
        (date(2026, 1, 2), False),
        (date(2026, 1, 4), True),
        (date(2026, 3, 14), False),  # a Saturday like any other
        (date(2026, 3, 16), True),
    ],
)
def test_working_days_follow_the_official_calendar(day: date, *, worked: bool) -> None:
    assert is_working_day(day) is worked


def test_override_beats_the_library() -> None:
    saturday, monday = date(2026, 3, 14), date(2026, 3, 16)
    assert is_working_day(saturday, {saturday: True})
    assert next_working_day(monday, {monday: False}) == date(2026, 3, 17)
    assert add_working_days(monday, 1, {date(2026, 3, 17): False}) == date(2026, 3, 18)


@given(days)
def test_next_working_day_is_the_first_worked_from_the_day_on(day: date) -> None:
    found = next_working_day(day)
    assert [each for each in days_between(day, found) if is_working_day(each)] == [found]


@given(days, st.integers(1, 30))
def test_working_days_are_counted_after_the_day(day: date, count: int) -> None:
    last = add_working_days(day, count)
    counted = [each for each in days_between(day + timedelta(days=1), last) if is_working_day(each)]
    assert len(counted) == count
    assert counted[-1] == last
