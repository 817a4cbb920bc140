"""What the list needs to find and count from indexes alone."""

from typing import Any

from django.db import migrations, models

# The tables Django keeps for the two relations have no model of their own to state indexes on.
RELATIONS = {
    "measures_sectors_by_sector": "measures_measure_sectors (sector_id, measure_id)",
    "measures_regions_by_region": "measures_measure_regions (region_id, measure_id)",
}
# PostgreSQL alone. On SQLite every index holds the key as it is; named once more, its planner takes it for two
# conditions and goes through a list of keys for every row.
POSTGRESQL = {
    "measure_by_sector": "measures_measure (sector_id, id)",
    "measure_visible": "measures_measure (id, visibility)",
}


def wanted(schema_editor: Any) -> dict[str, str]:
    return RELATIONS | (POSTGRESQL if schema_editor.connection.vendor == "postgresql" else {})


def create(apps: Any, schema_editor: Any) -> None:
    for name, place in wanted(schema_editor).items():
        schema_editor.execute(f"CREATE INDEX {name} ON {place}")


def drop(apps: Any, schema_editor: Any) -> None:
    for name in wanted(schema_editor):
        schema_editor.execute(f"DROP INDEX {name}")


class Migration(migrations.Migration):
    dependencies = [("measures", "0002_invariants")]
    operations = [
        migrations.RemoveIndex(model_name="standing", name="standing_by_status"),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(fields=["status", "measure", "superseded_on"], name="standing_by_answer"),
        ),
        migrations.RunPython(create, drop),
    ]
