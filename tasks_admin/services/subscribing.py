"""Subscribing: which other programs are told of what, and with which secret."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Annotated, Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from background import ValidationFailed, registry
from background.errors import FieldError, InvalidParams
from background.params import SENTENCES as PARAM_SENTENCES
from background.params import read
from tasks_admin.models import AuditEntry, HookEvent, Webhook
from tasks_admin.services import auditing, posting, signing, witnessing

BOTH_SECRETS = timedelta(hours=24)
"""So long after a new secret the one before is good too: receivers change it in peace."""
SENTENCES = {
    "address": "Give an address that begins with https:// and names no user.",
    "events": "Choose at least one event.",
    "name": "Another webhook has this name.",
    "task": "There is no task {task}.",
}
Action = AuditEntry.Action


def _address(text: str) -> str:
    try:
        posting.judged(text)
    except ValidationFailed as refusal:
        raise ValueError(SENTENCES["address"]) from refusal
    return text


def _some(events: list[HookEvent]) -> list[HookEvent]:
    if not events:
        raise ValueError(SENTENCES["events"])
    return [event for event in HookEvent if event in events]


def _each_once(names: list[str]) -> list[str]:
    return list(dict.fromkeys(names))


Name = Annotated[str, Field(min_length=1, max_length=100)]
Address = Annotated[str, Field(max_length=500), AfterValidator(_address)]
Events = Annotated[list[HookEvent], Field(max_length=50), AfterValidator(_some)]
Tasks = Annotated[
    list[Annotated[str, Field(max_length=191)]], Field(max_length=200), AfterValidator(_each_once)
]
CONFIG = ConfigDict(extra="forbid", str_strip_whitespace=True)


class WebhookDraft(BaseModel):
    """What is chosen for a new webhook; no tasks are all tasks."""

    model_config = CONFIG

    name: Name
    url: Address
    events: Events
    tasks: Tasks = []
    is_enabled: bool = True


class WebhookChange(BaseModel):
    """What is chosen anew for a webhook; what is left out stays."""

    model_config = CONFIG

    name: Name = ""
    url: Address = ""
    events: Events = []
    tasks: Tasks = []
    is_enabled: bool = True


def subscribe(raw: Mapping[str, Any], *, user: Any) -> tuple[Webhook, str]:
    """Make a webhook; return it and its secret, which nobody can be told again.

    Raises InvalidParams.
    """
    draft, secret = _judged(WebhookDraft, raw), signing.new_secret()
    webhook = Webhook(**draft, sealed_secret=signing.seal(secret))
    with transaction.atomic():
        _save(webhook)
        note(webhook, user, added=True)
    return webhook, secret


def change(webhook: Webhook, raw: Mapping[str, Any], *, user: Any) -> None:
    """Change what is given and leave the rest; raises InvalidParams."""
    if blank := [name for name, value in raw.items() if value == ""]:
        raise InvalidParams(FieldError(name, PARAM_SENTENCES["missing"]) for name in blank)
    given = _judged(WebhookChange, raw, known=webhook.tasks)
    changes = [name for name, value in given.items() if value != getattr(webhook, name)]
    if not changes:
        return
    for name in changes:
        setattr(webhook, name, given[name])
    with transaction.atomic():
        _save(webhook, changes)
        note(webhook, user, changes=changes)


def renew_secret(webhook: Webhook, *, user: Any) -> str:
    """Give it a new secret and return that; for a while messages are signed with both."""
    secret = signing.new_secret()
    with transaction.atomic():
        found = Webhook.objects.select_for_update().get(pk=webhook.pk)
        found.sealed_secret_before = found.sealed_secret
        found.secret_before_until = timezone.now() + BOTH_SECRETS
        found.sealed_secret = signing.seal(secret)
        found.save()
        note(found, user, deed="new secret")
    return secret


def unsubscribe(webhook: Webhook, *, user: Any) -> None:
    """Remove the webhook with its log; what is on its way to it is not sent any more."""
    with transaction.atomic():
        # Held first: what is being announced to it is there and goes too, or is left out.
        held = Webhook.objects.select_for_update().filter(pk=webhook.pk).first()
        if held is not None:
            subject = witnessing.subject_of(held)
            auditing.note(Action.REMOVED, subject, held.pk, user=user, name=held.name)
            held.delete()


def _judged(
    model: type[BaseModel], raw: Mapping[str, Any], known: Collection[str] = ()
) -> dict[str, Any]:
    """What is given, as it is stored; tasks are those of the catalogue and the `known` ones."""
    given = read(model, raw, now=timezone.now()).model_dump(mode="json", exclude_unset=True)
    strange = [one for one in given.get("tasks", []) if one not in registry and one not in known]
    if strange:
        sentence = SENTENCES["task"]
        raise InvalidParams(FieldError("tasks", sentence, {"task": one}) for one in strange)
    return given


def _save(webhook: Webhook, changes: Collection[str] | None = None) -> None:
    """Store it; the unique index decides whose the name is."""
    try:
        with transaction.atomic():
            webhook.save(update_fields=changes)
    except IntegrityError as taken:
        raise InvalidParams([FieldError("name", SENTENCES["name"])]) from taken


def note(webhook: Webhook, user: Any, **details: Any) -> None:
    """Record what somebody did to a webhook, or with it."""
    subject = witnessing.subject_of(webhook)
    auditing.note(Action.CHANGED, subject, webhook.pk, user=user, name=webhook.name, **details)
