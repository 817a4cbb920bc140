"""The desk: what a person's departments owe, support and have reported."""

from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, F, Q, Value, When, Window
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from measures.models import Measure, MeasureQuerySet, NightRun, ProgressDraft, ProgressUpdate
from measures.models.progress import last_decision
from measures.permissions import has_department
from measures.rules.cadence import Period, period_of
from measures.rules.words import Cadence, DecisionKind, Freshness
from measures.views.pages import PAGE_SIZE

LATELY = 10
OWED = (Freshness.STALE, Freshness.DUE)


@dataclass(frozen=True, slots=True)
class Row:
    """One measure on the desk, with its first unanswered period; `returned`: its last report came back."""

    measure: Measure
    freshness: Freshness
    period: Period | None
    days_late: int
    returned: bool


class Sheet(Page[Row]):
    """A page of the desk; `owed` is how many reports are overdue or due, on all its pages."""

    def __init__(self, rows: list[Row], number: int, paginator: "Paginator[Row]", owed: int) -> None:
        super().__init__(rows, number, paginator)
        self.owed = owed

    @property
    def now(self) -> list[Row]:
        return [row for row in self if row.freshness in OWED]

    @property
    def coming(self) -> list[Row]:
        return [row for row in self if row.freshness not in OWED]


def row_of(measure: Measure, today: date) -> Row:
    standing = measure.standing
    period = period_of(standing.period_end, Cadence(measure.cadence)) if standing.period_end else None
    late = (today - standing.report_due_on).days if standing.report_due_on else 0
    returned = getattr(measure, "last_decision", None) == DecisionKind.RETURNED
    return Row(measure, measure.freshness(today), period, max(late, 0), returned)


def owed_by(user: User, today: date) -> MeasureQuerySet:
    """What the user's departments can report on now: latest first, then due, then the running periods."""
    measures: MeasureQuerySet = Measure.objects.reportable_by(user).owing(today)
    running = Case(When(has_ended(today), then=Value(0)), default=Value(1))
    return measures.order_by(running, "standing__report_due_on", "code")


def has_ended(today: date) -> Q:
    """Whether the first unanswered period is over, so that its report is overdue or due."""
    return Q(standing__period_end__lt=today)


def supported_by(user: User) -> MeasureQuerySet:
    measures: MeasureQuerySet = Measure.objects.supported_by(user)
    return measures.order_by(F("standing__report_due_on").asc(nulls_last=True), "code")


def page_of(measures: MeasureQuerySet, number: str | None, today: date) -> Sheet:
    """The page asked for, else the first; all, and those owed now, counted in the same query."""
    counted = measures.select_related("standing", "document", "lead_department").annotate(
        total=Window(Count("pk")),
        owed=Window(Count("pk", filter=has_ended(today))),
        last_decision=last_decision(),
    )
    wanted = int(number) if number and number.isascii() and number.isdecimal() and len(number) < 9 else 1
    start = (max(wanted, 1) - 1) * PAGE_SIZE
    found: list[Any] = list(counted[start : start + PAGE_SIZE])
    if not found and start:
        return page_of(measures, None, today)
    paginator: Paginator[Row] = Paginator([], PAGE_SIZE)
    paginator.count = found[0].total if found else 0
    rows = [row_of(measure, today) for measure in found]
    return Sheet(rows, start // PAGE_SIZE + 1, paginator, found[0].owed if found else 0)


def lately_by(user: User) -> list[ProgressUpdate]:
    """What the user's departments reported last."""
    updates = ProgressUpdate.objects.filter(department__in=user.department_ids)
    return list(updates.select_related("measure", "by", "decision")[:LATELY])


def drafts_of(user: User) -> list[ProgressDraft]:
    drafts = ProgressDraft.objects.filter(author=user, measure__lead_department__in=user.department_ids)
    return list(drafts.select_related("measure").order_by("-saved_at")[:LATELY])


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What is owed or (`show=supported`) supported, drafts, late reports; the offices see their ways on."""
    user, today = cast(User, request.user), timezone.localdate()
    if not has_department(user):
        return render(request, "measures/desk_none.html", offices_context(user))
    supports = request.GET.get("show") == "supported"
    measures = supported_by(user) if supports else owed_by(user, today)
    page, departments = page_of(measures, request.GET.get("page"), today), departments_of(user)
    context = {
        "supports": supports,
        "page": page,
        "departments": departments,
        "drafts": drafts_of(user),
        "lately": lately_by(user),
        "shows_demonstration": any(each.is_demonstration for each in departments)
        or any(row.measure.document.is_demonstration for row in page),
    }
    return render(request, "measures/desk.html", context)


def departments_of(user: User) -> list[Any]:
    return [membership.department for membership in user.present_memberships]


def offices_context(user: User) -> dict[str, Any]:
    """For people without a department: the last night is for the administrator."""
    administers = user.role == User.Role.ADMINISTRATOR
    return {
        "night": NightRun.objects.first() if administers else None,
        "shows_demonstration": user.is_demonstration,
    }
