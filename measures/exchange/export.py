"""Measures as rows of `COLUMNS`, read in chunks: flat memory, a fixed number of queries a chunk."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import batched
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet

from accounts.models import Department
from measures.exchange.cells import guard, join
from measures.exchange.kinds import NAMED_BY, link
from measures.models import Document, Measure, MeasureQuerySet, Passage
from measures.rules.freshness import freshness
from measures.rules.schedule import schedule
from measures.rules.words import Visibility
from sectors.models import Region, Sector

CHUNK = 1_000
FIRST_CHUNK = 100  # the first byte should not wait for a full one
Row = tuple[Any, ...]

_FIELDS = (
    "pk",
    "code",
    "title_en",
    "title_zh_hans",
    "kind",
    "sector_id",
    "document_id",
    "lead_department_id",
    "starts_on",
    "due_on",
    "due_basis",
    "visibility",
    "cadence",
    "standing__status",
    "standing__verified",
    "standing__last_report_on",
    "standing__percent",
    "standing__report_due_on",
    "standing__completed_on",
    "standing__due_soon_on",
    "standing__behind_on",
    "standing__period_end",
)


class Slugs(dict[int, str]):
    """The slugs behind the ids of one taxonomy, fetched at once; a later one when it is met."""

    def __init__(self, model: type[Model]) -> None:
        self.rows = model._default_manager.order_by().values_list("pk", NAMED_BY[model])
        super().__init__(self.rows)

    def __missing__(self, pk: int) -> str:
        self.update(self.rows.filter(pk=pk))
        return self.get(pk, "")


class Names:
    """What an export needs of the taxonomies."""

    def __init__(self) -> None:
        self.sectors, self.regions = Slugs(Sector), Slugs(Region)
        self.documents, self.departments = Slugs(Document), Slugs(Department)


def export_rows(measures: MeasureQuerySet, today: date, base_url: str) -> Iterator[Row]:
    """A row of `COLUMNS` for each measure, in the order of the set; days are dates, blanks None.

    Two queries a chunk. The order is settled first, as ids alone, so that no cursor or transaction stays
    open while somebody's slow line takes the file.
    """
    names = Names()
    for pks in _chunks(measures):
        yield from _rows(pks, names, today, base_url)


def export_objects(
    measures: MeasureQuerySet, today: date, base_url: str
) -> Iterator[tuple[Row, dict[str, Any]]]:
    """Each row, with what JSON carries besides: summaries, the measure it takes over from, and passages."""
    names = Names()
    for pks in _chunks(measures):
        extras = _extras(pks, names)
        for row in _rows(pks, names, today, base_url):
            yield row, extras[row[0]]


def _chunks(measures: MeasureQuerySet) -> Iterator[tuple[int, ...]]:
    keys = QuerySet.values_list(measures, "pk", flat=True)
    first = tuple(keys[:FIRST_CHUNK])
    if first:
        yield first
    if len(first) < FIRST_CHUNK:
        return
    # All at once, so that what changes meanwhile is neither left out nor told twice.
    sent = set(first)
    rest = array("q", (pk for pk in keys.iterator(chunk_size=10_000) if pk not in sent))
    yield from batched(rest, CHUNK)


def _rows(pks: tuple[int, ...], names: Names, today: date, base_url: str) -> Iterator[Row]:
    found = {row[0]: row for row in QuerySet(Measure).filter(pk__in=pks).values_list(*_FIELDS)}
    several = _several(pks, names)
    for pk in pks:
        if pk in found:  # it may have gone since the order was settled
            yield _row(found[pk], names, several[pk], today, base_url)


_LINKS = tuple(link(Measure, name) for name in ("sectors", "regions", "supporting_departments"))


def _several(pks: tuple[int, ...], names: Names) -> defaultdict[int, tuple[str, str, str]]:
    """The joined slugs of each measure's further sectors, regions and supporting units, in one query.

    By hand: the ORM takes longer to prepare three lists of a thousand ids than the database to answer.
    """
    ids = ",".join(["%s"] * len(pks))
    parts = [
        # Nothing in it comes from outside: names of tables and columns, and marks for the ids.
        f"SELECT {index}, {mine}_id, {other}_id FROM {through._meta.db_table} WHERE {mine}_id IN ({ids})"  # noqa: S608
        for index, (through, mine, other, _model) in enumerate(_LINKS)
    ]
    slugs = (names.sectors, names.regions, names.departments)
    lists: defaultdict[int, tuple[list[str], ...]] = defaultdict(lambda: ([], [], []))
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), pks * len(parts))
        for index, measure, other in cursor.fetchall():
            lists[measure][index].append(slugs[index][other])
    texts: defaultdict[int, tuple[str, str, str]] = defaultdict(lambda: ("", "", ""))
    for measure, (sectors, regions, supporting) in lists.items():
        texts[measure] = (join(sorted(sectors)), join(sorted(regions)), join(sorted(supporting)))
    return texts


def _row(row: Row, names: Names, several: tuple[str, str, str], today: date, base_url: str) -> Row:
    _pk, code, title_en, title_zh, kind, sector, document, lead = row[:8]
    starts_on, due_on, due_basis, visibility, cadence, status, verified = row[8:15]
    last_report_on, percent, report_due_on = row[15:18]
    return (
        code,
        title_en or "",
        title_zh or "",
        kind,
        names.sectors[sector],
        several[0],
        several[1],
        names.documents[document],
        names.departments[lead] if lead else "",
        several[2],
        starts_on,
        due_on,
        due_basis,
        None,  # agreed_due_on: no deadline can be extended yet
        visibility,
        cadence,
        status,
        verified,
        *_computed(row, today),
        percent,
        last_report_on,
        report_due_on,
        f"{base_url}/measures/{code}/",
    )


def _computed(row: Row, today: date) -> tuple[str, str]:
    """Schedule and freshness on that day."""
    report_due_on, completed_on, due_soon_on, behind_on, period_end = row[17:]
    return (
        schedule(
            today,
            status=row[13],
            completed_on=completed_on,
            due_on=row[9],
            due_soon_on=due_soon_on,
            behind_on=behind_on,
        ),
        freshness(today, period_end=period_end, report_due_on=report_due_on, last_report_on=row[15]),
    )


def _extras(pks: tuple[int, ...], names: Names) -> dict[str, dict[str, Any]]:
    texts = (
        Measure.objects.filter(pk__in=pks)
        .order_by()
        .values_list("code", "summary_en", "summary_zh_hans", "supersedes__code", "supersedes__visibility")
    )
    extras: dict[str, dict[str, Any]] = {}
    for code, summary_en, summary_zh, earlier, visibility in texts:
        extras[code] = {"summary_en": summary_en or "", "summary_zh_hans": summary_zh or ""}
        if visibility != Visibility.INTERNAL:  # whoever may not see it does not learn of it here
            extras[code]["supersedes"] = earlier
        extras[code]["passages"] = []
    passages = Passage.objects.filter(measure__in=pks).order_by("document__slug", "start")
    for code, document, start, end, quote in passages.values_list(
        "measure__code", "document_id", "start", "end", "quote"
    ):
        passage = {"document": names.documents[document], "start": start, "end": end, "quote": quote}
        extras[code]["passages"].append(passage)
    return extras


def guarded(rows: Iterable[Row]) -> Iterator[list[Any]]:
    """Rows for a spreadsheet: what might be taken for a formula starts with an apostrophe."""
    for row in rows:
        cells = list(row)
        for index in _FREE_TEXT:
            cells[index] = guard(cells[index])
        yield cells


# Code, titles and slugs are free to start with any sign; the rest is dates, numbers, enums and the address.
_FREE_TEXT = (0, 1, 2, 4, 5, 6, 7, 8, 9)
