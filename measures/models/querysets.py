"""The questions asked of measures, in the words of the domain."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL

from accounts.models import User
from measures.rules.cadence import MONTHS, period_of
from measures.rules.search import query_words
from measures.rules.words import FINAL, Freshness, Schedule, Status, Visibility

if TYPE_CHECKING:
    from measures.models.measure import Measure  # noqa: F401


def schedule_is(answer: str, today: date) -> Q:
    """The condition for one schedule answer; `rules.schedule.schedule` in SQL."""
    late = Q(standing__completed_on__gt=F("due_on"))
    not_late = Q(due_on=None) | Q(standing__completed_on=None) | Q(standing__completed_on__lte=F("due_on"))
    completed = Q(standing__status=Status.COMPLETED)
    running = ~Q(standing__status__in=FINAL)
    overdue = Q(due_on__lt=today)
    ahead = running & Q(due_on__gte=today)
    behind = Q(standing__behind_on__lte=today)
    not_behind = Q(standing__behind_on=None) | Q(standing__behind_on__gt=today)
    soon = Q(standing__due_soon_on__lte=today)
    return {
        Schedule.DONE_LATE: completed & late,
        Schedule.DONE_IN_TIME: completed & not_late,
        Schedule.STOPPED: Q(standing__status=Status.NOT_PURSUED),
        Schedule.NO_DEADLINE: running & Q(due_on=None),
        Schedule.OVERDUE: running & overdue,
        Schedule.BEHIND: ahead & behind,
        Schedule.DUE_SOON: ahead & not_behind & soon,
        Schedule.IN_TIME: ahead & not_behind & Q(standing__due_soon_on__gt=today),
    }[Schedule(answer)]


def freshness_is(answer: str, today: date) -> Q:
    """The condition for one freshness answer; `rules.freshness.freshness` in SQL."""
    ended = Q(standing__period_end__lt=today)
    running = Q(standing__period_end__gte=today)
    return {
        Freshness.NOT_OWED: Q(standing__report_due_on=None),
        Freshness.STALE: Q(standing__report_due_on__lt=today),
        Freshness.DUE: Q(standing__report_due_on__gte=today) & ended,
        Freshness.NEVER_REPORTED: running & Q(standing__last_report_on=None),
        Freshness.FRESH: running & Q(standing__last_report_on__isnull=False),
    }[Freshness(answer)]


# Both are read from an index that has the measure's key (migration 0003).
MAIN = "SELECT id FROM measures_measure WHERE sector_id IN ({places})"
FURTHER = "SELECT measure_id FROM measures_measure_sectors WHERE sector_id IN ({places})"


def any_of(conditions: Iterable[Q]) -> Q:
    """Any of the conditions; none given is no condition."""
    met = Q()
    for condition in conditions:
        met |= condition
    return met


class MeasureQuerySet(models.QuerySet["Measure"]):
    def visible_to(self, user: Any) -> Self:
        """Public measures; internal ones too for the offices and for departments that lead or support them.

        Twin of `Measure.is_visible_to`.
        """
        public = Q(visibility=Visibility.PUBLIC)
        if not user.is_authenticated:
            return self.filter(public)
        if user.role != User.Role.MEMBER:
            return self
        mine = user.department_ids
        if not mine:
            return self.filter(public)
        supported = self.model.supporting_departments.through.objects.filter(department_id__in=mine)
        return self.filter(public | Q(lead_department__in=mine) | Q(pk__in=supported.values("measure_id")))

    def reportable_by(self, user: Any) -> Self:
        """Measures the user's departments lead: twin of `permissions.can_report`."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(lead_department__in=user.department_ids)

    def supported_by(self, user: Any) -> Self:
        """Measures the user's departments support."""
        through = self.model.supporting_departments.through.objects.filter(
            department_id__in=user.department_ids
        )
        return self.filter(pk__in=through.values("measure_id"))

    def owing(self, today: date) -> Self:
        """Measures whose first unanswered period has begun: its report is overdue, due or can be given."""
        periods = ((each, period_of(today, each)) for each in MONTHS)
        begun = (Q(cadence=each, standing__period_end__lte=period.end) for each, period in periods if period)
        return self.filter(Q(standing__period_end__lt=today) | any_of(begun))

    def counting(self) -> Self:
        """Measures that numbers count: those no later plan has taken over."""
        return self.filter(standing__superseded_on=None)

    def schedule(self, answers: Iterable[str], today: date) -> Self:
        """Twin of `Measure.schedule`."""
        return self.filter(any_of(schedule_is(answer, today) for answer in answers))

    def freshness(self, answers: Iterable[str], today: date) -> Self:
        """Twin of `Measure.freshness`."""
        return self.filter(any_of(freshness_is(answer, today) for answer in answers))

    def stale(self, today: date) -> Self:
        """Measures whose report is overdue."""
        return self.freshness([Freshness.STALE], today)

    def in_sectors(self, ids: Iterable[int], *, first_rows: bool = False) -> Self:
        """Measures whose main or further sectors are among `ids`.

        `first_rows`: for a page of very many. The measures are then gone through in their order until it is
        full; otherwise all that match are found first, which is what counting needs.
        """
        found = list(ids)
        if not found:
            return self.none()
        # In SQL, since a union of query sets costs more to build than the database takes to answer.
        places = ", ".join(["%s"] * len(found))
        further = FURTHER.format(places=places)
        if first_rows:
            return self.filter(Q(sector__in=found) | Q(pk__in=RawSQL(further, found)))  # noqa: S611
        # UNION without ALL: PostgreSQL knows how many rows to expect of it.
        return self.filter(pk__in=RawSQL(f"{MAIN.format(places=places)} UNION {further}", [*found, *found]))  # noqa: S611

    def in_regions(self, ids: Iterable[int]) -> Self:
        """Measures that name one of the regions `ids`."""
        through = self.model.regions.through.objects.filter(region_id__in=ids)
        return self.filter(pk__in=through.values("measure_id"))

    def matching(self, text: str) -> Self:
        """Measures that have all words of `text` in code, titles, summaries or passages."""
        if not query_words(text):
            return self.none()
        return self.filter(search_entry__words__matches=text)
