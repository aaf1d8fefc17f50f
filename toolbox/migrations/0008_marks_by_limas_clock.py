"""The marks of the report tables by Lima's clock, as who reads the table with SQL expects them."""

from datetime import timedelta

from django.db import migrations
from django.db.models import F

import toolbox.fields

BEHIND_UTC = timedelta(hours=5)


def to_lima(apps, schema_editor):
    marks = apps.get_model("toolbox", "ReportUpdate").objects
    marks.update(ultima_actualizacion=F("ultima_actualizacion") - BEHIND_UTC)


def to_utc(apps, schema_editor):
    marks = apps.get_model("toolbox", "ReportUpdate").objects
    marks.update(ultima_actualizacion=F("ultima_actualizacion") + BEHIND_UTC)


class Migration(migrations.Migration):
    dependencies = [("toolbox", "0007_lists")]

    operations = [
        migrations.RunPython(to_lima, to_utc),
        # The column stays as it is; SQLite would move it to the end of the table.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="reportupdate",
                    name="ultima_actualizacion",
                    field=toolbox.fields.LimaMoment(),
                ),
            ]
        ),
    ]
