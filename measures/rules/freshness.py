"""How fresh what we know of a measure is: counted from reports owed and given, never from edits."""

from datetime import date

from measures.rules.words import Freshness


def freshness(
    today: date, *, period_end: date | None, report_due_on: date | None, last_report_on: date | None
) -> Freshness:
    """The answer on `today`; the first that applies. Twin of `MeasureQuerySet.freshness`.

    `period_end` and `report_due_on` are of the first unanswered period, None where nothing is owed;
    `last_report_on` is the day of the last substantive report.
    """
    if period_end is None or report_due_on is None:
        return Freshness.NOT_OWED
    if today > report_due_on:
        return Freshness.STALE
    if today > period_end:
        return Freshness.DUE
    if last_report_on is None:
        return Freshness.NEVER_REPORTED
    return Freshness.FRESH
