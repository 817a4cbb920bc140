"""Numbers of sets of measures: how many stand at each value of the four answers.

Superseded measures are left out, and a measure counts once in every set, however many of the sectors or
regions below a node it has.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from django.db import connection
from django.db.models import Case, Count, IntegerField, Q, Value, When

from measures.models.querysets import MeasureQuerySet, freshness_is, schedule_is
from measures.rules.words import ANSWERS, Freshness, Schedule, Status, Verified

LEFT_OUT = "left_out"
VALUES = [(name, member.value) for name, answer in ANSWERS.items() for member in answer]


def zeros() -> dict[str, dict[str, int]]:
    return {name: dict.fromkeys((member.value for member in answer), 0) for name, answer in ANSWERS.items()}


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many measures a set has, and how many of them stand at each value of each answer.

    `left_out` is how many of a document's a later plan has taken over; they are in no other number.
    """

    total: int = 0
    answers: dict[str, dict[str, int]] = field(default_factory=zeros)
    left_out: int = 0

    @classmethod
    def of(cls, total: int, counts: Collection[int], left_out: int = 0) -> "Numbers":
        """From counts in the order of VALUES."""
        answers = zeros()
        for (name, value), count in zip(VALUES, counts, strict=True):
            answers[name][value] = count
        return cls(total, answers, left_out)


@dataclass(frozen=True, slots=True)
class Tally:
    """The numbers of a whole set, and of its parts by the id of a document, sector or region."""

    parts: dict[tuple[str, int], Numbers]

    @property
    def all(self) -> Numbers:
        """Of the whole set: a measure stands in one document, so theirs add up."""
        found = [each for (part, _pk), each in self.parts.items() if part == "document"]
        counts = [sum(each.answers[name][value] for each in found) for name, value in VALUES]
        return Numbers.of(sum(each.total for each in found), counts, sum(each.left_out for each in found))

    def of(self, part: str, pk: int) -> Numbers:
        """A part's numbers; one without measures has them too."""
        return self.parts.get((part, pk)) or Numbers()

    @classmethod
    def of_rows(cls, rows: Iterable[tuple[Any, ...]]) -> "Tally":
        """From rows of (part, id, total, a count for each of VALUES); of "left_out" only the total counts."""
        counted: dict[tuple[str, int], Numbers] = {}
        left_out: dict[tuple[str, int], int] = {}
        for part, pk, total, *counts in rows:
            if part == LEFT_OUT:
                left_out["document", pk] = total
            else:
                counted[part, pk] = Numbers.of(total, counts)
        for key, total in left_out.items():
            counted[key] = replace(counted.get(key) or Numbers(), left_out=total)
        return cls(counted)


def with_answers(measures: MeasureQuerySet, today: date) -> MeasureQuerySet:
    """The measures with each answer as the number of its value, called number_of_status and so on.

    Numbers are far cheaper to group and compare than names.
    """
    return measures.annotate(
        number_of_status=_numbered(Status, lambda each: Q(standing__status=each)),
        number_of_verified=_numbered(Verified, lambda each: Q(standing__verified=each)),
        number_of_schedule=_numbered(Schedule, lambda each: schedule_is(each, today)),
        number_of_freshness=_numbered(Freshness, lambda each: freshness_is(each, today)),
    )


def _numbered(answer: type[StrEnum], condition: Callable[[str], Q]) -> Case:
    whens = (When(condition(each), then=Value(number)) for number, each in enumerate(answer))
    return Case(*whens, output_field=IntegerField())


# What a node stands for: itself, what is below it and, of a group of regions, its members with theirs.
REACH = """
sector_reach(node, member) AS (
    SELECT id, id FROM sectors_sector{sectors}
    UNION SELECT above.node, below.id
    FROM sector_reach above JOIN sectors_sector below ON below.parent_id = above.member
),
region_edge(node, member) AS (
    SELECT parent_id, id FROM sectors_region WHERE parent_id IS NOT NULL
    UNION ALL SELECT to_region_id, from_region_id FROM sectors_region_groups
),
region_reach(node, member) AS (
    SELECT id, id FROM sectors_region{regions}
    UNION SELECT above.node, below.member
    FROM region_reach above JOIN region_edge below ON below.node = above.member
)"""

