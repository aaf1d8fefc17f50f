"""Run a task from the command line, judged and recorded as any other run."""

import json
import socket
import time
from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from background import File, registry
from background.door import Order
from background.errors import InvalidParams, TaskError
from background.kinds import names_of
from background.secret import masked
from tasks_admin.access import Right, may, may_launch
from tasks_admin.models import Run, RunReport, RunSource, RunStatus
from tasks_admin.models.status import FINISHED, GONE_WRONG
from tasks_admin.services.executing import execute
from tasks_admin.services.launching import launch
from tasks_admin.wording import language_of_terminal, say

REFUSED = 2
POLL_SECONDS = 0.2


def assignment(text: str) -> tuple[str, str]:
    """Read `key=value`."""
    key, equals, value = text.partition("=")
    if not equals or not key:
        raise ArgumentTypeError(f"{text!r} is not key=value")
    return key, value


def json_object(text: str) -> dict[str, Any]:
    """Read a JSON object."""
    try:
        value = json.loads(text)
    except ValueError as error:
        raise ArgumentTypeError(f"not JSON: {error}") from error
    if not isinstance(value, dict):
        raise ArgumentTypeError("not a JSON object")
    return value


class Command(BaseCommand):
    """`run_task NAME [key=value ...]`: exit 0 succeeded (or queued), 1 failed, 2 refused."""

    help = "Run a task: queue it, wait for it, or carry it out here."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the task, such as toolbox.kpi")
        parser.add_argument("assignments", nargs="*", type=assignment, metavar="key=value")
        parser.add_argument("--params", type=json_object, default={}, metavar="JSON")
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--wait", action="store_true", help="wait until a worker is done")
        how.add_argument("--inline", action="store_true", help="carry it out in this process")
        parser.add_argument("--json", action="store_true", help="print the run as JSON")
        parser.add_argument("--yes", action="store_true", help="yes, even if it destroys something")
        parser.add_argument("--dry-run", action="store_true", help="do it, and let nothing stay")
        parser.add_argument("--as", dest="user", metavar="USER", help="on behalf of this user")

    def handle(self, *, name: str, **options: Any) -> None:
        with language_of_terminal():
            run = self._launched(name, options)
            if options["inline"]:
                execute(run.pk, worker=f"inline@{socket.gethostname()}")
            if options["inline"] or options["wait"]:
                run = _finished(run)
            self._tell(run, as_json=options["json"])
        if run.status in (*GONE_WRONG, RunStatus.CANCELLED, RunStatus.RETRYING):
            raise SystemExit(1)

    def _launched(self, name: str, options: dict[str, Any]) -> Run:
        """Launch the run, or leave with 2 and the reason."""
        destroys = name in registry and registry.get(name).destructive and not options["dry_run"]
        if destroys and not options["yes"]:
            raise CommandError(f"{name} destroys something: say --yes", returncode=REFUSED)
        try:
            return launch(
                name,
                _values(name, options["params"] | dict(options["assignments"])),
                source=RunSource.COMMAND,
                user=_user(options["user"], name),
                order=Order(dry_run=options["dry_run"]),
                publish=not options["inline"],
            )
        except InvalidParams as refusal:
            lines = [f"{one.name}: {say(one.message, one.fields)}" for one in refusal.errors]
            raise CommandError("\n".join(lines), returncode=REFUSED) from refusal
        except TaskError as refusal:
            raise CommandError(
                say(refusal.message, refusal.fields), returncode=REFUSED
            ) from refusal

    def _tell(self, run: Run, *, as_json: bool) -> None:
        report = RunReport.objects.filter(run=run).first()
        if as_json:
            told = {
                "id": str(run.pk),
                "task": run.task_name,
                "status": run.status,
                "dry_run": run.dry_run,
                "params": masked(run.params, registry.get(run.task_name).params_model),
                "asked": run.asked or {},
                "error": run.error,
                "result": report.result if report else None,
            }
            self.stdout.write(json.dumps(told, indent=2, ensure_ascii=False))
            return
        mark = f" ({say('Dry run')})" if run.dry_run else ""
        self.stdout.write(f"{run.task_name} {run.pk}{mark}: {run.get_status_display()}")
        if report and report.is_report and report.result:
            self.stdout.write(say(report.result["headline"], report.result["fields"]))
        if run.error:
            self.stderr.write(say(run.error["message"], run.error["fields"]))


def _values(name: str, given: dict[str, Any]) -> dict[str, Any]:
    """The values as they were given; a text for a file is its path, with or without an `@`."""
    files = names_of(File, registry.get(name).params_model) if name in registry else frozenset()
    return {
        one: Path(value.removeprefix("@")) if one in files and isinstance(value, str) else value
        for one, value in given.items()
    }


def _user(name: str | None, task: str) -> User | None:
    """The user to run as; leaves with 2 for one that is unknown or may not launch the task."""
    if name is None:
        return None
    user = User.objects.filter(username=name).first()
    if user is None or not may(user, Right.LAUNCH):
        raise CommandError(f"{name} is not a user who may launch runs", returncode=REFUSED)
    if task in registry and not may_launch(user, registry.get(task)):
        raise CommandError(f"{name} is not a user who may launch {task}", returncode=REFUSED)
    return user


def _finished(run: Run) -> Run:
    """Return the run as it ended; one that waits for its next attempt inline counts as ended."""
    ends = (*FINISHED, RunStatus.RETRYING) if run.publications == 0 else FINISHED
    while True:
        run.refresh_from_db()
        if run.status in ends:
            return run
        time.sleep(POLL_SECONDS)
