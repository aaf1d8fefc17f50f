"""Files that runs are given, each content once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Adds the table of files and that of the runs that were given them."""

    dependencies = [("tasks_admin", "0018_notes_are_descriptions")]

    operations = [
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("sha256", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("size", models.PositiveBigIntegerField()),
                ("stored_at", models.DateTimeField()),
                ("runs", models.ManyToManyField(related_name="uploads", to="tasks_admin.run")),
            ],
        ),
    ]
