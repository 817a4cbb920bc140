"""What a department reported on a measure, period by period: pure, and the same for the same seed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from measures.rules.cadence import MONTHS, Period, due_day, following, period_of
from measures.rules.calendar import next_working_day
from measures.rules.standing import Promise
from measures.rules.words import Cadence, DecisionKind, Status

DAY = timedelta(days=1)
SHAPES = {
    "silent": (),
    "waiting": (Status.NOT_STARTED,),
    "late_start": (Status.NOT_STARTED, Status.ON_TRACK),
    "steady": (Status.ON_TRACK,),
    "at_risk": (Status.ON_TRACK, Status.AT_RISK),
    "slipping": (Status.ON_TRACK, Status.AT_RISK, Status.DELAYED),
    "recovering": (Status.AT_RISK, Status.ON_TRACK),
    "done": (Status.ON_TRACK,),
    "done_late": (Status.ON_TRACK, Status.DELAYED),
    "dropped": (Status.ON_TRACK, Status.AT_RISK),
}
ENDINGS = {"done": Status.COMPLETED, "done_late": Status.COMPLETED, "dropped": Status.NOT_PURSUED}


@dataclass(frozen=True, slots=True)
class Story:
    """How reports go. `silent` periods at the end go unanswered, `unchanged` ones answer "nothing changed".

    `percent` is none, elapsed (keeps pace with time) or lagging. `prompt`: nothing that can be in is missing.
    """

    name: str
    silent: int = 0
    unchanged: int = 0
    percent: str = "elapsed"
    returned: bool = False
    backdated: bool = False
    prompt: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One report, all but its words."""

    period: Period
    submitted_on: date
    status: Status
    percent: int | None = None
    completed_on: date | None = None
    unchanged: bool = False
    backdated: bool = False
    decision: DecisionKind = DecisionKind.NOT_REQUIRED


def tell(story: Story, promise: Promise, *, until: date, rng: Random) -> list[Said]:
    """The reports of a measure handed in before `until`, in the order of their periods."""
    ending = _ending_day(story, promise, until, rng)
    ended = _ended_periods(promise, min(until, ending or until))
    if ending is None:
        ended = ended[: len(ended) - story.silent]
    said = list(_running(story, promise, ended, until, rng))
    if ending is not None:
        said.append(_last(story, promise, ending, until, rng))
    elif said:
        said = _with_marks(story, said, until)
    return said


def _ended_periods(promise: Promise, until: date) -> list[Period]:
    """Periods owed that ended before `until`; by the quarter where the measure asks for no reports."""
    cadence = promise.cadence if promise.cadence in MONTHS else Cadence.QUARTERLY
    first = promise.reporting_from or until
    period = period_of(max(first, promise.starts_on or first), cadence)
    found = []
    while period and period.end < until:
        found.append(period)
        period = following(period, cadence)
    return found


def _running(
    story: Story, promise: Promise, periods: Sequence[Period], until: date, rng: Random
) -> Iterator[Said]:
    shape = SHAPES[story.name][-len(periods) :] if periods else ()
    for number, period in enumerate(periods if shape else ()):
        handed_in = next_working_day(period.end + rng.randint(2, 9) * DAY)
        if rng.random() < 0.15:
            handed_in = due_day(period.end) + rng.randint(1, 12) * DAY
        if handed_in >= until and not story.prompt:
            return
        yield Said(
            period=period,
            submitted_on=min(handed_in, until - DAY),
            status=shape[number * len(shape) // len(periods)],
            percent=_percent(story, promise, period.end, rng),
        )


def _percent(story: Story, promise: Promise, day: date, rng: Random) -> int | None:
    if story.percent == "none" or promise.starts_on is None or promise.due_on is None:
        return None
    elapsed = (day - promise.starts_on) / (promise.due_on - promise.starts_on) * 100
    drift = rng.randint(0, 6) if story.percent == "elapsed" else -rng.randint(14, 20)
    most = 95 if SHAPES[story.name][-1] == Status.ON_TRACK else 80
    return max(0, min(most, round(elapsed) + drift))


def _ending_day(story: Story, promise: Promise, until: date, rng: Random) -> date | None:
    """When the measure was completed or given up; None where that does not come before `until`."""
    if story.name not in ENDINGS:
        return None
    due_on = promise.due_on or until
    if story.name == "done_late":
        day = due_on + rng.randint(12, 90) * DAY
        return min(day, until - 2 * DAY) if due_on < until - 3 * DAY else None
    if story.name == "dropped":
        return until - rng.randint(50, 90) * DAY
    return min(due_on, until - 20 * DAY) - rng.randint(3, 40) * DAY


def _last(story: Story, promise: Promise, ending: date, until: date, rng: Random) -> Said:
    cadence = promise.cadence if promise.cadence in MONTHS else Cadence.QUARTERLY
    period = period_of(ending, cadence)
    status = ENDINGS[story.name]
    return Said(
        period=Period(period.start if period else ending, ending),
        submitted_on=min(next_working_day(ending + rng.randint(1, 4) * DAY), until - DAY),
        status=status,
        percent=100 if status == Status.COMPLETED and story.percent != "none" else None,
        completed_on=ending if status == Status.COMPLETED else None,
    )


def _with_marks(story: Story, said: list[Said], until: date) -> list[Said]:
    """The last reports as "nothing changed" or returned, and one handed in long after its period."""
    unchanged = min(story.unchanged, len(said) - 1)
    if unchanged:
        kept, repeated = said[:-unchanged], said[-unchanged:]
        last = kept[-1]
        said = kept + [
            replace(each, unchanged=True, status=last.status, percent=last.percent) for each in repeated
        ]
    if story.returned:
        said = [*said[:-1], replace(said[-1], decision=DecisionKind.RETURNED)]
    if story.backdated and len(said) > 1:
        late = min(said[-1].submitted_on + 6 * DAY, until - DAY)
        said.append(replace(said[0], submitted_on=late, backdated=True))
    return said
