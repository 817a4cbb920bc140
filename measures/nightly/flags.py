"""Flags on measures whose report is overdue: one statement each way, however many measures there are."""

from datetime import date

from measures.nightly.sql import change

# A flag holds while the report it names is still missing and still overdue. Flags of later nights are left
# alone, so that a night made up for afterwards takes nothing back.
CLEAR = """
    UPDATE measures_flag SET cleared_on = %(today)s
    WHERE cleared_on IS NULL AND rule = 'stale' AND raised_on <= %(today)s AND NOT EXISTS (
        SELECT 1 FROM measures_standing s
        WHERE s.measure_id = measures_flag.measure_id AND s.period_end = measures_flag.period_end
          AND s.report_due_on = measures_flag.due_on AND s.report_due_on < %(today)s)
"""
RAISE = """
    INSERT INTO measures_flag (measure_id, rule, period_end, due_on, last_report_on, raised_on)
    SELECT s.measure_id, 'stale', s.period_end, s.report_due_on, s.last_report_on, %(today)s
    FROM measures_standing s
    WHERE s.report_due_on < %(today)s AND NOT EXISTS (
        SELECT 1 FROM measures_flag f
        WHERE f.measure_id = s.measure_id AND f.rule = 'stale' AND f.cleared_on IS NULL)
    ON CONFLICT DO NOTHING
"""


def clear_flags(today: date) -> int:
    """Clear the open flags that no longer hold; how many."""
    return change(CLEAR, today=today)


def raise_flags(today: date) -> int:
    """Flag every measure whose report is overdue and which has no open flag; how many."""
    return change(RAISE, today=today)
