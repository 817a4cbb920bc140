"""A measure's page: three questions, as the product asks them."""

from collections.abc import Iterable

from bench.bare import rows, text
from bench.floor.conditions import DAYS, FRESHNESS, FROM, SCHEDULE, Query

STANDS = "d.kind IN ('accepted', 'not_required')"
MEASURE = f"""
    SELECT m.id, m.code, m.title_en, m.summary_en, m.kind, m.visibility, m.starts_on, m.due_on, m.due_basis, m.cadence,
        document.slug, document.title_en, sector.slug, sector.name_en, lead.code, lead.name_en, s.status, s.percent,
        s.verified, {SCHEDULE}, {FRESHNESS}, s.completed_on, s.period_end, s.report_due_on, s.last_report_on,
        said.submitted_on, origin.code, heir.code,
        (SELECT COUNT(*) FROM measures_progressupdate u JOIN measures_updatedecision d ON d.update_id = u.id
         WHERE u.measure_id = m.id AND {STANDS})
    {FROM} JOIN measures_document document ON document.id = m.document_id
    JOIN sectors_sector sector ON sector.id = m.sector_id
    LEFT JOIN accounts_department lead ON lead.id = m.lead_department_id
    LEFT JOIN measures_progressupdate said ON said.id = s.report_id
    LEFT JOIN measures_measure origin ON origin.id = m.supersedes_id AND origin.visibility = 'public'
    LEFT JOIN measures_measure heir ON heir.supersedes_id = m.id AND heir.visibility = 'public'
    WHERE m.code = ? AND m.visibility = 'public'"""
RELATED = """
    SELECT 'passage', document.slug, start, quote FROM measures_passage p
    JOIN measures_document document ON document.id = p.document_id WHERE measure_id = ? UNION ALL
    SELECT 'region', r.slug, r.position, r.name_en FROM measures_measure_regions t
    JOIN sectors_region r ON r.id = t.region_id WHERE measure_id = ? UNION ALL
    SELECT 'sector', r.slug, r.position, r.name_en FROM measures_measure_sectors t
    JOIN sectors_sector r ON r.id = t.sector_id WHERE measure_id = ? UNION ALL
    SELECT 'department', r.code, 0, r.name_en FROM measures_measure_supporting_departments t
    JOIN accounts_department r ON r.id = t.department_id WHERE measure_id = ? UNION ALL
    SELECT 'flag', CAST(raised_on AS text), 0, CAST(cleared_on AS text) FROM measures_flag WHERE measure_id = ?"""
UPDATES = f"""
    SELECT u.id, u.period_start, u.period_end, u.status, u.percent, u.completed_on, u.reason, u.progress, u.problems,
        u.next_steps, u.unchanged, u.submitted_at, lead.name_en, d.kind, d.reason
    FROM measures_progressupdate u JOIN measures_updatedecision d ON d.update_id = u.id
    JOIN accounts_department lead ON lead.id = u.department_id
    WHERE u.measure_id = ? AND {STANDS} ORDER BY u.submitted_at DESC, u.id DESC LIMIT 20"""


def measure(query: Query, code: str) -> Iterable[bytes]:
    [one] = rows(MEASURE, *query["today"] * DAYS, code)
    related = rows(RELATED, *[one[0]] * RELATED.count("?"))
    return [text([one, *related, *rows(UPDATES, one[0])])]
