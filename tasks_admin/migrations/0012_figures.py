"""The table of the cache that keeps what took long to reckon."""

from typing import Any

from django.core.management import call_command
from django.db import migrations

TABLE = "tasks_admin_figures"


def create(apps: Any, editor: Any) -> None:
    call_command("createcachetable", TABLE, database=editor.connection.alias, verbosity=0)


def drop(apps: Any, editor: Any) -> None:
    editor.execute(f"DROP TABLE IF EXISTS {TABLE}")


class Migration(migrations.Migration):
    dependencies = [("tasks_admin", "0011_what_changed")]

    operations = [migrations.RunPython(create, drop)]
