"""A service that keeps failing is left alone for a while, by all jobs together."""

from collections.abc import Collection, Sequence
from datetime import date

from background import TaskContext
from toolbox.sii.calc.books import FileKind
from toolbox.sii.models import Company
from toolbox.sii.sources.ports import SERVICE, Source, SourceItem


class GuardedFiles:
    """A source whose every call goes through the circuit breaker of its service."""

    def __init__(self, source: Source, ctx: TaskContext) -> None:
        self.source, self.ctx = source, ctx

    def list(
        self, company: Company, kinds: Collection[FileKind], periods: Collection[date]
    ) -> Sequence[SourceItem]:
        with self.ctx.guarded(SERVICE):
            return self.source.list(company, kinds, periods)

    def open(self, item: SourceItem) -> bytes:
        with self.ctx.guarded(SERVICE):
            return self.source.open(item)
