"""Every task by area, with its last run."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from background import TaskSpec, registry
from tasks_admin.queries.last_runs import last_runs
from tasks_admin.queries.run_rows import RunRow

AREA_LABELS = {"tasks_admin": _("Console")}


@dataclass(frozen=True)
class CatalogueEntry:
    """One task and how it went last time."""

    spec: TaskSpec
    last: RunRow | None


@dataclass(frozen=True)
class Area:
    """The tasks that belong together."""

    name: str
    entries: list[CatalogueEntry]

    @property
    def title(self) -> str:
        """The area's name as a heading, to be translated."""
        if self.name in AREA_LABELS:
            return str(AREA_LABELS[self.name])
        return self.name.replace("_", " ").capitalize()


def catalogue() -> list[Area]:
    """Return the areas in order, each with its tasks in order."""
    last = last_runs([spec.name for spec in registry])
    areas: dict[str, list[CatalogueEntry]] = {}
    for spec in registry:
        areas.setdefault(spec.area, []).append(CatalogueEntry(spec, last.get(spec.name)))
    return [Area(name, entries) for name, entries in sorted(areas.items())]
