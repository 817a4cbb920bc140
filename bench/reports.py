"""An invented measure's title, and its ten reports."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from bench.words import RARE, THINGS, VERBS, WAYS
from measures.rules.cadence import period_of
from measures.rules.standing import Report
from measures.rules.words import Cadence

UPDATES = 10
DAY = timedelta(days=1)
STATUSES = ("not_started", "on_track", "at_risk", "delayed", "completed", "not_pursued")
SHARES = (8, 45, 12, 10, 19, 6)


def invented_title(random: Random) -> tuple[str, str]:
    verb, thing, way = random.choice(VERBS), random.choice(THINGS), random.choice(WAYS)
    name = random.choice(RARE) if random.random() < 0.002 else ("", "")
    english = " ".join(part for part in (verb[0], thing[0], name[0] and f"of {name[0]}", way[0]) if part)
    return english, f"{verb[1]}{name[1]}{thing[1]}{way[1]}"


def invented_reports(number: int, random: Random, today: date) -> Iterator[Report]:
    """Ten reports, a quarter each; four in five measures answer the last quarter, the others stopped before.

    One measure in nine never reported: its ten are withdrawn.
    """
    behind = random.choices((0, 1, 2, 4), (80, 12, 5, 3))[0]
    withdrawn = random.random() < 0.11
    final = random.choices(STATUSES, SHARES)[0]
    end = today
    ends: list[date] = []
    for _ in range(UPDATES + behind + 1):
        period = period_of(end, Cadence.QUARTERLY)
        assert period is not None  # noqa: S101  # a quarter has no gaps
        ends.append(period.end)
        end = period.start - DAY
    for step, period_end in enumerate(reversed(ends[behind + 1 :])):
        last = step == UPDATES - 1
        status = final if last else "on_track"
        submitted_on = min(period_end + random.randrange(1, 14) * DAY, today)
        percent = None if random.random() < 0.2 else min(100, step * 10 + random.randrange(10))
        yield Report(
            pk=number * UPDATES + step,
            period_end=period_end,
            submitted_on=submitted_on,
            status=status,
            percent=percent,
            completed_on=period_end - 5 * DAY if status == "completed" else None,
            unchanged=False,
            decision="withdrawn" if withdrawn else "not_required",
            decided_on=submitted_on,
        )
