"""The rows a run could not use, by reason."""

from dataclasses import dataclass, field

from django.db.models import Count

from tasks_admin.models import Run, SetAsideRow
from tasks_admin.queries.desk import of_run

SHOWN = 200


@dataclass(frozen=True)
class Reason:
    """One reason, the source and how many rows it holds."""

    source: str
    reason: str
    count: int


@dataclass(frozen=True)
class SetAsideRows:
    """The reasons with their counts, and the first rows themselves."""

    total: int
    reasons: list[Reason]
    rows: list[SetAsideRow]
    standing: dict[str, int] = field(default_factory=dict)

    @property
    def has_more(self) -> bool:
        """Whether there are more rows than are shown."""
        return self.total > len(self.rows)


def set_aside_of(run: Run) -> SetAsideRows:
    """Return the rows set aside; no query for a run that has none."""
    if not run.set_aside:
        return SetAsideRows(0, [], [])
    kept = SetAsideRow.objects.filter(run=run)
    grouped = kept.order_by().values_list("source", "reason").annotate(number=Count("pk"))
    return SetAsideRows(
        total=run.set_aside,
        reasons=[Reason(*one) for one in grouped.order_by("-number", "source", "reason")],
        rows=list(kept[:SHOWN]),
        standing=of_run(run),
    )
