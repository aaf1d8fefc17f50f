"""The calculation carried out, batch by batch; bad rows are set aside on the way."""

from collections.abc import Callable, Iterator

import polars as pl

from background import JobFailed, Sentence, SetAside, TaskContext
from toolbox.placements.ahead import ahead
from toolbox.placements.calc.calculation import Calculation, prepare
from toolbox.placements.calc.inputs import Inputs
from toolbox.placements.calc.lookups import BadReferralMonth
from toolbox.placements.calc.reading import RAW, MissingColumns
from toolbox.placements.calc.rules import RuleSet
from toolbox.placements.calc.summary import Summary, merged, summarize, sums_of, together
from toolbox.placements.store import as_stored
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

    def __init__(self, ctx: TaskContext, calculation: Calculation, progress: Progress) -> None:
        self.ctx = ctx
        self.calculation = calculation
        self.progress = progress
        self.rows = 0
        self._bad = 0
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

        Raises JobFailed as soon as more rows are bad than the rules allow.
        """
        self._tell()
        for batch in ahead(self.calculation.batches()):
            self._judge(batch.set_aside)
            stored = as_stored(batch.rows, self.calculation.layout.amounts)
            self._sums.append(sums_of(batch.rows))
            self._summaries.append(summarize(stored.lazy()))
            self.rows += stored.height
            yield stored
            self._tell()

    def _judge(self, bad: pl.DataFrame) -> None:
        self._bad += bad.height
        self.ctx.quarantine(*_set_aside(bad))
        if self._bad > self.calculation.rules.max_bad_share * self.calculation.total:
            raise _too_many(self.calculation, self._bad, bad)

    def _tell(self) -> None:
        self.progress(self.rows + self._bad, self.calculation.total)


def _set_aside(rows: pl.DataFrame) -> list[SetAside]:
    return [
        SetAside(
            source=row["source"],
            row_number=row["row"],
            column=row["column"],
            value=row["value"],
            reason=row["reason"],
            row={
                name.removeprefix(RAW): text
                for name, text in row.items()
                if name.startswith(RAW) and text is not None
            },
        )
        for row in rows.iter_rows(named=True)
    ]


def _too_many(calculation: Calculation, bad: int, last: pl.DataFrame) -> JobFailed:
    first = last.row(0, named=True)
    example = {name: first[name] for name in ("source", "row", "column", "value")}
    example["reason"] = Sentence(first["reason"])
    if calculation.rules.max_bad_share == 0:
        return JobFailed(
            "{source}, row {row}, {column}: {reason} (“{value}”). Under the legacy rules one bad "
            "row fails the run: correct it, or use the current rules.",
            **example,
        )
    return JobFailed(
        "{bad} of {total} rows cannot be used, which is more than {percent} %, so the table stays "
        "as it was. The latest: {source}, row {row}, {column}: {reason} (“{value}”). Look at the "
        "rows set aside and correct the source.",
        bad=bad,
        total=calculation.total,
        percent=f"{calculation.rules.max_bad_share:.0%}".rstrip("%"),
        **example,
    )
