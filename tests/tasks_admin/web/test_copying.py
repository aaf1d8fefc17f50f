"""A form as commands: what is copied launches what the form would."""

import json
import re
import shlex
from html import unescape
from typing import Any

from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client

from background import Secret, TaskContext, task
from tasks_admin.models import Run, Scope
from tasks_admin.services.issuing import issue

FORM = {
    "p-as_of": "today - 2",
    "p-rules": "legacy",
    "p-limit": "7",
    "p-names": "Ana María\nO'Neill",
}
GIVEN = {
    "as_of": "today - 2",
    "rules": "legacy",
    "limit": 7,
    "dry": False,
    "names": ["Ana María", "O'Neill"],
}


@task(name="example.secret")
def example_secret(ctx: TaskContext, password: Secret) -> None:
    """Keep a secret."""


def commands(client: Client, name: str, form: dict[str, str]) -> tuple[str, str]:
    """What the fragment shows: the one for curl, the one for manage.py."""
    shown = client.post(f"/tasks/{name}/commands/", form).content.decode()
    curl, manage = re.findall(r"<pre[^>]*>(.*?)</pre>", shown, re.DOTALL)
    return unescape(curl), unescape(manage)


def test_curl_launches_the_same(as_operator: Client, operator: User) -> None:
    words = shlex.split(commands(as_operator, "example.report", FORM)[0])
    body = json.loads(words[words.index("--json") + 1])
    assert body == {"params": GIVEN}
    assert words[-1] == "http://testserver/api/v1/tasks/example.report/runs"
    _, secret = issue(operator, "copy", [Scope.LAUNCH], expires_at=None, by=operator)
    program = Client(headers={"Authorization": f"Bearer {secret}"})
    assert program.post(words[-1], body, "application/json").status_code == 202


def test_so_does_the_command_line(as_operator: Client) -> None:
    _, name, *rest = shlex.split(commands(as_operator, "example.report", FORM)[1])
    call_command(name, *rest)
    run = Run.objects.get()
    assert (run.params["limit"], run.params["names"]) == (7, ["Ana María", "O'Neill"])


def test_without_lists_it_is_written_by_names(as_operator: Client) -> None:
    form = {name: value for name, value in FORM.items() if name != "p-names"}
    manage = commands(as_operator, "example.report", form)[1]
    assert manage == (
        "manage.py run_task example.report 'as_of=today - 2' rules=legacy limit=7 dry=false"
    )


def test_a_secret_is_never_among_them(as_operator: Client, declare: Any) -> None:
    declare(example_secret)
    told = commands(as_operator, "example.secret", {"p-password": "hunter2"})
    assert "hunter2" not in "".join(told)
    assert not Run.objects.exists()
