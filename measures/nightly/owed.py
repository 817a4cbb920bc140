"""What people owe, looked up at the moment of sending: a fixed number of queries for a batch of people."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings

from measures.models.columns import spoken
from measures.nightly.ladder import first_step_to
from measures.nightly.sql import rows
from measures.rules.cadence import period_of
from measures.rules.ladder import STEPS, Addressee, Colour
from measures.rules.reasons import period_text
from measures.rules.words import Cadence

# More lines than this a mail only counts; they stand on the list page.
LINES = 300
COLOURS = {step.number: step.colour for step in STEPS}

# Who is told what: officials all that their departments owe, heads and reviewers what has climbed up to
# them; besides, each what they were given a notice of, as long as they still work there.
OWED = """
    WITH mine(recipient_id, measure_id, reports) AS (
        SELECT recipient_id, measure_id, MAX(reports) FROM (
            SELECT ms.user_id AS recipient_id, s.measure_id, 1 AS reports
            FROM accounts_membership ms
            JOIN measures_measure m ON m.lead_department_id = ms.department_id
            JOIN measures_standing s ON s.measure_id = m.id
            WHERE ms.user_id IN %(people)s AND (ms.left_on IS NULL OR ms.left_on > %(today)s)
              AND s.report_due_on IS NOT NULL AND s.period_end < %(today)s
              AND (ms.role = 'official' OR EXISTS (
                SELECT 1 FROM measures_notice n
                WHERE n.measure_id = s.measure_id AND n.period_end = s.period_end
                  AND n.due_on = s.report_due_on AND (n.step >= %(head)s OR n.recipient_id = ms.user_id)))
            UNION ALL
            SELECT u.id, s.measure_id, 0
            FROM accounts_user u CROSS JOIN measures_standing s
            WHERE u.id IN %(people)s AND u.role = 'reviewer'
              AND s.report_due_on IS NOT NULL AND s.period_end < %(today)s AND EXISTS (
                SELECT 1 FROM measures_notice n
                WHERE n.measure_id = s.measure_id AND n.period_end = s.period_end
                  AND n.due_on = s.report_due_on AND (n.step >= %(reviewer)s OR n.recipient_id = u.id))
        ) each_way GROUP BY recipient_id, measure_id)
    SELECT ranked.recipient_id, ranked.total, ranked.late, ranked.reports, m.code, m.title_en,
        m.title_zh_hans, d.name_en, d.name_zh_hans, m.cadence,
        s.period_end, s.report_due_on, s.last_report_on,
        (SELECT MAX(n.step) FROM measures_notice n
         WHERE n.measure_id = s.measure_id AND n.period_end = s.period_end AND n.due_on = s.report_due_on)
    FROM (
        SELECT mine.recipient_id, mine.measure_id, mine.reports,
            COUNT(*) OVER everyone AS total,
            SUM(CASE WHEN s.report_due_on < %(today)s THEN 1 ELSE 0 END) OVER everyone AS late,
            ROW_NUMBER() OVER (PARTITION BY mine.recipient_id ORDER BY s.report_due_on, m.code) AS place
        FROM mine
        JOIN measures_standing s ON s.measure_id = mine.measure_id
        JOIN measures_measure m ON m.id = mine.measure_id
        WINDOW everyone AS (PARTITION BY mine.recipient_id)) ranked
    JOIN measures_measure m ON m.id = ranked.measure_id
    JOIN measures_standing s ON s.measure_id = ranked.measure_id
    LEFT JOIN accounts_department d ON d.id = m.lead_department_id
    WHERE ranked.place <= %(lines)s
    ORDER BY ranked.recipient_id, ranked.place
"""


@dataclass(frozen=True, slots=True)
class Line:
    """One report that is owed; texts in English and Chinese. `days_late` is zero or less until it is late."""

    code: str
    titles: tuple[str, str | None]
    departments: tuple[str | None, str | None]
    cadence: str
    period_end: date
    due_on: date
    last_report_on: date | None
    colour: Colour | None
    days_late: int
    reports: bool

    @property
    def title(self) -> str:
        return spoken(*self.titles)

    @property
    def department(self) -> str:
        return spoken(*self.departments)

    @property
    def period(self) -> str:
        """In words; empty where it has no first day worth telling: the time up to a milestone."""
        if self.cadence == Cadence.MILESTONES:
            return ""
        period = period_of(self.period_end, Cadence(self.cadence))
        return period_text(period.start, period.end) if period else ""

    @property
    def url(self) -> str:
        """The form for those who report, the measure for those who watch."""
        return f"{settings.SITE_URL}/measures/{self.code}/{'progress/new/' if self.reports else ''}"


@dataclass(slots=True)
class Owed:
    """What one person owes or watches: the lines, most urgent first, and how many there are in all."""

    lines: list[Line] = field(default_factory=list)
    total: int = 0
    late: int = 0

    @property
    def due(self) -> int:
        return self.total - self.late

    @property
    def has_warnings(self) -> bool:
        """Whether a line has a yellow or red notice, which wants explaining."""
        return any(line.colour in (Colour.YELLOW, Colour.RED) for line in self.lines)

    @property
    def untold(self) -> int:
        return self.total - len(self.lines)


def _line(row: tuple[Any, ...], today: date) -> Line:
    reports, code, title_en, title_zh, name_en, name_zh, cadence, *days, step = row
    period_end, due_on = _day(days[0]), _day(days[1])
    return Line(
        code=code,
        titles=(title_en, title_zh),
        departments=(name_en, name_zh),
        cadence=cadence,
        period_end=period_end,
        due_on=due_on,
        last_report_on=_day(days[2]) if days[2] else None,
        colour=COLOURS.get(step),
        days_late=(today - due_on).days,
        reports=bool(reports),
    )


def _day(value: date | str) -> date:
    """A date as PostgreSQL and as SQLite give it."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def owed_by(people: Iterable[int], today: date) -> dict[int, Owed]:
    """What each of the people (by key) owes on `today`, nothing included. One query."""
    keys = list(people)
    found = {key: Owed() for key in keys}
    steps = {"head": first_step_to(Addressee.HEAD), "reviewer": first_step_to(Addressee.REVIEWER)}
    lines = rows(OWED, people=keys, today=today, lines=LINES, **steps) if keys else ()
    for recipient, total, late, *row in lines:
        owed = found[recipient]
        owed.total, owed.late = total, int(late)
        owed.lines.append(_line(tuple(row), today))
    return found
