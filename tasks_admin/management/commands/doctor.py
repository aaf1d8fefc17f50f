"""`doctor`: what is wrong with this installation, and what to do about it."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext

from tasks_admin.diagnosing.examining import examine
from tasks_admin.diagnosing.finding import Finding, Severity
from tasks_admin.wording import language_of_terminal, say

LEVELS = {"warn": tuple(Severity), "error": (Severity.ERROR,)}


class Command(BaseCommand):
    """Exits with 1 where something is as bad as `--fail-on` says, else with 0."""

    help = "Examine settings, database, broker, workers, queues and runs."
    requires_system_checks = ()  # it carries them out itself, and goes on

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="One JSON object")
        parser.add_argument("--fail-on", choices=list(LEVELS), default="error")

    def handle(self, *, fail_on: str, **options: Any) -> None:
        found = examine(timezone.now())
        with language_of_terminal():
            if options["json"]:
                self.stdout.write(json.dumps(_as_json(found), ensure_ascii=False, indent=2))
            else:
                self._tell(found)
        if any(finding.severity in LEVELS[fail_on] for finding in found):
            raise SystemExit(1)

    def _tell(self, found: list[Finding]) -> None:
        if not found:
            self.stdout.write(gettext("All is well."))
        for one in found:
            style = self.style.ERROR if one.severity is Severity.ERROR else self.style.WARNING
            self.stdout.write(style(f"{one.code}  {say(one.sentence, one.fields)}"))
            self.stdout.write(f"    {say(one.step, one.fields)}")


def _as_json(found: list[Finding]) -> dict[str, Any]:
    worst = found[0].severity.value if found else "ok"
    return {"status": worst, "findings": [_finding(one) for one in found]}


def _finding(one: Finding) -> dict[str, Any]:
    return {
        "code": one.code,
        "severity": one.severity,
        "message": say(one.sentence, one.fields),
        "what_to_do": say(one.step, one.fields),
        "fields": one.fields,
    }
