"""The calculation carried out, batch by batch; bad rows are set aside on the way."""

from collections.abc import Callable, Iterator
from datetime import date

import polars as pl

from background import TaskContext
from toolbox.placements.ahead import ahead
from toolbox.placements.calc.calculation import Calculation, prepare
from toolbox.placements.calc.inputs import Inputs
from toolbox.placements.calc.lookups import BadReferralMonth
from toolbox.placements.calc.reading import MissingColumns
from toolbox.placements.calc.rules import RuleSet
from toolbox.placements.calc.summary import Summary, merged, summarize, sums_of, together
from toolbox.placements.rating import refuse_unrated
from toolbox.placements.store import as_stored
from toolbox.quarantine.gate import Gate
from toolbox.sources import SourceFailed

Progress = Callable[[int, int], None]


def prepared(ctx: TaskContext, inputs: Inputs, rules: RuleSet) -> Calculation:
    """Return the calculation, ready to be carried out; raises SourceFailed."""
    try:
        calculation = prepare(inputs, rules)
    except MissingColumns as problem:
        raise SourceFailed(
            "{source} lacks the columns {columns}. Put them back where it comes from, then run "
            "the task again.",
            source=problem.source,
            columns=", ".join(problem.missing),
        ) from problem
    except BadReferralMonth as problem:
        raise SourceFailed(
            "{source}, row {row}: the month “{value}” is not a date. Correct it, or use the "
            "current rules, which do not need it.",
            source=problem.source,
            row=problem.row,
            value=problem.value,
        ) from problem
    ctx.log_info(
        "{replaced} rows of the report are replaced by the sheets, {blank} sheet lines are empty",
        replaced=calculation.replaced,
        blank=calculation.sheets.blank_lines,
    )
    return calculation


class Computed:
    """The rows of a calculation, worked out while they are taken, and what they add up to.

    `rows`, `sums` and `summary` tell of the rows that were taken so far.
    """

    def __init__(
        self, ctx: TaskContext, calculation: Calculation, as_of: date, progress: Progress
    ) -> None:
        self.ctx = ctx
        self.calculation = calculation
        self.as_of = as_of
        self.progress = progress
        self.rows = 0
        self._gate = Gate(ctx, calculation.total, calculation.rules.max_bad_share)
        self._sums: list[pl.DataFrame] = []
        self._summaries: list[Summary] = []

    @property
    def sums(self) -> pl.DataFrame:
        """The sums by currency of the rows as calculated (`sums_of`)."""
        return together(self._sums)

    @property
    def summary(self) -> Summary:
        """The sums of the rows as they are stored."""
        return merged(self._summaries)

    def batches(self) -> Iterator[pl.DataFrame]:
        """Yield every usable row as it is stored, setting the others aside, telling the progress.

        Raises JobFailed as soon as more rows are bad than the rules allow, and at the end where
        too many dollar rows have no rate.
        """
        self._tell()
        for batch in ahead(self.calculation.batches()):
            self._gate.set_aside(batch.set_aside)
            stored = as_stored(batch.rows, self.calculation.layout.amounts)
            self._sums.append(sums_of(batch.rows))
            self._summaries.append(summarize(stored.lazy()))
            self.rows += stored.height
            yield stored
            self._tell()
        refuse_unrated(self.summary, self.calculation.rules.max_unrated_share, self.as_of)

    def _tell(self) -> None:
        self.progress(self.rows + self._gate.bad, self.calculation.total)
