"""The first page: how many commitments, how they stand, what changed lately, what is most overdue."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.db.models import CharField, Exists, F, OuterRef, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from measures.filters import Options
from measures.models import Measure, MeasureQuerySet, ProgressUpdate
from measures.models.columns import columns, spoken
from measures.models.numbers import tally
from measures.rules.words import Freshness, Schedule

SHOWN = 5


class Highlight(NamedTuple):
    """A measure, and the day (so many days ago) and department that bring it here."""

    kind: str
    pk: int
    code: str
    title: str
    status: str
    day: date
    department: str
    days: int


def highlights(measures: MeasureQuerySet, today: date) -> dict[str, list[Highlight]]:
    """The latest reports that stand (one a measure), the deadlines and reports longest overdue; one query."""
    counting = measures.counting()
    overdue = counting.schedule([Schedule.OVERDUE], today).order_by("due_on", "code")[:SHOWN]
    stale = counting.freshness([Freshness.STALE], today).order_by("standing__report_due_on", "code")[:SHOWN]
    public = ProgressUpdate.objects.public()
    newer = public.filter(measure=OuterRef("measure"), submitted_at__gt=OuterRef("submitted_at"))
    latest = public.filter(~Exists(newer), measure__in=measures).order_by("-submitted_at", "-pk")[:SHOWN]
    lately = ProgressUpdate.objects.filter(pk__in=latest.values("pk"))
    rows = _columns(lately, "latest", "measure__", "status", "submitted_on", "department").union(
        _of_measures("overdue", overdue, "due_on"),
        _of_measures("stale", stale, "standing__report_due_on"),
        all=True,
    )
    return _sorted(_highlight(row, today) for row in rows.order_by())


def _of_measures(kind: str, measures: MeasureQuerySet, day: str) -> Any:
    # SQLite takes a limit inside IN (…), not in a part of a union.
    rows = Measure.objects.filter(pk__in=measures.values("pk"))
    return _columns(rows, kind, "", "standing__status", day, "lead_department")


def _columns(rows: Any, kind: str, measure: str, status: str, day: str, department: str) -> Any:
    return columns(
        rows.order_by(),
        Value(kind, CharField()),
        F("pk"),
        F(f"{measure}code"),
        F(f"{measure}title_en"),
        F(f"{measure}title_zh_hans"),
        F(status),
        F(day),
        F(f"{department}__name_en"),
        F(f"{department}__name_zh_hans"),
    )


def _highlight(row: tuple[Any, ...], today: date) -> Highlight:
    kind, pk, code, title, title_zh, status, day, department, department_zh = row
    return Highlight(
        kind,
        pk,
        code,
        spoken(title, title_zh),
        status,
        day,
        spoken(department, department_zh),
        (today - day).days,
    )


def _sorted(found: Iterable[Highlight]) -> dict[str, list[Highlight]]:
    lists: dict[str, list[Highlight]] = {"latest": [], "overdue": [], "stale": []}
    for each in sorted(found, key=lambda each: (each.day, each.code)):
        lists[each.kind].append(each)
    lists["latest"].sort(key=lambda each: (each.day, each.pk), reverse=True)
    return lists


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    visible = Measure.objects.visible_to(request.user)
    options = Options()
    numbers = tally(visible, today)
    lists = highlights(visible, today)
    invented = options.demonstration_ids("document") | options.demonstration_ids("department")
    context = {
        "numbers": numbers.all,
        "documents": [(option, numbers.of("document", option.pk)) for option in options["document"]],
        "sectors": [option for option in options["sector"] if option.depth == 0],
        "regions": [option for option in options["region"] if option.depth == 0],
        "today": today,
        "shows_demonstration": bool(invented),
        **lists,
    }
    return render(request, "measures/overview.html", context)
