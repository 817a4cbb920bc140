"""The day of the last report that counts, “nothing changed” included: for standings there are already, too."""

from django.db import migrations, models

FILL = """
    UPDATE measures_standing SET last_answer_on = (
        SELECT u.submitted_on FROM measures_progressupdate u
        LEFT JOIN measures_updatedecision d ON d.update_id = u.id
        WHERE u.measure_id = measures_standing.measure_id
            AND (d.kind IS NULL OR d.kind NOT IN ('returned', 'withdrawn'))
        ORDER BY u.period_end DESC, u.id DESC LIMIT 1)"""


class Migration(migrations.Migration):
    dependencies = [("measures", "0003_list_indexes")]
    operations = [
        migrations.AddField(
            model_name="standing",
            name="last_answer_on",
            field=models.DateField(blank=True, null=True, verbose_name="last answer"),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
