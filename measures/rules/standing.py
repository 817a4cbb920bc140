"""What became of a measure: the fold of its reports and the decisions on them into its present answers.

The same fold over the facts up to a day tells how it stood at the end of that day.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from measures.rules import schedule
from measures.rules.cadence import Period, due_day, following, period_of
from measures.rules.calendar import add_working_days
from measures.rules.words import FINAL, STANDS, TAKEN_BACK, Cadence, DecisionKind, Status

RETURN_GRACE_WORKING_DAYS = 5
UNCHANGED_LIMIT = 2


@dataclass(frozen=True, slots=True)
class Report:
    """One submitted report, with the decision on it if there is one."""

    pk: int
    period_end: date
    submitted_on: date
    status: str
    percent: int | None
    completed_on: date | None
    unchanged: bool
    decision: str | None
    decided_on: date | None

    @property
    def counts(self) -> bool:
        """For freshness: submitted, and neither returned nor withdrawn."""
        return self.decision not in TAKEN_BACK

    @property
    def moves_answer(self) -> bool:
        """For the reported answer: accepted, or acceptance was not asked for."""
        return self.decision in STANDS


@dataclass(frozen=True, slots=True)
class Promise:
    """What the fold needs to know of the measure and its plan."""

    starts_on: date | None
    due_on: date | None
    cadence: Cadence
    reporting_from: date | None
    superseded: bool = False
    due_soon_days: int = schedule.DUE_SOON_DAYS
    behind_points: int = schedule.BEHIND_POINTS
    milestones: Sequence[date] = ()


@dataclass(frozen=True, slots=True)
class Answers:
    """The fields of a standing that the rules decide."""

    status: str = Status.NOT_REPORTED
    percent: int | None = None
    completed_on: date | None = None
    report_id: int | None = None
    last_report_on: date | None = None
    last_answer_on: date | None = None
    unchanged_run: int = 0
    answered_until: date | None = None
    period_end: date | None = None
    report_due_on: date | None = None
    due_soon_on: date | None = None
    behind_on: date | None = None


def first_owed(promise: Promise) -> Period | None:
    """The first period a report is owed for: from `reporting_from`, never before the measure starts."""
    if promise.reporting_from is None:
        return None
    start = max(promise.reporting_from, promise.starts_on or promise.reporting_from)
    return period_of(start, promise.cadence, promise.milestones)


def first_unanswered(promise: Promise, answered_until: date | None) -> Period | None:
    """The first period owed and not answered: a report answers its period and all earlier ones."""
    owed = first_owed(promise)
    if owed is None or answered_until is None or answered_until < owed.start:
        return owed
    answered = period_of(answered_until, promise.cadence, promise.milestones)
    return following(answered, promise.cadence, promise.milestones) if answered else None


def _order(report: Report) -> tuple[date, int]:
    return (report.period_end, report.pk)


def _unchanged_run(counting: Sequence[Report]) -> int:
    run = 0
    for report in reversed(counting):
        if not report.unchanged:
            break
        run += 1
    return run


def _due(promise: Promise, period: Period, reports: Iterable[Report]) -> date:
    """The period's due day; after a return the later of it and five working days after the return."""
    days = [due_day(period.end)]
    for report in reports:
        if (
            report.decision == DecisionKind.RETURNED
            and report.decided_on
            and report.period_end >= period.start
        ):
            days.append(add_working_days(report.decided_on, RETURN_GRACE_WORKING_DAYS))
    return max(days)


def fold(promise: Promise, reports: Iterable[Report]) -> Answers:
    """The present answers. The last report is the one with the latest period end, then the last submitted."""
    ordered = sorted(reports, key=_order)
    counting = [report for report in ordered if report.counts]
    substantive = [report for report in counting if not report.unchanged]
    moving = [report for report in substantive if report.moves_answer]
    said = moving[-1] if moving else None
    answered_until = counting[-1].period_end if counting else None
    status = Status(said.status) if said else Status.NOT_REPORTED
    owing = not promise.superseded and status not in FINAL
    period = first_unanswered(promise, answered_until) if owing else None
    percent = said.percent if said else None
    return Answers(
        status=status,
        percent=percent,
        completed_on=said.completed_on if said else None,
        report_id=said.pk if said else None,
        last_report_on=substantive[-1].submitted_on if substantive else None,
        last_answer_on=counting[-1].submitted_on if counting else None,
        unchanged_run=_unchanged_run(counting),
        answered_until=answered_until,
        period_end=period.end if period else None,
        report_due_on=_due(promise, period, ordered) if period else None,
        due_soon_on=schedule.due_soon_from(promise.due_on, promise.due_soon_days),
        behind_on=schedule.behind_from(promise.starts_on, promise.due_on, percent, promise.behind_points),
    )
