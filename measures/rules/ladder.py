"""The ladder of reminders about a report that is owed: which step is taken when, and to whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Colour(StrEnum):
    BLUE = "blue"
    YELLOW = "yellow"
    RED = "red"


class Addressee(StrEnum):
    OFFICIAL = "official"
    HEAD = "head"
    REVIEWER = "reviewer"


@dataclass(frozen=True, slots=True)
class Step:
    """`days` after the due day (negative: before it)."""

    number: int
    days: int
    colour: Colour
    addressee: Addressee


STEPS = (
    Step(1, -3, Colour.BLUE, Addressee.OFFICIAL),
    Step(2, 1, Colour.YELLOW, Addressee.OFFICIAL),
    Step(3, 7, Colour.RED, Addressee.HEAD),
    Step(4, 14, Colour.RED, Addressee.REVIEWER),
)

# Who is asked when nobody is left to answer at a step.
CHAIN = (Addressee.OFFICIAL, Addressee.HEAD, Addressee.REVIEWER)


def next_step(today: date, due_on: date, taken: Mapping[int, date]) -> Step | None:
    """The step to take today for a report due on `due_on` and not answered; `taken` has the nights of steps.

    Blue only while the report is not late. The others one after the other, each only once the one before it
    went out, and not sooner after it than their days lie apart: a ladder that starts late is not climbed
    in one night.
    """
    late = (today - due_on).days
    before: Step | None = None
    for step in STEPS:
        if step.days <= 0:
            if step.days <= late <= 0 and step.number not in taken:
                return step
            continue
        if step.number not in taken:
            waited = before is None or (today - taken[before.number]).days >= step.days - before.days
            return step if late >= step.days and waited else None
        before = step
    return None
