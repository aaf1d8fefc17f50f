"""Outside systems that keep failing are left alone for a while, by all jobs together."""

from collections.abc import Sequence
from datetime import date

from background import TaskContext
from toolbox.sources.http import ERP_SOURCES
from toolbox.sources.ports import FixedLists, RatesAnswer, Snapshot, Source, SourceName

ERP, SHEETS, RATES = "erp", "sheets", "exchange-rates"
"""The services, as operators see their circuit breakers."""


class GuardedSource:
    """A source whose every call goes through the circuit breaker of the service behind it."""

    def __init__(self, source: Source, ctx: TaskContext) -> None:
        self.source, self.ctx = source, ctx

    def fetch(self, name: SourceName, *, until: date) -> Snapshot:
        with self.ctx.guarded(ERP if name in ERP_SOURCES else SHEETS):
            return self.source.fetch(name, until=until)

    def rates(self, days: Sequence[date]) -> RatesAnswer:
        with self.ctx.guarded(RATES):
            return self.source.rates(days)

    def lists(self) -> FixedLists:
        return self.source.lists()
