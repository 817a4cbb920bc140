"""The number behind each option of the list's filters."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection

from measures.filters.listing import Listing
from measures.filters.options import TAXONOMIES
from measures.models import MeasureQuerySet
from measures.models.numbers import with_answers
from measures.rules.words import ANSWERS

Numbers = dict[str, dict[str, int]]
COLUMNS = ("id", "sector_id", "lead_department_id", "document_id", *(f"number_of_{name}" for name in ANSWERS))

# How many rows of a fact have which value of a parameter. Sectors and regions are counted as the sets that
# measures have of them, for there are far fewer sets than measures; the sets are laid out in Python.
COUNTS = {
    **{
        name: f"SELECT '{name}', CAST(number_of_{name} AS text), COUNT(*) FROM {{fact}} GROUP BY 2"
        for name in ANSWERS
    },
    "department": "SELECT 'department', CAST(lead_department_id AS text), COUNT(*) FROM {fact} GROUP BY 2",
    "document": "SELECT 'document', CAST(document_id AS text), COUNT(*) FROM {fact} GROUP BY 2",
    "sector": """
        SELECT 'sector', places, COUNT(*) FROM (
            SELECT CAST(fact.sector_id AS text) || COALESCE(',' || {join}(CAST(t.sector_id AS text), ','), '') AS places
            FROM {fact} fact LEFT JOIN measures_measure_sectors t ON t.measure_id = fact.id
            GROUP BY fact.id, fact.sector_id
        ) sets GROUP BY places""",
    "region": """
        SELECT 'region', places, COUNT(*) FROM (
            SELECT {join}(CAST(t.region_id AS text), ',') AS places
            FROM {fact} fact JOIN measures_measure_regions t ON t.measure_id = fact.id GROUP BY fact.id
        ) sets GROUP BY places""",
}


def facets(listing: Listing) -> Numbers:
    """For each parameter and value: how many rows choosing it would give, the other parameters as they are.

    One query. A measure counts once for a node and once for each node above it, however many of the node's
    children it has.
    """
    numbers = {name: {option.value: 0 for option in listing.options[name]} for name in COUNTS}
    values = {name: list(answer) for name, answer in ANSWERS.items()}
    above = {name: listing.options.taxonomies[name].above() for name in TAXONOMIES}
    for name, key, count in _rows(listing):
        if name in ANSWERS:
            slugs = {values[name][int(key)].value}
        else:
            slugs = set[str]().union(*(above[name][int(place)] for place in (key or "").split(",") if place))
        for slug in slugs:
            numbers[name][slug] += count
    return numbers


def _rows(listing: Listing) -> Iterator[tuple[str, str, int]]:
    """(parameter, key, count): the key is the number of an answer's value, or ids of a taxonomy."""
    facts, counts, params = [], [], list[Any]()
    # Parameters that do not narrow the list have all the same rows to count.
    for number, names in enumerate(_shared(listing)):
        try:
            fact, given = _fact(listing, names[0])
        except EmptyResultSet:
            continue
        facts.append(f"fact_{number} AS ({fact})")
        params += given
        join = "string_agg" if connection.vendor == "postgresql" else "group_concat"
        counts += [COUNTS[name].format(fact=f"fact_{number}", join=join) for name in names]
    if facts:
        with connection.cursor() as cursor:
            cursor.execute(f"WITH {', '.join(facts)} {' UNION ALL '.join(counts)}", params)
            yield from cursor.fetchall()


def _shared(listing: Listing) -> list[list[str]]:
    """The parameters, grouped by whether leaving them out gives the same rows."""
    chosen = [[name] for name in COUNTS if name in listing.chosen]
    free = [name for name in COUNTS if name not in listing.chosen]
    return [*chosen, free] if free else chosen


def _fact(listing: Listing, name: str) -> tuple[str, tuple[Any, ...]]:
    rows: MeasureQuerySet = listing.filter.without(name).order_by()
    rows = with_answers(rows if listing.with_superseded else rows.counting(), listing.today)
    sql, params = rows.values(*COLUMNS).query.get_compiler(connection=connection).as_sql()
    return sql, tuple(params)
