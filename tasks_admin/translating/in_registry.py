"""Texts that operators read, in what the tasks and datasets declare."""

from collections.abc import Iterator

from django.utils import timezone

from background import TaskSpec, registry
from tasks_admin.translating.message import Found, Message


def messages(packages: list[str]) -> Found:
    """Yield what the registered tasks of these packages, and their datasets, say."""
    for spec in registry:
        if spec.function.__module__.partition(".")[0] in packages:
            for text in _of_task(spec):
                if text:
                    yield Message(text), spec.name


def _of_task(spec: TaskSpec) -> Iterator[str]:
    yield from (spec.title, spec.summary, spec.description)
    yield spec.area.replace("_", " ").capitalize()
    for field in spec.fields(timezone.now()):
        yield from (field.title, field.help)
    for dataset in spec.writes:
        yield from (dataset.title, dataset.description)
