"""A form's values as commands, to be copied into a terminal or a program."""

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from background import TaskSpec
from background.fields import Kind
from tasks_admin.web.param_form import ParamForm

PLACE = "…"
"""Stands where a secret or a new file goes: nobody copies those into a history of commands."""


@dataclass(frozen=True)
class Commands:
    """The same launch for the API and for the command line."""

    curl: str
    manage: str


def commands(request: HttpRequest, spec: TaskSpec, form: ParamForm) -> Commands:
    """Return the launch of a form as it is filled in; what is left empty is left out."""
    values = _values(form)
    return Commands(
        curl=_curl(request.build_absolute_uri("/"), spec, values), manage=_manage(spec, values)
    )


def _values(form: ParamForm) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in form.fields:
        kind = one.field.kind
        if kind is Kind.FLAG:
            found[one.field.name] = one.is_on
        elif kind is Kind.SECRET:
            found[one.field.name] = PLACE
        elif kind is Kind.LIST:
            found |= {one.field.name: lines} if (lines := one.value.splitlines()) else {}
        elif kind is Kind.FILE:
            found[one.field.name] = json.loads(one.value) if one.value else PLACE
        elif one.value:
            found[one.field.name] = (
                _number(one.value) if kind in (Kind.INTEGER, Kind.YEAR) else one.value
            )
    return found


def _number(text: str) -> int | str:
    return int(text) if text.lstrip("-").isdecimal() else text


def _curl(root: str, spec: TaskSpec, values: Mapping[str, Any]) -> str:
    where = root.rstrip("/") + reverse("api-1:launch_one", args=[spec.name])
    body = json.dumps({"params": values}, ensure_ascii=False)
    return (
        f'curl -H "Authorization: Bearer $TOKEN" \\\n'
        f"  --json {shlex.quote(body)} \\\n"
        f"  {shlex.quote(where)}"
    )


def _manage(spec: TaskSpec, values: Mapping[str, Any]) -> str:
    if all(isinstance(value, str | int) for value in values.values()):
        given = [shlex.quote(f"{name}={_word(value)}") for name, value in values.items()]
    else:
        given = ["--params", shlex.quote(json.dumps(values, ensure_ascii=False))]
    return " ".join(["manage.py", "run_task", spec.name, *given])


def _word(value: str | int) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
