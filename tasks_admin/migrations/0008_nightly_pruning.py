"""Old runs are removed every night; the schedule is the operators' from then on."""

from typing import Any

from django.conf import settings
from django.db import migrations

NAME = "Remove what is old"


def schedule(apps: Any, editor: Any) -> None:
    crontabs = apps.get_model("django_celery_beat", "CrontabSchedule")
    entries = apps.get_model("django_celery_beat", "PeriodicTask")
    night = crontabs.objects.filter(
        minute="15",
        hour="3",
        day_of_week="*",
        day_of_month="*",
        month_of_year="*",
        timezone=settings.TIME_ZONE,
    ).first() or crontabs.objects.create(minute="15", hour="3", timezone=settings.TIME_ZONE)
    entries.objects.get_or_create(
        name=NAME, defaults={"task": "console.prune", "crontab": night, "kwargs": "{}"}
    )


def unschedule(apps: Any, editor: Any) -> None:
    apps.get_model("django_celery_beat", "PeriodicTask").objects.filter(name=NAME).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("tasks_admin", "0007_names_of_senders"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]

    operations = [migrations.RunPython(schedule, unschedule)]
