"""A measure's page: its words, who, where, until when, the four answers and why, what was reported."""

from datetime import date
from typing import Any, NamedTuple

from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from measures.models import Measure, MeasureQuerySet, ProgressUpdate
from measures.models.related import Related, related_to
from measures.permissions import can_report, sees_all_reports
from measures.rules import reasons
from measures.rules.words import FINAL
from measures.views.pages import page_of

UPDATES = 20


class Reasons(NamedTuple):
    """One sentence for each of the four answers."""

    status: str
    verified: str
    schedule: str
    freshness: str


def reasons_of(measure: Measure, said: list[Related], today: date) -> Reasons:
    standing = measure.standing
    department, submitted_on = (said[0].text, date.fromisoformat(said[0].more)) if said else ("", None)
    return Reasons(
        reasons.status_reason(standing.status, department=department, submitted_on=submitted_on),
        reasons.verified_reason(standing.verified),
        reasons.schedule_reason(
            today,
            answer=measure.schedule(today),
            starts_on=measure.starts_on,
            due_on=measure.due_on,
            completed_on=standing.completed_on,
            percent=standing.percent,
        ),
        reasons.freshness_reason(
            answer=measure.freshness(today),
            cadence=measure.cadence,
            period_end=standing.period_end,
            report_due_on=standing.report_due_on,
            last_report_on=standing.last_report_on,
            last_answer_on=standing.last_answer_on,
            over=_over(measure),
        ),
    )


def _over(measure: Measure) -> str:
    """Why no report is owed, where none is."""
    if measure.standing.superseded_on is not None:
        return "superseded"
    if measure.standing.status in FINAL:
        return "final"
    return "not_yet" if measure.document.reporting_from is None else ""


def measures_for(user: Any) -> MeasureQuerySet:
    """The measures a person may see, with what a page needs of the plan, sector, lead unit and standing."""
    visible: MeasureQuerySet = Measure.objects.visible_to(user)
    return visible.select_related("document", "sector", "lead_department", "standing").defer("document__body")


def updates_of(
    measure: Measure, user: Any, number: str | None, counts: list[Related]
) -> Page[ProgressUpdate]:
    """The reports the person may see, newest first; `counts` has how many of them there are."""
    everything = sees_all_reports(user, measure)
    updates = measure.updates.all() if everything else measure.updates.all().public()
    count = {each.key: each.number for each in counts}["all" if everything else "public"]
    return page_of(updates.select_related("by", "department", "decision"), count, number, UPDATES)


@require_safe
def measure_page(request: HttpRequest, code: str) -> HttpResponse:
    today = timezone.localdate()
    measure = get_object_or_404(measures_for(request.user), code=code)
    related = related_to(measure, request.user)
    page = updates_of(measure, request.user, request.GET.get("page"), related["reports"])
    context = {
        "measure": measure,
        "standing": measure.standing,
        "schedule": measure.schedule(today),
        "freshness": measure.freshness(today),
        "reasons": reasons_of(measure, related["said"], today),
        "related": related,
        "flags": [Lapse.of(flag) for flag in reversed(related["flag"])],
        "page": page,
        "updates": [(each, reasons.period_text(each.period_start, each.period_end)) for each in page],
        "can_report": can_report(request.user, measure),
        "links": [
            ("/measures/", _("Measures")),
            (f"/sectors/{measure.sector.slug}/", measure.sector.name),
        ],
        "here": measure.code,
        "shows_demonstration": _is_invented(measure, related, page),
    }
    return render(request, "measures/measure.html", context)


class Lapse(NamedTuple):
    """A time the measure was stale: from its flag's day to the day it was cleared, if it was."""

    raised_on: date
    cleared_on: date | None
    due_on: date

    @classmethod
    def of(cls, flag: Related) -> "Lapse":
        cleared = date.fromisoformat(flag.text) if flag.text else None
        return cls(date.fromisoformat(flag.key), cleared, date.fromisoformat(flag.more))


def _is_invented(measure: Measure, related: dict[str, list[Related]], page: Page[ProgressUpdate]) -> bool:
    """Whether anything the page shows is demonstration data."""
    return (
        measure.is_demonstration
        or any(department.number for department in related["department"])
        or any(update.department.is_demonstration or update.by.is_demonstration for update in page)
    )
