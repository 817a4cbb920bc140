"""How a measure stands against its ORIGINAL deadline.

What is stored are the days at which the answer changes (`due_soon_from`, `behind_from`), so that a
list is right on any day, also after a night that failed.
"""

from datetime import date, timedelta

from measures.rules.words import Schedule, Status

DUE_SOON_DAYS = 30
BEHIND_POINTS = 10


def due_soon_from(due_on: date | None, days: int = DUE_SOON_DAYS) -> date | None:
    """First day with `days` days or fewer to go."""
    return due_on - timedelta(days=days) if due_on else None


def behind_from(
    starts_on: date | None, due_on: date | None, percent: int | None, points: int = BEHIND_POINTS
) -> date | None:
    """First day on which the elapsed share of starts_on…due_on, in percent, exceeds `percent` by `points`.

    None where that never comes before the deadline has passed, or no percent is reported.
    """
    if starts_on is None or due_on is None or percent is None or due_on <= starts_on:
        return None
    if percent + points > 100:
        return None
    hundredths = (due_on - starts_on).days * (percent + points)
    return starts_on + timedelta(days=-(-hundredths // 100))


def schedule(
    today: date,
    *,
    status: str,
    completed_on: date | None,
    due_on: date | None,
    due_soon_on: date | None,
    behind_on: date | None,
) -> Schedule:
    """The answer on `today`; the first that applies. Twin of `MeasureQuerySet.schedule`."""
    if status == Status.COMPLETED:
        late = due_on is not None and completed_on is not None and completed_on > due_on
        return Schedule.DONE_LATE if late else Schedule.DONE_IN_TIME
    if status == Status.NOT_PURSUED:
        return Schedule.STOPPED
    if due_on is None:
        return Schedule.NO_DEADLINE
    if today > due_on:
        return Schedule.OVERDUE
    if behind_on is not None and today >= behind_on:
        return Schedule.BEHIND
    if due_soon_on is not None and today >= due_soon_on:
        return Schedule.DUE_SOON
    return Schedule.IN_TIME
