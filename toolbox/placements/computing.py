"""The calculation carried out: batch by batch into the spool, bad rows set aside on the way."""

from collections.abc import Callable, Iterator

import polars as pl

from background import JobFailed, Sentence, SetAside, TaskContext
from toolbox.placements.calc.calculation import Calculation, prepare
from toolbox.placements.calc.inputs import Inputs
from toolbox.placements.calc.lookups import BadReferralMonth
from toolbox.placements.calc.reading import RAW, MissingColumns
from toolbox.placements.calc.rules import RuleSet
from toolbox.placements.calc.summary import sums_of, together
from toolbox.placements.store import Spool
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


def compute(
    ctx: TaskContext, calculation: Calculation, spool: Spool, progress: Progress
) -> pl.DataFrame:
    """Calculate every row into the spool and return the sums by currency (`sums_of`).

    Raises JobFailed as soon as more rows are bad than the rules allow.
    """
    sums = []
    bad = 0
    for batch in calculation.batches():
        bad += batch.set_aside.height
        ctx.quarantine(*_set_aside(batch.set_aside))
        if bad > calculation.rules.max_bad_share * calculation.total:
            raise _too_many(calculation, bad, batch.set_aside)
        spool.add(batch.rows)
        sums.append(sums_of(batch.rows))
        progress(spool.rows + bad, calculation.total)
    return together(sums)


def told(spool: Spool, progress: Progress) -> Iterator[pl.DataFrame]:
    """Yield the spool's batches, telling how many rows have been taken."""
    taken = 0
    for batch in spool.batches():
        yield batch
        taken += batch.height
        progress(taken, spool.rows)


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
