"""Every task by area, with its last run and how the datasets stand that it writes."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from background import TaskSpec, registry
from tasks_admin.queries.datasets import DatasetCard, freshness
from tasks_admin.queries.last_runs import last_runs
from tasks_admin.queries.run_rows import RunRow

AREA_LABELS = {"tasks_admin": _("Console")}


@dataclass(frozen=True)
class CatalogueEntry:
    """One task, how it went last time, and the datasets it writes."""

    spec: TaskSpec
    last: RunRow | None
    datasets: list[DatasetCard]


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
    cards = {card.dataset.name: card for card in freshness()}
    areas: dict[str, list[CatalogueEntry]] = {}
    for spec in registry:
        written = [cards[dataset.name] for dataset in spec.writes]
        entry = CatalogueEntry(spec, last.get(spec.name), written)
        areas.setdefault(spec.area, []).append(entry)
    return [Area(name, entries) for name, entries in sorted(areas.items())]
