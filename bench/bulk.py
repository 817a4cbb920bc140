"""Many rows at once: COPY on PostgreSQL, executemany on SQLite."""

from enum import StrEnum
from types import TracebackType
from typing import Any, Self

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction

from measures.models import Measure


class Table(StrEnum):
    """The tables of the bulk in the order they are written, each with its columns in `COLUMNS`."""

    MEASURE = "measures_measure"
    PASSAGE = "measures_passage"
    SECTORS = Measure.sectors.through._meta.db_table
    REGIONS = Measure.regions.through._meta.db_table
    SUPPORTING = Measure.supporting_departments.through._meta.db_table
    SEARCH = "measures_searchentry"
    UPDATE = "measures_progressupdate"
    DECISION = "measures_updatedecision"
    STANDING = "measures_standing"


COLUMNS = {
    Table.MEASURE: (
        "id code title title_en title_zh_hans summary summary_en summary_zh_hans kind document_id sector_id"
        " lead_department_id starts_on due_on due_basis cadence visibility supersedes_id"
    ),
    Table.PASSAGE: 'measure_id document_id start "end" quote',
    Table.SECTORS: "measure_id sector_id",
    Table.REGIONS: "measure_id region_id",
    Table.SUPPORTING: "measure_id department_id",
    Table.SEARCH: "measure_id words",
    Table.UPDATE: (
        "id measure_id period_start period_end status percent completed_on reason progress problems next_steps"
        " unchanged by_id department_id submitted_at submitted_on"
    ),
    Table.DECISION: "update_id kind reason by_id decided_at decided_on",
    Table.STANDING: (
        "measure_id status percent completed_on report_id last_report_on last_answer_on unchanged_run answered_until"
        " period_end report_due_on due_soon_on behind_on verified superseded_on"
    ),
}


class Writer:
    """One transaction for the whole bulk; foreign keys are sound by construction and not checked row by row."""

    def __enter__(self) -> Self:
        self.atomic = transaction.atomic()
        if connection.vendor == "sqlite":
            connection.disable_constraint_checking()
        self.atomic.__enter__()
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL session_replication_role = replica")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.atomic.__exit__(kind, error, trace)
        if connection.vendor == "sqlite":
            connection.enable_constraint_checking()

    def write(self, rows: dict[Table, list[Any]]) -> None:
        for table, values in rows.items():
            names = COLUMNS[table].split()
            (_copy if connection.vendor == "postgresql" else _insert)(table, names, values)


def _copy(table: str, names: list[str], rows: list[Any]) -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({', '.join(names)}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


def _insert(table: str, names: list[str], rows: list[Any]) -> None:
    marks = ", ".join("?" * len(names))
    connection.ensure_connection()
    # The driver's own cursor: Django's rewrites the placeholders of every statement.
    connection.connection.cursor().executemany(
        f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})",  # noqa: S608  # names from above
        [[str(value) if hasattr(value, "isoformat") else value for value in row] for row in rows],
    )


def reset_sequences() -> None:
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            cursor.execute(statement)


def analyze() -> None:
    """Statistics and clean pages, as a database that lives a while has them."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
