"""What a list's parameters choose, and the two computed answers, as SQL."""

from typing import Any

from bench.bare import is_postgresql, places, rows
from measures.rules.search import is_chinese, query_words

Query = dict[str, list[str]]
FROM = "FROM measures_measure m JOIN measures_standing s ON s.measure_id = m.id"

# The four answers, as rules.schedule and rules.freshness tell them.
SCHEDULE = """
    CASE WHEN s.status = 'completed' THEN CASE WHEN s.completed_on > m.due_on THEN 'done_late' ELSE 'done_in_time' END
         WHEN s.status = 'not_pursued' THEN 'stopped'
         WHEN m.due_on IS NULL THEN 'no_deadline'
         WHEN m.due_on < ? THEN 'overdue'
         WHEN s.behind_on <= ? THEN 'behind'
         WHEN s.due_soon_on <= ? THEN 'due_soon' ELSE 'in_time' END"""
FRESHNESS = """
    CASE WHEN s.report_due_on IS NULL THEN 'not_owed'
         WHEN s.report_due_on < ? THEN 'stale'
         WHEN s.period_end < ? THEN 'due'
         WHEN s.last_report_on IS NULL THEN 'never_reported' ELSE 'fresh' END"""
DAYS = 5  # places for today in the two
FURTHER = "SELECT measure_id FROM measures_measure_sectors WHERE sector_id IN ({0})"
IN_SECTORS = f"m.id IN (SELECT id FROM measures_measure WHERE sector_id IN ({{0}}) UNION {FURTHER})"
# The same for the first rows of many: the measures are gone through in order until the page is full.
IN_SECTORS_FIRST = f"(m.sector_id IN ({{0}}) OR m.id IN ({FURTHER}))"


def conditions(query: Query, *, first_rows: bool = False) -> tuple[str, list[Any]]:
    """The WHERE of a list: visibility, sector with what is under it, status, words."""
    parts, values = ["1 = 1"], list[Any]()
    if query.get("role") != ["analyst"]:
        parts.append("m.visibility = 'public'")
    if slugs := query.get("sector"):
        ids = sectors(slugs)
        parts.append((IN_SECTORS_FIRST if first_rows else IN_SECTORS).format(places(ids)))
        values += [*ids, *ids]
    if statuses := query.get("status"):
        parts.append(f"s.status IN ({places(statuses)})")
        values += statuses
    if words := query_words(query.get("q", [""])[0]):
        parts.append(matching())
        values.append(match(words))
    return " AND ".join(parts), values


def sectors(slugs: list[str]) -> list[int]:
    marks = places(slugs)
    found = rows(
        f"SELECT id FROM sectors_sector WHERE slug IN ({marks}) OR parent_id IN"
        f" (SELECT id FROM sectors_sector WHERE slug IN ({marks}))",
        *slugs,
        *slugs,
    )
    return [row[0] for row in found]


def matching() -> str:
    if is_postgresql():
        return (
            "m.id IN (SELECT measure_id FROM measures_searchentry"
            " WHERE array_to_tsvector(string_to_array(words, ' ')) @@ ?::tsquery)"
        )
    return "m.id IN (SELECT rowid FROM measures_search WHERE measures_search MATCH ?)"


def match(words: list[str]) -> str:
    if is_postgresql():
        return " & ".join(f"'{word}'{'' if is_chinese(word) else ':*'}" for word in words)
    return " AND ".join(f'"{word}"{"" if is_chinese(word) else "*"}' for word in words)
