"""The standard values of every answer and kind, each with its label.

Plain enums and a table of labels, so that the rules need nothing of Django but translations.
"""

from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _


class Status(StrEnum):
    """Reported: what the responsible department last said; NOT_REPORTED until it says something."""

    NOT_REPORTED = "not_reported"
    NOT_STARTED = "not_started"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    DELAYED = "delayed"
    COMPLETED = "completed"
    NOT_PURSUED = "not_pursued"


class Verified(StrEnum):
    """What evidence supports. NO_EVIDENCE is not "not done"; NOT_ASSESSED is a value, not a gap."""

    NOT_ASSESSED = "not_assessed"
    NO_EVIDENCE = "no_evidence"
    LIMITED = "limited"
    SUBSTANTIAL = "substantial"
    COMPLETE = "complete"


class Schedule(StrEnum):
    """Computed against the original deadline."""

    NO_DEADLINE = "no_deadline"
    IN_TIME = "in_time"
    DUE_SOON = "due_soon"
    BEHIND = "behind"
    OVERDUE = "overdue"
    DONE_IN_TIME = "done_in_time"
    DONE_LATE = "done_late"
    STOPPED = "stopped"


class Freshness(StrEnum):
    """Computed from the reports owed and given."""

    FRESH = "fresh"
    DUE = "due"
    STALE = "stale"
    NEVER_REPORTED = "never_reported"
    NOT_OWED = "not_owed"


class Kind(StrEnum):
    DELIVERABLE = "deliverable"
    TARGET = "target"
    DIRECTION = "direction"


class Cadence(StrEnum):
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half_yearly"
    YEARLY = "yearly"
    MILESTONES = "milestones"
    NONE = "none"


class DueBasis(StrEnum):
    """Where a deadline comes from."""

    STATED = "stated"
    PLAN_PERIOD = "plan_period"
    NONE = "none"


class Visibility(StrEnum):
    PUBLIC = "public"
    INTERNAL = "internal"


class DecisionKind(StrEnum):
    """What was decided on a submitted report; a report without one waits for acceptance."""

    NOT_REQUIRED = "not_required"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


# The four answers every measure gives, by the names of their parameters and columns.
ANSWERS: dict[str, type[StrEnum]] = {
    "status": Status,
    "verified": Verified,
    "schedule": Schedule,
    "freshness": Freshness,
}
# A report stands where it was accepted, or did not have to be; it counts for nothing once it was taken back.
STANDS = frozenset({DecisionKind.NOT_REQUIRED, DecisionKind.ACCEPTED})
TAKEN_BACK = frozenset({DecisionKind.RETURNED, DecisionKind.WITHDRAWN})

# A text that is translated when it is shown; its type is Django's, which the rules do not import.
Label = Any

LABELS: dict[type[StrEnum], dict[Any, Label]] = {
    Status: {
        Status.NOT_REPORTED: _("Not reported yet"),
        Status.NOT_STARTED: _("Not started"),
        Status.ON_TRACK: _("On track"),
        Status.AT_RISK: _("At risk"),
        Status.DELAYED: _("Delayed"),
        Status.COMPLETED: _("Completed"),
        Status.NOT_PURSUED: _("Not pursued"),
    },
    Verified: {
        Verified.NOT_ASSESSED: _("Not assessed"),
        Verified.NO_EVIDENCE: _("No evidence"),
        Verified.LIMITED: _("Limited evidence"),
        Verified.SUBSTANTIAL: _("Substantial evidence"),
        Verified.COMPLETE: _("Complete evidence"),
    },
    Schedule: {
        Schedule.NO_DEADLINE: _("No deadline"),
        Schedule.IN_TIME: _("In time"),
        Schedule.DUE_SOON: _("Due soon"),
        Schedule.BEHIND: _("Behind"),
        Schedule.OVERDUE: _("Overdue"),
        Schedule.DONE_IN_TIME: _("Done in time"),
        Schedule.DONE_LATE: _("Done late"),
        Schedule.STOPPED: _("Stopped"),
    },
    Freshness: {
        Freshness.FRESH: _("Fresh"),
        Freshness.DUE: _("Report due"),
        Freshness.STALE: _("Stale"),
        Freshness.NEVER_REPORTED: _("Never reported"),
        Freshness.NOT_OWED: _("No report owed"),
    },
    Kind: {
        Kind.DELIVERABLE: _("Deliverable"),
        Kind.TARGET: _("Target"),
        Kind.DIRECTION: _("Direction"),
    },
    Cadence: {
        Cadence.MONTHLY: _("Monthly"),
        Cadence.QUARTERLY: _("Quarterly"),
        Cadence.HALF_YEARLY: _("Half-yearly"),
        Cadence.YEARLY: _("Yearly"),
        Cadence.MILESTONES: _("At milestones"),
        Cadence.NONE: _("None"),
    },
    DueBasis: {
        DueBasis.STATED: _("Stated in the document"),
        DueBasis.PLAN_PERIOD: _("Plan period"),
        DueBasis.NONE: _("None"),
    },
    Visibility: {
        Visibility.PUBLIC: _("Public"),
        Visibility.INTERNAL: _("Internal"),
    },
    DecisionKind: {
        DecisionKind.NOT_REQUIRED: _("No acceptance required"),
        DecisionKind.ACCEPTED: _("Accepted"),
        DecisionKind.RETURNED: _("Returned"),
        DecisionKind.WITHDRAWN: _("Withdrawn"),
    },
}


def choices(kind: type[StrEnum]) -> list[tuple[str, Label]]:
    """The enum as Django choices, in the order of its definition."""
    return [(member.value, label) for member, label in LABELS[kind].items()]


def label(member: StrEnum) -> Label:
    return LABELS[type(member)][member]


FINAL = frozenset({Status.COMPLETED, Status.NOT_PURSUED})
_OPEN = frozenset({Status.ON_TRACK, Status.AT_RISK, Status.DELAYED})

# What a department may say next. Leaving a final answer needs a reason (see `needs_reason`).
NEXT: dict[Status, frozenset[Status]] = {
    Status.NOT_REPORTED: frozenset({Status.NOT_STARTED}) | _OPEN | FINAL,
    Status.NOT_STARTED: frozenset({Status.NOT_STARTED}) | _OPEN | FINAL,
    Status.ON_TRACK: _OPEN | FINAL,
    Status.AT_RISK: _OPEN | FINAL,
    Status.DELAYED: _OPEN | FINAL,
    Status.COMPLETED: FINAL | _OPEN,
    Status.NOT_PURSUED: FINAL | _OPEN | frozenset({Status.NOT_STARTED}),
}


def needs_reason(before: Status, after: Status) -> bool:
    """Not pursuing a measure needs a reason, and so does taking a final answer back."""
    return after == Status.NOT_PURSUED or (before in FINAL and after != before)
