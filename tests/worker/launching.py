"""Launches runs from one process: `python -m tests.worker.launching '[["task", {...}], ...]'`.

Prints their ids. A command for each of them would cost more than most of what is tested.
"""

import json
import os
import sys
from typing import Any

import django

from tests.installation import Installation


def launched(console: Installation, *wanted: tuple[str, dict[str, Any]]) -> list[str]:
    """Launch these tasks, as a program of the installation would; return the ids of the runs."""
    told = console.run(sys.executable, "-m", "tests.worker.launching", json.dumps(wanted)).stdout
    ids: list[str] = json.loads(told)
    return ids


def main(wanted: list[tuple[str, dict[str, Any]]]) -> None:
    """Launch each task with its parameters."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
    django.setup()
    from background import Task, registry

    tasks = [(registry.get(name), params) for name, params in wanted]
    handles = [Task(spec, spec.function).delay(**params) for spec, params in tasks]
    sys.stdout.write(json.dumps([handle.id for handle in handles]))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
