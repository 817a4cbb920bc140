"""What the properties are tried on."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from measures.rules.standing import Promise, Report
from measures.rules.words import FINAL, Cadence, DecisionKind, Status

FIRST, LAST = date(2021, 1, 1), date(2027, 12, 31)
DECIDED = [None, DecisionKind.NOT_REQUIRED, DecisionKind.ACCEPTED]
SAYABLE = [status for status in Status if status != Status.NOT_REPORTED]
RUNNING = [status for status in SAYABLE if status not in FINAL]

days = st.dates(FIRST, LAST)
percents = st.none() | st.integers(0, 100)
calendar_cadences = st.sampled_from([Cadence.MONTHLY, Cadence.QUARTERLY, Cadence.HALF_YEARLY, Cadence.YEARLY])
milestones = st.lists(days, min_size=1, max_size=4).map(tuple)


def days_between(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


@st.composite
def promises(draw: st.DrawFn, /, **fields: Any) -> Promise:
    """A measure that owes reports, unless the fields say otherwise."""
    starts_on = draw(st.none() | days)
    due_on = draw(st.none() | st.dates(starts_on or FIRST, LAST + timedelta(days=900)))
    cadence = draw(st.sampled_from(Cadence))
    drawn = {
        "starts_on": starts_on,
        "due_on": due_on,
        "cadence": cadence,
        "reporting_from": draw(days),
        "milestones": draw(milestones) if cadence == Cadence.MILESTONES else (),
    }
    return Promise(**{**drawn, **fields})


@st.composite
def histories(
    draw: st.DrawFn, *, decisions: Any = DECIDED, statuses: Any = RUNNING, min_size: int = 0
) -> list[Report]:
    """Reports in the order in which they came; each on days that had passed by then."""
    submissions = sorted(draw(st.lists(days, min_size=min_size, max_size=6)))
    return [
        draw(reports(pk=number, submitted_on=day, decisions=decisions, statuses=statuses))
        for number, day in enumerate(submissions, 1)
    ]


@st.composite
def reports(
    draw: st.DrawFn, *, pk: int, submitted_on: date, decisions: Any = DECIDED, statuses: Any = RUNNING
) -> Report:
    status = draw(st.sampled_from(statuses))
    decision = draw(st.sampled_from(decisions))
    waited = timedelta(days=draw(st.integers(0, 60)))
    return Report(
        pk=pk,
        period_end=draw(st.dates(submitted_on - timedelta(days=500), submitted_on)),
        submitted_on=submitted_on,
        status=status,
        percent=draw(percents),
        completed_on=submitted_on if status == Status.COMPLETED else None,
        unchanged=draw(st.booleans()),
        decision=decision,
        decided_on=submitted_on + waited if decision else None,
    )
