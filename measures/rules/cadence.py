"""Reporting periods: which one a day falls in, and by when its report is due.

Monthly, quarterly, half-yearly and yearly are calendar periods. With `milestones` each milestone's
deadline is the end of a period; `none` has no periods.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from measures.rules.calendar import next_working_day
from measures.rules.words import Cadence

MONTHS = {Cadence.MONTHLY: 1, Cadence.QUARTERLY: 3, Cadence.HALF_YEARLY: 6, Cadence.YEARLY: 12}
DUE_AFTER_DAYS = 10
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """Both days belong to it."""

    start: date
    end: date


def _first_of_month(year: int, month: int) -> date:
    """The first of a month that may be counted past December."""
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def period_of(day: date, cadence: Cadence, milestones: Sequence[date] = ()) -> Period | None:
    """The period a day falls in; None where there is none (no cadence, or past the last milestone)."""
    if cadence in MONTHS:
        months = MONTHS[cadence]
        first = (day.month - 1) // months * months + 1
        return Period(_first_of_month(day.year, first), _first_of_month(day.year, first + months) - DAY)
    ends = sorted(milestones) if cadence == Cadence.MILESTONES else []
    start = date.min
    for end in ends:
        if day <= end:
            return Period(start, end)
        start = end + DAY
    return None


def following(period: Period, cadence: Cadence, milestones: Sequence[date] = ()) -> Period | None:
    """The period after this one, if there is one."""
    return period_of(period.end + DAY, cadence, milestones)


@lru_cache(maxsize=4096)
def due_day(period_end: date) -> date:
    """The report is due on the 10th day after its period ends, moved to the next working day."""
    return next_working_day(period_end + DUE_AFTER_DAYS * DAY)
