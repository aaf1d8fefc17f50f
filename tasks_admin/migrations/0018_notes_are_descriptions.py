"""A schedule's note is django-celery-beat's own description; a column beside it was never filled."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("tasks_admin", "0017_api_tokens"),
    ]

    operations = [
        # It names the column; what is missing is made again after the migrations.
        migrations.RunSQL(
            "DROP TRIGGER IF EXISTS schedule_change_of_scheduleplan_update",
            migrations.RunSQL.noop,
        ),
        migrations.RemoveField(model_name="scheduleplan", name="note"),
    ]
