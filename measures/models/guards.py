"""What the migrations put into the database beside the models: triggers and the index of the search.

SQLite drops a table's triggers with the table when a migration rebuilds it, so they are looked for.
"""

from django.db import DatabaseError, connection, transaction

SLICES = ("measures_passage_exact", "measures_exclusion_exact")
BODY = "measures_document_body_stays"
SEARCH = "measures_search"

GUARDS = {
    "postgresql": {*SLICES, BODY, SEARCH},
    "sqlite": {
        *(f"{name}_{event}" for name in SLICES for event in ("insert", "update")),
        BODY,
        SEARCH,
        *(f"{SEARCH}_{event}" for event in ("insert", "update", "delete")),
    },
}
PRESENT = {
    "postgresql": """
        SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
        WHERE relnamespace = current_schema()::regnamespace AND tgenabled <> 'D' AND NOT tgisinternal
        UNION ALL
        SELECT relname FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
        WHERE relnamespace = current_schema()::regnamespace AND indisvalid""",
    "sqlite": "SELECT name FROM sqlite_master WHERE type IN ('trigger', 'table')",
}
# FTS5's own command: refused where the index and the entries differ.
CHECK_SEARCH = "INSERT INTO measures_search(measures_search, rank) VALUES ('integrity-check', 1)"


def missing_guards() -> list[str]:
    """The names of triggers and indexes that should be in the database and are not, or are switched off."""
    with connection.cursor() as cursor:
        cursor.execute(PRESENT[connection.vendor])
        return sorted(GUARDS[connection.vendor] - {name for (name,) in cursor.fetchall()})


def search_is_in_step() -> bool:
    """Whether the search index says what the search entries say; PostgreSQL keeps its index so itself."""
    if connection.vendor != "sqlite":
        return True
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(CHECK_SEARCH)
    except DatabaseError:
        return False
    return True
