"""The fold of reports and decisions into the present answers."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from measures.rules.cadence import DAY, Period, due_day, period_of
from measures.rules.calendar import add_working_days
from measures.rules.standing import Answers, Promise, Report, first_owed, fold
from measures.rules.words import FINAL, Cadence, DecisionKind, Status
from tests.rules.given import LAST, days, histories, promises, reports

ALL = [None, *DecisionKind]
QUARTERLY = Promise(
    starts_on=date(2025, 1, 1),
    due_on=date(2026, 12, 31),
    cadence=Cadence.QUARTERLY,
    reporting_from=date(2025, 1, 1),
)
ANSWER = ("status", "percent", "completed_on", "report_id", "behind_on")
FRESHNESS = (
    "last_report_on",
    "last_answer_on",
    "unchanged_run",
    "answered_until",
    "period_end",
    "report_due_on",
)


def said(answers: Answers, names: tuple[str, ...]) -> dict[str, object]:
    return {name: getattr(answers, name) for name in names}


def make(pk: int = 1, period_end: date = date(2026, 3, 31), **fields: Any) -> Report:
    defaults: dict[str, Any] = {
        "submitted_on": period_end + 5 * DAY,
        "status": Status.ON_TRACK,
        "percent": 40,
        "completed_on": None,
        "unchanged": False,
        "decision": DecisionKind.NOT_REQUIRED,
        "decided_on": None,
    }
    return Report(pk=pk, period_end=period_end, **{**defaults, **fields})


def all_periods(promise: Promise) -> list[Period]:
    """Every period owed, counted from the first one on."""
    found: list[Period] = []
    period = first_owed(promise)
    while period and len(found) < 200:
        found.append(period)
        period = period_of(period.end + DAY, promise.cadence, promise.milestones)
    return found


@given(promises(), histories(decisions=ALL), st.data())
def test_order_of_arrival_is_irrelevant(promise: Promise, history: list[Report], data: st.DataObject) -> None:
    assert fold(promise, data.draw(st.permutations(history))) == fold(promise, history)


def test_of_two_reports_to_the_same_day_the_later_one_counts() -> None:
    first, second = make(1, percent=10), make(2, percent=20)
    assert fold(QUARTERLY, [second, first]).percent == 20


@given(promises(), histories(decisions=ALL))
def test_first_unanswered_period_is_the_first_no_report_reaches(
    promise: Promise, history: list[Report]
) -> None:
    """A report answers the period its end falls in, and all earlier ones."""
    reached = [report.period_end for report in history if report.counts]
    open_ones = [period for period in all_periods(promise) if not any(end >= period.start for end in reached)]
    answers = fold(promise, history)
    expected = None if answers.status in FINAL or not open_ones else open_ones[0].end
    assert answers.period_end == expected
    assert (answers.report_due_on is None) == (expected is None)


@given(promises(), histories(decisions=ALL, min_size=1), st.data())
def test_a_backdated_report_moves_nothing_backwards(
    promise: Promise, history: list[Report], data: st.DataObject
) -> None:
    before = fold(promise, history)
    assume(before.answered_until is not None)
    assert before.answered_until is not None
    late = data.draw(reports(pk=99, submitted_on=LAST, decisions=ALL))
    ended = before.answered_until - timedelta(days=data.draw(st.integers(1, 400)))
    after = fold(promise, [*history, replace(late, period_end=ended)])
    assert after.answered_until == before.answered_until
    assert after.period_end == before.period_end
    assert (after.report_due_on or LAST) >= (before.report_due_on or date.min)
    answered = next((report for report in history if report.pk == before.report_id), None)
    if answered and ended < answered.period_end:
        assert said(after, ANSWER) == said(before, ANSWER)


@given(promises(), histories(decisions=ALL), st.data())
def test_a_report_never_brings_an_earlier_period_back(
    promise: Promise, history: list[Report], data: st.DataObject
) -> None:
    before = fold(promise, history)
    after = fold(promise, [*history, data.draw(reports(pk=99, submitted_on=LAST))])
    if before.period_end and after.period_end:
        assert after.period_end >= before.period_end


@given(promises(), histories(), st.data())
def test_a_return_takes_back_the_answer_and_the_freshness(
    promise: Promise, history: list[Report], data: st.DataObject
) -> None:
    returned = data.draw(reports(pk=99, submitted_on=LAST, decisions=[DecisionKind.RETURNED]))
    assert returned.decided_on is not None
    without, after = fold(promise, history), fold(promise, [*history, returned])
    assert said(after, ANSWER + FRESHNESS[:-1]) == said(without, ANSWER + FRESHNESS[:-1])
    owed = without.period_end and period_of(without.period_end, promise.cadence, promise.milestones)
    if owed and returned.period_end >= owed.start:
        assert without.report_due_on is not None
        assert after.report_due_on == max(without.report_due_on, add_working_days(returned.decided_on, 5))
    else:
        assert after.report_due_on == without.report_due_on, "it took nothing back that is still open"


@given(promises(), histories(decisions=ALL), st.data())
def test_a_withdrawal_restores_what_was_owed(
    promise: Promise, history: list[Report], data: st.DataObject
) -> None:
    withdrawn = data.draw(reports(pk=99, submitted_on=LAST, decisions=[DecisionKind.WITHDRAWN]))
    assert fold(promise, [*history, withdrawn]) == fold(promise, history)


@given(promises(), histories(), st.data())
def test_waiting_for_acceptance_moves_freshness_and_not_the_answer(
    promise: Promise, history: list[Report], data: st.DataObject
) -> None:
    waiting = data.draw(reports(pk=99, submitted_on=LAST, decisions=[None]))
    accepted = replace(waiting, decision=DecisionKind.ACCEPTED, decided_on=LAST)
    with_it = fold(promise, [*history, waiting])
    assert said(with_it, ANSWER) == said(fold(promise, history), ANSWER)
    assert said(with_it, FRESHNESS) == said(fold(promise, [*history, accepted]), FRESHNESS)


@given(promises(), histories(decisions=ALL), st.data())
def test_nothing_changed_answers_its_period_and_no_more(
    promise: Promise, history: list[Report], data: st.DataObject
) -> None:
    before = fold(promise, history)
    drawn = data.draw(reports(pk=99, submitted_on=LAST))
    unchanged = replace(
        drawn, unchanged=True, period_end=max(drawn.period_end, before.answered_until or date.min)
    )
    after = fold(promise, [*history, unchanged])
    assert said(after, ANSWER) == said(before, ANSWER)
    assert after.last_report_on == before.last_report_on
    assert after.answered_until == unchanged.period_end
    assert after.last_answer_on == unchanged.submitted_on
    assert after.unchanged_run == before.unchanged_run + 1
    told = replace(unchanged, pk=100, unchanged=False)
    assert fold(promise, [*history, unchanged, told]).unchanged_run == 0


@given(promises(), histories(), st.sampled_from(sorted(FINAL)), st.data())
def test_final_answers_owe_nothing(
    promise: Promise, history: list[Report], status: Status, data: st.DataObject
) -> None:
    last = replace(
        data.draw(reports(pk=99, submitted_on=LAST)), status=status, period_end=LAST, unchanged=False
    )
    final = fold(promise, [*history, replace(last, decision=DecisionKind.ACCEPTED)])
    assert (final.status, final.period_end, final.report_due_on) == (status, None, None)
    waiting = fold(promise, [*history, replace(last, decision=None)])
    assert waiting.status not in FINAL, "not before it is accepted"


@given(st.data(), histories(decisions=ALL))
def test_superseded_measures_and_plans_without_reporting_owe_nothing(
    data: st.DataObject, history: list[Report]
) -> None:
    for fields in ({"superseded": True}, {"reporting_from": None}):
        promise = data.draw(promises(**fields))
        answers = fold(promise, history)
        assert (answers.period_end, answers.report_due_on) == (None, None)
        if history:
            assert answers.last_report_on == fold(QUARTERLY, history).last_report_on, "what was said stays"


@given(promises(), histories(decisions=ALL))
def test_no_report_is_owed_before_the_measure_starts(promise: Promise, history: list[Report]) -> None:
    answers = fold(promise, history)
    if answers.period_end:
        assert promise.reporting_from is not None
        assert answers.period_end >= (promise.starts_on or date.min)
        assert answers.period_end >= promise.reporting_from
        assert answers.report_due_on is not None
        assert answers.report_due_on >= due_day(answers.period_end)


@given(promises())
def test_silence_is_not_an_answer(promise: Promise) -> None:
    answers = fold(promise, [])
    assert (answers.status, answers.percent, answers.last_report_on) == (Status.NOT_REPORTED, None, None)


@given(days, days)
def test_a_day_in_the_first_owed_period_answers_it(reporting_from: date, starts_on: date) -> None:
    promise = replace(QUARTERLY, reporting_from=reporting_from, starts_on=starts_on)
    first = first_owed(promise)
    assert first is not None
    answers = fold(promise, [make(period_end=first.start)])
    assert answers.period_end == all_periods(promise)[1].end


def test_blank_percent_is_blank_and_not_the_one_before() -> None:
    answers = fold(QUARTERLY, [make(1, date(2025, 12, 31), percent=40), make(2, percent=None)])
    assert (answers.percent, answers.behind_on) == (None, None)


@pytest.mark.parametrize(
    ("returned_on", "due_on"),
    [
        (date(2026, 4, 1), date(2026, 4, 10)),  # five working days later is the 9th: the old day is later
        (date(2026, 4, 20), date(2026, 4, 27)),
        (date(2026, 4, 29), date(2026, 5, 9)),  # Labour Day between, and a Saturday that is worked
    ],
)
def test_due_day_after_a_return(returned_on: date, due_on: date) -> None:
    returned = make(decision=DecisionKind.RETURNED, decided_on=returned_on)
    before = make(2, date(2025, 12, 31))
    assert fold(QUARTERLY, [before, returned]).report_due_on == due_on
    again = make(3, decision=DecisionKind.NOT_REQUIRED)
    assert fold(QUARTERLY, [before, returned, again]).report_due_on == date(2026, 7, 10)
