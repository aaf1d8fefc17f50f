"""`list_tasks`: what can be run, for people and for programs."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from background import TaskSpec, registry
from tasks_admin.wording import language_of_terminal, say


class Command(BaseCommand):
    """One line a task, or with `--json` all that is known of each."""

    help = "List every task with its parameters and the datasets it writes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="One JSON array")

    def handle(self, **options: Any) -> None:
        if options["json"]:
            described = [_described(spec) for spec in registry]
            self.stdout.write(json.dumps(described, ensure_ascii=False, indent=2))
            return
        width = max((len(spec.name) for spec in registry), default=0)
        with language_of_terminal():
            for spec in registry:
                self.stdout.write(f"{spec.name:<{width}}  {say(spec.summary)}")


def _described(spec: TaskSpec) -> dict[str, Any]:
    return {
        "name": spec.name,
        "title": spec.title,
        "summary": spec.summary,
        "description": spec.description,
        "area": spec.area,
        "queue": spec.queue,
        "retry": spec.retry.name,
        "repeatable": spec.repeatable,
        "destructive": spec.destructive,
        "dry_run": spec.dry_run,
        "time_limit_seconds": int(spec.time_limit.total_seconds()),
        "writes": [dataset.name for dataset in spec.writes],
        "tags": list(spec.tags),
        "parameters": [
            {
                "name": field.name,
                "kind": field.kind,
                "required": field.required,
                "default": field.default,
                "choices": list(field.choices),
                "help": field.help,
            }
            for field in spec.fields(timezone.localtime())
        ],
    }
