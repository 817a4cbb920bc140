"""Which period a report is about, as the form proposes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from measures.rules.cadence import DAY, Period, following, period_of
from measures.rules.words import Cadence


@dataclass(frozen=True, slots=True, kw_only=True)
class Owing:
    """What the proposal needs to know of a measure and its standing."""

    cadence: Cadence
    starts_on: date | None
    reporting_from: date | None
    period_end: date | None
    answered_until: date | None
    milestones: Sequence[date] = ()


def first_open(owing: Owing, today: date) -> Period | None:
    """The first unanswered period, cut to the days a report can speak of; None if it has not begun."""
    if owing.period_end is None:
        return None
    period = period_of(owing.period_end, owing.cadence, owing.milestones)
    if period is None:
        return None
    begun = [period.start, *(day for day in (owing.starts_on, owing.reporting_from) if day)]
    start = max(day for day in begun if day <= period.end)
    return Period(start, min(period.end, today)) if start <= today else None


def proposed_period(owing: Owing, today: date, *, all_ended: bool = False) -> Period:
    """The first unanswered period up to today; where none has begun, the days since the last report.

    With `all_ended` all that have ended, where there are any: never the days of a period that still runs.
    """
    if all_ended and (ended := ended_periods(owing, today)):
        return Period(ended[0].start, ended[-1].end)
    if period := first_open(owing, today):
        return period
    running = period_of(today, owing.cadence, owing.milestones)
    if owing.answered_until and owing.answered_until < today:
        start = owing.answered_until + DAY
    elif running:
        start = max(running.start, min(owing.starts_on or running.start, today))
    else:
        start = min(owing.starts_on or today, today)
    return Period(start, today)


def ended_periods(owing: Owing, today: date) -> list[Period]:
    """The periods that have ended without an answer."""
    period, ended = first_open(owing, today), []
    while period:
        whole = period_of(period.end, owing.cadence, owing.milestones)
        if whole is None or whole.end >= today:
            break
        ended.append(period)
        period = following(whole, owing.cadence, owing.milestones)
    return ended