PARTS = {
    "document": "SELECT 'document', document, {counts} FROM fact GROUP BY document",
    "sector": """
        SELECT 'sector', node, {counts} FROM fact JOIN (
            SELECT node, measures_measure.id FROM measures_measure JOIN sector_reach ON member = sector_id
            UNION
            SELECT node, measure_id FROM measures_measure_sectors JOIN sector_reach ON member = sector_id
        ) place ON place.id = fact.id GROUP BY node""",
    "region": """
        SELECT 'region', node, {counts} FROM fact JOIN (
            SELECT DISTINCT node, measure_id AS id
            FROM measures_measure_regions JOIN region_reach ON member = region_id
        ) place ON place.id = fact.id GROUP BY node""",
}
COUNTS = ", ".join(
    f"COUNT(*) FILTER (WHERE {name} = {number})"
    for name, answer in ANSWERS.items()
    for number, _member in enumerate(answer)
)


def tally(
    measures: MeasureQuerySet,
    today: date,
    parts: Collection[str] = ("document",),
    nodes: Collection[int] | None = None,
) -> Tally:
    """The numbers of each "document" (and so of all), "sector" or "region", as `parts` asks for.

    `nodes` limits sectors and regions to these ids, which is quicker. One query, whatever the parts and
    however many measures or nodes there are.
    """
    return Tally.of_rows(_rows(measures, today, parts, nodes))


def numbers(measures: MeasureQuerySet, today: date) -> Numbers:
    """The numbers of the set, in one query."""
    return tally(measures, today).all


def _rows(
    measures: MeasureQuerySet, today: date, parts: Collection[str], nodes: Collection[int] | None
) -> Iterator[tuple[Any, ...]]:
    """(part, id, total, a count for each of VALUES)."""
    columns = [f"number_of_{name}" for name in ANSWERS]
    facts = with_answers(measures.counting().order_by(), today).values("id", "document_id", *columns)
    fact, params = facts.query.get_compiler(connection=connection).as_sql()
    # By name: the compiler does not keep the order of columns and expressions.
    renamed = ", ".join(f"number_of_{name} AS {name}" for name in ANSWERS)
    fact = f"SELECT id, document_id AS document, {renamed} FROM ({fact}) numbered"  # noqa: S608 - no value from outside
    counts = " UNION ALL ".join(PARTS[part].format(counts=f"COUNT(*), {COUNTS}") for part in parts)
    left_out, further = _left_out(measures) if "document" in parts else ("", ())
    only = "" if nodes is None else f" WHERE id IN ({', '.join('%s' for _ in nodes)})"
    reach = REACH.format(sectors=only, regions=only)
    # The answers are to be worked out once a measure and not once a count. PostgreSQL would plan the joins of
    # a materialized query blindly; an offset keeps it from merging the query into the counts.
    once = (
        f"NOT MATERIALIZED ({fact} OFFSET 0)"
        if connection.vendor == "postgresql"
        else f"MATERIALIZED ({fact})"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE fact AS {once}, {reach} {counts}{left_out}",
            [*params, *(nodes or ()), *(nodes or ()), *further],
        )
        yield from cursor.fetchall()


def _left_out(measures: MeasureQuerySet) -> tuple[str, tuple[Any, ...]]:
    """For the numbers of documents, those of their measures that are not counted."""
    superseded = measures.filter(standing__superseded_on__isnull=False).order_by()
    rows = superseded.values_list("document_id").annotate(found=Count("pk"))
    sql, params = rows.query.get_compiler(connection=connection).as_sql()
    nothing = ", 0" * len(VALUES)
    return f" UNION ALL SELECT '{LEFT_OUT}', document_id, found{nothing} FROM ({sql}) superseded", params  # noqa: S608 - no value from outside
