"""The list's rows, and the numbers behind its options."""

from collections.abc import Iterable
from typing import Any

from bench.bare import is_postgresql, rows, text
from bench.floor.conditions import DAYS, FRESHNESS, FROM, SCHEDULE, Query, conditions

PAGE = 50
MANY = 500
COLUMNS = f"""
    m.code, m.title_en, m.visibility, sector.name_en, lead.name_en, m.due_on, s.status, s.percent, s.verified,
    {SCHEDULE}, {FRESHNESS}, s.last_report_on"""


def measure_list(query: Query) -> Iterable[bytes]:
    """The first fifty rows by code, with the count of all and of those taken over by a later plan."""
    where, values = conditions(query)
    counted = rows(
        f"SELECT COUNT(*) - COUNT(s.superseded_on), COUNT(s.superseded_on) {FROM} WHERE {where}", *values
    )
    where, values = conditions(query, first_rows=is_postgresql() and counted[0][0] > MANY)
    found = rows(
        f"SELECT {COLUMNS} {FROM} JOIN sectors_sector sector ON sector.id = m.sector_id"
        " LEFT JOIN accounts_department lead ON lead.id = m.lead_department_id"
        f" WHERE {where} AND s.superseded_on IS NULL ORDER BY m.code LIMIT {PAGE}",
        *query["today"] * DAYS,
        *values,
    )
    return [text([*counted, *found])]


GROUPS = {
    "status": "SELECT s.status, COUNT(*) {found} GROUP BY 1",
    "verified": "SELECT s.verified, COUNT(*) {found} GROUP BY 1",
    "schedule": f"SELECT {SCHEDULE}, COUNT(*) {{found}} GROUP BY 1",
    "freshness": f"SELECT {FRESHNESS}, COUNT(*) {{found}} GROUP BY 1",
    "department": "SELECT m.lead_department_id, COUNT(*) {found} GROUP BY 1",
    "document": "SELECT m.document_id, COUNT(*) {found} GROUP BY 1",
    "sector": """
        WITH RECURSIVE reach(node, member) AS (
            SELECT id, id FROM sectors_sector UNION
            SELECT reach.node, s.id FROM reach JOIN sectors_sector s ON s.parent_id = reach.member),
        found(id, sector_id) AS MATERIALIZED (SELECT m.id, m.sector_id {found})
        SELECT node, COUNT(*) FROM (
            SELECT node, found.id FROM found JOIN reach ON member = found.sector_id UNION
            SELECT node, found.id FROM found JOIN measures_measure_sectors t ON t.measure_id = found.id
                JOIN reach ON member = t.sector_id) each GROUP BY node""",
    "region": """
        WITH RECURSIVE edge(node, member) AS (
            SELECT parent_id, id FROM sectors_region WHERE parent_id IS NOT NULL UNION ALL
            SELECT to_region_id, from_region_id FROM sectors_region_groups),
        reach(node, member) AS (
            SELECT id, id FROM sectors_region UNION
            SELECT reach.node, edge.member FROM reach JOIN edge ON edge.node = reach.member),
        found(id) AS MATERIALIZED (SELECT m.id {found})
        SELECT node, COUNT(*) FROM (
            SELECT DISTINCT node, found.id FROM found JOIN measures_measure_regions t ON t.measure_id = found.id
            JOIN reach ON member = t.region_id) each GROUP BY node""",
}


def numbers(query: Query) -> Iterable[bytes]:
    """How many measures each value of each parameter would give, the other parameters as they are."""
    lines: list[tuple[Any, ...]] = []
    for name, statement in GROUPS.items():
        where, values = conditions({key: given for key, given in query.items() if key != name})
        where += " AND s.superseded_on IS NULL"
        found = statement.format(found=f"{FROM} WHERE {where}")
        counted = rows(found, *query["today"] * (found.count("?") - len(values)), *values)
        lines += [(name, *row) for row in counted]
    return [text(lines)]
