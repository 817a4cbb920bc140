"""Which period the form of a report proposes, by example."""

from datetime import date
from typing import Any

import pytest

from measures.rules.cadence import Period
from measures.rules.reporting import Owing, ended_periods, proposed_period
from measures.rules.words import Cadence

YEAR = date(2026, 1, 1)


def owing(**fields: Any) -> Owing:
    """Monthly from the first of 2026, nothing answered yet."""
    plain = {
        "starts_on": YEAR,
        "reporting_from": YEAR,
        "period_end": date(2026, 1, 31),
        "answered_until": None,
    }
    return Owing(**{"cadence": Cadence.MONTHLY, **plain, **fields})


ANSWERED = {"period_end": date(2026, 4, 30), "answered_until": date(2026, 3, 20)}


@pytest.mark.parametrize(
    ("fields", "today", "expected"),
    [
        ({}, date(2026, 3, 15), Period(YEAR, date(2026, 1, 31))),
        ({}, date(2026, 1, 20), Period(YEAR, date(2026, 1, 20))),
        ({"starts_on": date(2026, 1, 10)}, date(2026, 3, 15), Period(date(2026, 1, 10), date(2026, 1, 31))),
        ({"starts_on": None}, date(2026, 3, 15), Period(YEAR, date(2026, 1, 31))),
        # Answered for now: the days since the last report.
        (ANSWERED, date(2026, 3, 25), Period(date(2026, 3, 21), date(2026, 3, 25))),
        (ANSWERED, date(2026, 3, 20), Period(date(2026, 3, 1), date(2026, 3, 20))),
        # Nothing is owed.
        ({"period_end": None}, date(2026, 3, 15), Period(date(2026, 3, 1), date(2026, 3, 15))),
        (
            {"period_end": None, "cadence": Cadence.NONE},
            date(2026, 3, 15),
            Period(YEAR, date(2026, 3, 15)),
        ),
    ],
)
def test_period_proposed(fields: dict[str, Any], today: date, expected: Period) -> None:
    assert proposed_period(owing(**fields), today) == expected


def test_milestones_begin_with_the_reporting() -> None:
    ends = [date(2026, 6, 30), date(2027, 6, 30)]
    first = owing(cadence=Cadence.MILESTONES, milestones=ends, period_end=ends[0])
    assert proposed_period(first, date(2026, 3, 15)) == Period(YEAR, date(2026, 3, 15))
    assert len(ended_periods(first, date(2026, 7, 15))) == 1
    assert len(ended_periods(first, date(2028, 7, 15))) == 2


def test_the_running_period_has_not_ended() -> None:
    assert ended_periods(owing(), date(2026, 1, 31)) == []
    january, february = ended_periods(owing(), date(2026, 3, 31))
    assert (january.start, january.end, february.end) == (YEAR, date(2026, 1, 31), date(2026, 2, 28))
    assert ended_periods(owing(**ANSWERED), date(2026, 3, 25)) == []


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 3, 15), Period(YEAR, date(2026, 2, 28))),
        (date(2026, 2, 15), Period(YEAR, date(2026, 1, 31))),
        (date(2026, 1, 15), Period(YEAR, date(2026, 1, 15))),
    ],
)
def test_all_ended_periods_leave_out_the_running_one(today: date, expected: Period) -> None:
    assert proposed_period(owing(), today, all_ended=True) == expected
