"""How fresh what we know is."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.rules.cadence import due_day
from measures.rules.freshness import freshness
from measures.rules.words import Freshness
from tests.rules.given import days, days_between

END, DUE = date(2026, 3, 31), date(2026, 4, 10)


@pytest.mark.parametrize(
    ("today", "reported", "unreported"),
    [
        (date(2026, 3, 31), Freshness.FRESH, Freshness.NEVER_REPORTED),
        (date(2026, 4, 1), Freshness.DUE, Freshness.DUE),
        (date(2026, 4, 10), Freshness.DUE, Freshness.DUE),
        (date(2026, 4, 11), Freshness.STALE, Freshness.STALE),
    ],
)
def test_edges_of_the_reporting_window(today: date, reported: Freshness, unreported: Freshness) -> None:
    assert freshness(today, period_end=END, report_due_on=DUE, last_report_on=date(2026, 1, 5)) == reported
    assert freshness(today, period_end=END, report_due_on=DUE, last_report_on=None) == unreported


@given(days, st.none() | days)
def test_nothing_owed_is_never_stale(today: date, last_report_on: date | None) -> None:
    found = freshness(today, period_end=None, report_due_on=None, last_report_on=last_report_on)
    assert found == Freshness.NOT_OWED


@given(days, st.none() | days, st.integers(0, 20))
def test_answer_only_ages_while_nothing_is_reported(
    period_end: date, last_report_on: date | None, grace: int
) -> None:
    due_on = due_day(period_end) + timedelta(days=grace)
    young = Freshness.FRESH if last_report_on else Freshness.NEVER_REPORTED
    order = [young, Freshness.DUE, Freshness.STALE]
    whole = days_between(period_end - timedelta(days=3), due_on + timedelta(days=3))
    found = [
        freshness(today, period_end=period_end, report_due_on=due_on, last_report_on=last_report_on)
        for today in whole
    ]
    assert [order.index(each) for each in found] == sorted(order.index(each) for each in found)
    assert set(found) == set(order)
