"""Two years of reports, written as `submit_progress` would have written them day after day.

In bulk, for speed: a test sends the same reports through the action and finds the same answers.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils.timezone import get_default_timezone

from accounts.models import User
from measures.actions.settle import promise_of
from measures.demonstration.cast import Cast
from measures.demonstration.stories import Said, Story, tell
from measures.demonstration.words import Author
from measures.models import Flag, Measure, ProgressUpdate, UpdateDecision
from measures.rules.cadence import due_day
from measures.rules.words import DecisionKind

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Told:
    """A report on its way: whose, and what it says."""

    measure: Measure
    department_id: int
    by: User
    said: Said
    texts: dict[str, str]


def write_history(cast: Cast, stories: dict[int, Story], *, today: date, rng: Random) -> None:
    """Reports on the measures of `stories`, in the order in which they were handed in."""
    told = sorted(_told(cast, stories, today, rng), key=lambda each: each.said.submitted_on)
    updates = ProgressUpdate.objects.bulk_create([_update(each, rng) for each in told])
    UpdateDecision.objects.bulk_create(
        [_decision(update, each, cast, today) for update, each in zip(updates, told, strict=True)]
    )
    Flag.objects.bulk_create(_cleared_flags(told))


def raise_flags(today: date) -> None:
    """The open flags, each from the day on which its night would have raised it."""
    stale = Measure.objects.stale(today).values_list(
        "pk", "standing__period_end", "standing__report_due_on", "standing__last_report_on"
    )
    Flag.objects.bulk_create(
        Flag(measure_id=pk, period_end=end, due_on=due, last_report_on=last, raised_on=due + DAY)
        for pk, end, due, last in stale
        if end and due
    )


def _told(cast: Cast, stories: dict[int, Story], today: date, rng: Random) -> Iterator[Told]:
    measures = Measure.objects.filter(pk__in=stories).select_related("document", "standing", "sector__parent")
    for measure in measures.order_by("code"):
        if (lead := measure.lead_department_id) is None:
            continue
        until = min(today, measure.standing.superseded_on or today)
        author = Author(measure, rng)
        for said in tell(stories[measure.pk], promise_of(measure, superseded=False), until=until, rng=rng):
            by = cast.reporter(lead, said.submitted_on)
            yield Told(measure, lead, by, said, author.texts(said, _writes_in(by)))


def _writes_in(person: User) -> str:
    """The named accounts leave the language of their pages to the browser; what they wrote is English."""
    return person.language or "en"


def _update(told: Told, rng: Random) -> ProgressUpdate:
    said = told.said
    return ProgressUpdate(
        measure=told.measure,
        period_start=said.period.start,
        period_end=said.period.end,
        status=said.status,
        percent=said.percent,
        completed_on=said.completed_on,
        unchanged=said.unchanged,
        by=told.by,
        department_id=told.department_id,
        submitted_at=_at_work(said.submitted_on, rng),
        submitted_on=said.submitted_on,
        **told.texts,
    )


def _decision(update: ProgressUpdate, told: Told, cast: Cast, today: date) -> UpdateDecision:
    if told.said.decision == DecisionKind.NOT_REQUIRED:
        return UpdateDecision(
            update=update,
            kind=DecisionKind.NOT_REQUIRED,
            by=told.by,
            decided_at=update.submitted_at,
            decided_on=update.submitted_on,
        )
    yesterday = today - timedelta(days=1)
    return UpdateDecision(
        update=update,
        kind=told.said.decision,
        reason=Author.return_reason(_writes_in(cast.reviewer)),
        by=cast.reviewer,
        decided_at=datetime.combine(yesterday, time(18, 30), get_default_timezone()),
        decided_on=yesterday,
    )


def _cleared_flags(told: Iterable[Told]) -> Iterator[Flag]:
    """What the nights raised for reports that came late, and cleared when they came."""
    last_report_on: dict[int, date] = {}
    for each in told:
        said, due_on = each.said, due_day(each.said.period.end)
        if said.submitted_on > due_on and not said.backdated:
            yield Flag(
                measure=each.measure,
                period_end=said.period.end,
                due_on=due_on,
                last_report_on=last_report_on.get(each.measure.pk),
                raised_on=due_on + DAY,
                cleared_on=said.submitted_on,
            )
        if not said.unchanged:
            last_report_on[each.measure.pk] = said.submitted_on


def _at_work(day: date, rng: Random) -> datetime:
    return datetime.combine(day, time(rng.randint(9, 17), rng.randint(0, 59)), get_default_timezone())
