"""A run keeps the parameters that were given relative to its day, as they were given."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Adds an empty column: what earlier runs were asked in words is not known."""

    dependencies = [("tasks_admin", "0014_set_aside_desk")]

    operations = [
        migrations.AddField(model_name="run", name="asked", field=models.JSONField(null=True)),
    ]
