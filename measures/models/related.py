"""All that hangs on one measure and is no report, in one query."""

from collections import defaultdict
from typing import Any, NamedTuple

from django.db import connection

from measures.models.columns import spoken
from measures.models.measure import Measure

# (kind, number, key, English, Chinese, more); in SQL, since nine query sets joined by UNION cost more to build
# than the database takes to answer. `{visible}`: the keys of the measures the person may see.
PARTS = (
    """SELECT 'passage', p.start, d.slug, p.quote, p.quote, d.language
    FROM measures_passage p JOIN measures_document d ON d.id = p.document_id WHERE p.measure_id = %s""",
    """SELECT 'region', r.position, r.slug, r.name_en, r.name_zh_hans, ''
    FROM measures_measure_regions t JOIN sectors_region r ON r.id = t.region_id WHERE t.measure_id = %s""",
    """SELECT 'sector', r.position, r.slug, r.name_en, r.name_zh_hans, ''
    FROM measures_measure_sectors t JOIN sectors_sector r ON r.id = t.sector_id WHERE t.measure_id = %s""",
    """SELECT 'department', CAST(r.is_demonstration AS integer), r.code, r.name_en, r.name_zh_hans, ''
    FROM measures_measure_supporting_departments t JOIN accounts_department r ON r.id = t.department_id
    WHERE t.measure_id = %s""",
    """SELECT 'flag', 0, CAST(raised_on AS text), CAST(cleared_on AS text), CAST(cleared_on AS text),
        CAST(due_on AS text)
    FROM measures_flag WHERE measure_id = %s""",
    """SELECT 'said', 0, r.code, r.name_en, r.name_zh_hans, CAST(u.submitted_on AS text)
    FROM measures_standing s JOIN measures_progressupdate u ON u.id = s.report_id
    JOIN accounts_department r ON r.id = u.department_id WHERE s.measure_id = %s""",
    """SELECT 'reports', COUNT(*), 'all', '', '', '' FROM measures_progressupdate WHERE measure_id = %s""",
    """SELECT 'reports', COUNT(*), 'public', '', '', '' FROM measures_progressupdate u
    JOIN measures_updatedecision d ON d.update_id = u.id
    WHERE u.measure_id = %s AND d.kind IN ('accepted', 'not_required')""",
)
HEIR = """SELECT 'heir', 0, m.code, m.title_en, m.title_zh_hans, '' FROM measures_measure m
    WHERE m.supersedes_id = %s AND m.id IN ({visible})"""
ORIGIN = """SELECT 'origin', 0, m.code, m.title_en, m.title_zh_hans, '' FROM measures_measure m
    WHERE m.id = %s AND m.id IN ({visible})"""


class Related(NamedTuple):
    """What it is found by, and what it says in the reader's language."""

    number: int
    key: str
    text: str
    more: str


def related_to(measure: Measure, user: Any) -> dict[str, list[Related]]:
    """By kind, each sorted: passages, regions, further sectors, supporting departments, flags.

    Also who "said" how it stands and when, how many "reports" there are ("all" and "public"), and of the measures
    the person may see the "heir" that a later plan carries it on by and the "origin" it takes over from.
    """
    visible, given = Measure.objects.visible_to(user).values("pk").query.sql_with_params()
    parts, params = [*PARTS, HEIR.format(visible=visible)], [measure.pk] * len(PARTS) + [measure.pk, *given]
    if measure.supersedes_id:
        parts.append(ORIGIN.format(visible=visible))
        params += [measure.supersedes_id, *given]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        rows = cursor.fetchall()
    found: defaultdict[str, list[Related]] = defaultdict(list)
    for kind, number, key, text, other, more in rows:
        found[kind].append(Related(number, key, spoken(text, other), more))
    for each in found.values():
        each.sort()
    return found
