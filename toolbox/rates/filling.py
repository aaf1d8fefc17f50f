"""Rates fetched for days that lack one, saved batch by batch, so that nothing is asked twice."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from background import TaskContext
from toolbox.rates import store
from toolbox.rates.calc import batches
from toolbox.rates.dataset import TIPO_CAMBIO
from toolbox.sources import Rate, RatesAnswer, Source, SourceUnavailable

PATIENCE = 3
"""So many batches in a row may go unanswered before the service counts as down."""


@dataclass(slots=True)
class Filled:
    """The rates that were stored by their days, and the days that failed with the reason."""

    found: dict[date, Rate] = field(default_factory=dict)
    failed: dict[date, str] = field(default_factory=dict)

    @property
    def stored(self) -> list[date]:
        """The days whose rate was stored, in the order in which they were asked for."""
        return list(self.found)


def fill(
    ctx: TaskContext,
    source: Source,
    days: Sequence[date],
    batch_size: int,
    progress: Callable[[int, int], None],
) -> Filled:
    """Ask for the days in order and save each batch before the next one is asked for.

    `progress` is told how many days are done, and of how many.
    Raises SourceFailed when the service is down; the batches before are kept.
    """
    filled = Filled()
    unanswered = 0
    for batch in batches(days, batch_size):
        try:
            answer = source.rates(batch)
            unanswered = 0
        except SourceUnavailable as failure:
            unanswered += 1
            if unanswered == PATIENCE or len(days) <= batch_size:
                raise
            answer = RatesAnswer(failed=dict.fromkeys(batch, str(failure)))
        with ctx.atomic():
            store.save(answer.found)
        filled.found |= dict(sorted(answer.found.items()))
        filled.failed |= answer.failed
        progress(len(filled.stored) + len(filled.failed), len(days))
    tell_freshness(ctx)
    return filled


def tell_freshness(ctx: TaskContext) -> None:
    """Tell the console up to which day the table of rates reaches; nothing while it is empty."""
    known = store.known_days()
    if known:
        ctx.refreshed(TIPO_CAMBIO, max(known))
