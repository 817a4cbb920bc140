"""The export of a filter."""

import csv
import io
from collections.abc import Iterable

from bench.bare import batches, is_postgresql
from bench.floor.conditions import DAYS, FRESHNESS, FROM, SCHEDULE, Query, conditions

# Facts of a row of the export that are lists: each as one text, sorted.
SEVERAL = "(SELECT {join} FROM {table} t JOIN {named} o ON o.id = t.{column} WHERE t.measure_id = m.id)"


def several(table: str, named: str, column: str, name: str = "slug") -> str:
    if is_postgresql():
        join = f"string_agg(o.{name}, '; ' ORDER BY o.{name})"
        return SEVERAL.format(join=join, table=table, named=named, column=column)
    inner = f"SELECT o.{name} FROM {table} t JOIN {named} o ON o.id = t.{column} WHERE t.measure_id = m.id ORDER BY 1"
    return f"(SELECT group_concat({name}, '; ') FROM ({inner}))"


def export(query: Query) -> Iterable[bytes]:
    """The rows of a filter in the export's columns, as CSV, in pieces."""
    where, values = conditions(query)
    statement = f"""
        SELECT m.code, m.title_en, m.title_zh_hans, m.kind, sector.slug,
            {several("measures_measure_sectors", "sectors_sector", "sector_id")},
            {several("measures_measure_regions", "sectors_region", "region_id")}, document.slug, lead.code,
            {several("measures_measure_supporting_departments", "accounts_department", "department_id", "code")},
            m.starts_on, m.due_on, m.due_basis, NULL, m.visibility, m.cadence, s.status, s.verified,
            {SCHEDULE}, {FRESHNESS}, s.percent, s.last_report_on, s.report_due_on,
            'https://bench.example/measures/' || m.code || '/'
        {FROM}
        JOIN sectors_sector sector ON sector.id = m.sector_id
        JOIN measures_document document ON document.id = m.document_id
        LEFT JOIN accounts_department lead ON lead.id = m.lead_department_id
        WHERE {where} AND s.superseded_on IS NULL ORDER BY m.code"""
    out = io.StringIO()
    write = csv.writer(out).writerows
    for found in batches(statement, *query["today"] * DAYS, *values):
        write(found)
        yield out.getvalue().encode()
        out.seek(0)
        out.truncate()
