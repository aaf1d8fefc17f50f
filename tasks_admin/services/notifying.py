"""Deciding whom the alerts of a schedule are told, and which it has."""

from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django_celery_beat.models import PeriodicTask
from pydantic import AfterValidator, BaseModel, Field

from background.params import read
from tasks_admin.models import AlertEvent, AlertPolicy, AuditEntry
from tasks_admin.services import auditing

SENTENCES = {"email": "Give e-mail addresses such as ana@example.com, one on each line."}


def _address(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError as error:
        raise ValueError(SENTENCES["email"]) from error
    return text


class Choice(BaseModel):
    """What is chosen for one schedule."""

    events: list[AlertEvent] = []
    emails: Annotated[
        list[Annotated[str, Field(max_length=150), AfterValidator(_address)]], Field(max_length=20)
    ] = []


def choose(schedule: PeriodicTask, raw: dict[str, Any], *, user: Any) -> None:
    """Keep which alerts the schedule has and who is told; raises InvalidParams."""
    choice = read(Choice, raw, now=timezone.now())
    with transaction.atomic():
        AlertPolicy.objects.update_or_create(
            schedule=schedule, defaults=choice.model_dump(mode="json")
        )
        name = "django_celery_beat.periodictask"
        details = {"name": schedule.name, "alerts": choice.model_dump(mode="json")}
        auditing.note(AuditEntry.Action.CHANGED, name, schedule.pk, user=user, **details)
