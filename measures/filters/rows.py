"""The list's rows: plain values, with the computed answers beside the stored ones."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils.translation import get_language

from measures.filters.options import Options
from measures.models import MeasureQuerySet
from measures.rules.freshness import freshness
from measures.rules.schedule import schedule
from measures.rules.words import Visibility

COLUMNS = (
    "code",
    "title_en",
    "title_zh_hans",
    "visibility",
    "sector_id",
    "lead_department_id",
    "document_id",
    "due_on",
    "standing__status",
    "standing__percent",
    "standing__verified",
    "standing__completed_on",
    "standing__due_soon_on",
    "standing__behind_on",
    "standing__period_end",
    "standing__report_due_on",
    "standing__last_report_on",
    "standing__superseded_on",
)


class Row(NamedTuple):
    """Days are ISO texts, empty where there is none."""

    code: str
    title: str
    internal: bool
    superseded: bool
    sector: str
    lead: str
    due_on: str
    status: str
    percent: int | None
    verified: str
    schedule: str
    freshness: str
    last_report_on: str
    report_due_on: str
    is_demonstration: bool


def rows_of(queryset: MeasureQuerySet, options: Options, today: date) -> list[Row]:
    """One query. Names of sectors and departments come from the options, which the page has anyway."""
    sectors = options.taxonomies["sector"].labels()
    departments = options.taxonomies["department"].labels()
    invented = options.demonstration_ids("department"), options.demonstration_ids("document")
    # Not `queryset.values_list`: that of translated models rewrites every name, and these are columns already.
    found = QuerySet.values_list(queryset, *COLUMNS)
    return list(_rows(found, sectors, departments, invented, today))


def _rows(
    found: Iterable[Any],
    sectors: dict[int, str],
    departments: dict[int, str],
    invented: tuple[set[int], set[int]],
    today: date,
) -> Iterable[Row]:
    chinese = get_language() == "zh-hans"
    for (
        code, english, other, visibility, sector, lead, document, due_on, status, percent, verified, completed_on,
        due_soon_on, behind_on, period_end, report_due_on, last_report_on, superseded_on,
    ) in found:  # fmt: skip
        yield Row(
            code=code,
            title=(chinese and other) or english,
            internal=visibility == Visibility.INTERNAL,
            superseded=superseded_on is not None,
            sector=sectors.get(sector, ""),
            lead=departments.get(lead, ""),
            due_on=_iso(due_on),
            status=status,
            percent=percent,
            verified=verified,
            schedule=schedule(
                today,
                status=status,
                completed_on=completed_on,
                due_on=due_on,
                due_soon_on=due_soon_on,
                behind_on=behind_on,
            ),
            freshness=freshness(
                today, period_end=period_end, report_due_on=report_due_on, last_report_on=last_report_on
            ),
            last_report_on=_iso(last_report_on),
            report_due_on=_iso(report_due_on),
            is_demonstration=lead in invented[0] or document in invented[1],
        )


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
