"""Whom the alerts of a schedule are told, and which alerts it has."""

from typing import Annotated, Literal, TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from pydantic import AfterValidator, Field

from tasks_admin.models import AlertPolicy
from tasks_admin.models.alert import OF_SCHEDULES

SENTENCES = {"email": "Give e-mail addresses such as ana@example.com, one on each line."}
ALL = [event.value for event in OF_SCHEDULES]
T = TypeVar("T")


def _address(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError as error:
        raise ValueError(SENTENCES["email"]) from error
    return text


def _once(given: list[T]) -> list[T]:
    return list(dict.fromkeys(given))


def _in_order(given: list[str]) -> list[str]:
    return [event for event in ALL if event in given]


Events = Annotated[list[Literal["missed", "failed", "slow"]], AfterValidator(_in_order)]
"""Which alerts a schedule has, in their usual order."""
Addresses = Annotated[
    list[Annotated[str, Field(max_length=150), AfterValidator(_address)]],
    Field(max_length=20),
    AfterValidator(_once),
]
"""Who is told by e-mail; nobody stands for those of the settings."""


def choose(schedule_id: int, events: list[str], emails: list[str]) -> None:
    """Store which alerts the schedule has and who is told; what is usual needs no row."""
    if events == ALL and not emails:
        AlertPolicy.objects.filter(pk=schedule_id).delete()
        return
    chosen = {"events": events, "emails": emails}
    AlertPolicy.objects.update_or_create(schedule_id=schedule_id, defaults=chosen)
