"""The period a form proposes, and which have ended."""

from datetime import date

from hypothesis import given

from measures.rules.cadence import following, period_of
from measures.rules.reporting import Owing, ended_periods, first_open, proposed_period
from measures.rules.standing import Promise, Report, first_owed, fold
from measures.rules.words import DecisionKind
from tests.rules.given import days, histories, promises

ALL = [None, *DecisionKind]


def owing_of(promise: Promise, history: list[Report]) -> Owing:
    answers = fold(promise, history)
    return Owing(
        cadence=promise.cadence,
        starts_on=promise.starts_on,
        reporting_from=promise.reporting_from,
        period_end=answers.period_end,
        answered_until=answers.answered_until,
        milestones=promise.milestones,
    )


@given(promises(), histories(decisions=ALL), days)
def test_proposed_period_never_reaches_past_today(
    promise: Promise, history: list[Report], today: date
) -> None:
    period = proposed_period(owing_of(promise, history), today)
    assert period.start <= period.end <= today


@given(promises(), histories(decisions=ALL), days)
def test_a_report_on_the_proposed_period_answers_the_first_open_one(
    promise: Promise, history: list[Report], today: date
) -> None:
    owing = owing_of(promise, history)
    if first_open(owing, today) is None or owing.period_end is None:
        return
    proposed = proposed_period(owing, today)
    owed = period_of(owing.period_end, promise.cadence, promise.milestones)
    assert owed is not None
    assert owed.start <= proposed.start <= proposed.end <= owed.end
    first = first_owed(promise)
    if first == owed:
        assert proposed.start >= max(
            day for day in (promise.starts_on, owed.start) if day and day <= owed.end
        )


@given(promises(), histories(decisions=ALL), days)
def test_ended_periods_are_those_that_are_over_and_have_no_answer(
    promise: Promise, history: list[Report], today: date
) -> None:
    owing = owing_of(promise, history)
    expected, period = [], first_owed(promise)
    while owing.period_end and period and period.end < today:
        if period.end >= owing.period_end:
            expected.append(period.end)
        period = following(period, promise.cadence, promise.milestones)
    assert [each.end for each in ended_periods(owing, today)] == expected
    if expected:
        proposed = proposed_period(owing, today, all_ended=True)
        assert (proposed.start, proposed.end) == (proposed_period(owing, today).start, expected[-1])
