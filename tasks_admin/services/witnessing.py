"""What Django does without our services, written down too: signing in, edits in its admin."""

import json
from typing import Any

from django.contrib.admin.models import ADDITION
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.db.models import Model
from django.dispatch import receiver
from django.http import HttpRequest

from tasks_admin.addresses import address_of
from tasks_admin.models import AuditEntry
from tasks_admin.services import auditing, slowing

LONGEST_NAME = 150


@receiver(user_logged_in)
def signed_in(request: HttpRequest | None, user: Any, **_: Any) -> None:
    """Record that a user signed in, and from where."""
    address = _address(request)
    slowing.succeeded(user.get_username(), address)
    auditing.note(AuditEntry.Action.SIGNED_IN, "session", user.pk, user=user, address=address)


@receiver(user_login_failed)
def refused(credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    """Record a refused sign-in under the name that was typed; the password is never here.

    `waits` is how many seconds its sender must wait; what is tried meanwhile is not looked at, so
    it is no deed.
    """
    name, address = str(credentials.get("username", "")), _address(request)
    if slowing.wait(name, address):
        return
    waits = slowing.failed(name, address)
    details: dict[str, Any] = {"address": address} | ({"waits": waits} if waits else {})
    shown = name[:LONGEST_NAME]
    auditing.note(AuditEntry.Action.REFUSED, "session", username=shown, **details)


def changed(user: Any, thing: Model, flag: int, message: Any) -> None:
    """Record an addition or a change in Django's admin, with the names of the changed fields."""
    auditing.note(
        AuditEntry.Action.CHANGED,
        subject_of(thing),
        thing.pk,
        user=user,
        name=str(thing),
        added=flag == ADDITION,
        changes=_changes(message),
    )


def removed(user: Any, thing: Model) -> None:
    """Record a removal in Django's admin, before it happens."""
    auditing.note(
        AuditEntry.Action.REMOVED, subject_of(thing), thing.pk, user=user, name=str(thing)
    )


def subject_of(thing: Model) -> str:
    """Return what the audit calls a kind of thing: `django_celery_beat.periodictask`."""
    return str(thing._meta.label_lower)


def _changes(message: Any) -> Any:
    """The admin's account of a change: a list, or the JSON text or plain text of one."""
    try:
        return json.loads(message) if isinstance(message, str) else message
    except ValueError:
        return message


def _address(request: HttpRequest | None) -> str:
    return address_of(request) if request is not None else ""
