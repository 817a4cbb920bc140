"""The ladder's steps of a night as rows: `rules.ladder.next_step` for all measures in one statement."""

from datetime import date, timedelta
from typing import Any

from measures.nightly.sql import change
from measures.rules.ladder import STEPS, Addressee, Step

# `rung` holds tonight's steps: the due days they concern, and the latest night on which the step before
# must have been taken (0: none comes before). `answering` is the chain within a department, and whoever
# is not found there is found in the reviewers' office.
TAKE = """
    WITH rung(step, addressee, due_from, due_until, before, before_until) AS (VALUES {rungs}),
    present AS (
        SELECT ms.department_id, ms.role, ms.user_id
        FROM accounts_membership ms JOIN accounts_user u ON u.id = ms.user_id
        WHERE (ms.left_on IS NULL OR ms.left_on > %(today)s) AND u.is_active AND u.email <> ''),
    answering(department_id, addressee, user_id) AS (
        SELECT department_id, role, user_id FROM present
        UNION ALL
        SELECT p.department_id, 'official', p.user_id FROM present p
        WHERE p.role = 'head' AND NOT EXISTS (
            SELECT 1 FROM present o WHERE o.department_id = p.department_id AND o.role = 'official')),
    taken AS (
        SELECT s.measure_id, s.period_end, s.report_due_on, rung.step, rung.addressee, m.lead_department_id
        FROM rung
        JOIN measures_standing s ON s.report_due_on >= rung.due_from AND s.report_due_on <= rung.due_until
        JOIN measures_measure m ON m.id = s.measure_id
        WHERE NOT EXISTS (
            SELECT 1 FROM measures_notice n
            WHERE n.measure_id = s.measure_id AND n.period_end = s.period_end
              AND n.due_on = s.report_due_on AND n.step = rung.step)
          AND (rung.before = 0 OR EXISTS (
            SELECT 1 FROM measures_notice n
            WHERE n.measure_id = s.measure_id AND n.period_end = s.period_end
              AND n.due_on = s.report_due_on AND n.step = rung.before AND n.night <= rung.before_until)))
    INSERT INTO measures_notice (measure_id, period_end, due_on, step, recipient_id, night)
    SELECT t.measure_id, t.period_end, t.report_due_on, t.step, a.user_id, %(today)s
    FROM taken t JOIN answering a ON a.department_id = t.lead_department_id AND a.addressee = t.addressee
    UNION ALL
    SELECT t.measure_id, t.period_end, t.report_due_on, t.step, u.id, %(today)s
    FROM taken t JOIN accounts_user u ON u.role = 'reviewer' AND u.is_active AND u.email <> ''
    WHERE NOT EXISTS (
        SELECT 1 FROM answering a WHERE a.department_id = t.lead_department_id AND a.addressee = t.addressee)
    ON CONFLICT DO NOTHING
"""
DAY = timedelta(days=1)


def first_step_to(addressee: Addressee) -> int:
    """The number of the first step that goes to them."""
    return min(step.number for step in STEPS if step.addressee == addressee)


def _rung(today: date, step: Step, before: Step | None) -> tuple[Any, ...]:
    """What makes `step` tonight's, as days: blue until the due day, the others from their day on."""
    until = today - step.days * DAY
    if step.days <= 0:
        return (step.number, step.addressee.value, today, until, 0, today)
    if before is None:
        return (step.number, step.addressee.value, date.min, until, 0, today)
    waited_since = today - (step.days - before.days) * DAY
    return (step.number, step.addressee.value, date.min, until, before.number, waited_since)


def take_steps(today: date) -> None:
    """Take tonight's step for every report that is owed: a notice to each addressee.

    Twin of `rules.ladder.next_step`, with the addressees: who has the step's role in the lead unit, has not
    left, and has an account and an address; else the next in line (`rules.ladder.CHAIN`).
    """
    late = [step for step in STEPS if step.days > 0]
    earlier = dict(zip(late[1:], late, strict=False))
    values: dict[str, Any] = {"today": today}
    for step in STEPS:
        values[f"rung{step.number}"] = list(_rung(today, step, earlier.get(step)))
    rungs = ", ".join(f"%({name})s" for name in values if name != "today")
    change(TAKE.replace("{rungs}", rungs), **values)
