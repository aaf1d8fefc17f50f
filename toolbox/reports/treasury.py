"""The balances read from their source, bad rows set aside."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from background import JobFailed, SetAside, TaskContext
from toolbox.placements.calc.reading import MissingColumns
from toolbox.placements.calc.rules import RULE_SETS, Rules
from toolbox.placements.gathering import optional
from toolbox.reports.accounting import lacking
from toolbox.reports.calc.balances import read_balances
from toolbox.sources import Snapshot, Source, SourceFailed, SourceName


@dataclass(frozen=True, slots=True)
class Balances:
    """The days that can be published, and how many rows there were."""

    rows: pl.DataFrame
    read: int

    @property
    def set_aside(self) -> int:
        """How many rows cannot be used."""
        return self.read - self.rows.height


def balances(ctx: TaskContext, source: Source, as_of: date, rules: Rules) -> Balances | None:
    """Return the balances, None where their sheet is not configured.

    Raises SourceFailed for an empty sheet or one without its columns, and JobFailed where more
    rows are bad than the rules allow.
    """
    snapshot = optional(ctx, source, SourceName.BALANCES, as_of)
    if snapshot is None:
        return None
    good, bad = _read(snapshot)
    ctx.quarantine(*[_told(row) for row in bad.iter_rows(named=True)])
    if bad.height > RULE_SETS[rules].max_bad_share * snapshot.rows:
        first = bad.row(0, named=True)
        raise JobFailed(
            "{bad} of {total} rows of {source} cannot be used, so the tables stay as they were. "
            "The first: row {row}, {column}: {reason} (“{value}”). Correct the sheet.",
            bad=bad.height,
            total=snapshot.rows,
            **{name: first[name] for name in ("source", "row", "column", "reason", "value")},
        )
    return Balances(good, snapshot.rows)


def _read(snapshot: Snapshot) -> tuple[pl.DataFrame, pl.DataFrame]:
    if snapshot.rows == 0:
        raise SourceFailed(
            "{source} has no rows at all, so nothing was changed. Check the sheet, then run the "
            "task again.",
            source=snapshot.name.value,
        )
    try:
        return read_balances(snapshot.scan(), snapshot.name.value)
    except MissingColumns as problem:
        raise lacking(problem) from problem


def _told(row: dict[str, str | int | None]) -> SetAside:
    known = ("source", "row", "column", "value", "reason")
    return SetAside(
        source=str(row["source"]),
        row_number=int(row["row"] or 0),
        column=str(row["column"]),
        value=None if row["value"] is None else str(row["value"]),
        reason=str(row["reason"]),
        row={name: text for name, text in row.items() if name not in known and text is not None},
    )
