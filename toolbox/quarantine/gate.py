"""Rows set aside, and the limit beyond which a run refuses to go on."""

from dataclasses import dataclass

import polars as pl

from background import JobFailed, Sentence, SetAside, TaskContext
from toolbox.quarantine.calc import RAW


@dataclass(slots=True)
class Gate:
    """Counts the rows of a source that cannot be used; `limit` is the share that may be bad."""

    ctx: TaskContext
    total: int
    limit: float
    bad: int = 0

    def set_aside(self, rows: pl.DataFrame) -> None:
        """Set rows aside (calc.SET_ASIDE and raw texts) with their reasons.

        Raises JobFailed as soon as more rows are bad than the limit allows.
        """
        if rows.is_empty():
            return
        self.bad += rows.height
        self.ctx.quarantine(*as_told(rows))
        if self.bad > self.limit * self.total:
            raise self._too_many(rows)

    def _too_many(self, rows: pl.DataFrame) -> JobFailed:
        first = rows.row(0, named=True)
        example = {name: first[name] for name in ("source", "row", "column", "value")}
        example["reason"] = Sentence(first["reason"])
        if self.limit == 0:
            return JobFailed(
                "{source}, row {row}, {column}: {reason} (“{value}”). Under the legacy rules one "
                "bad row fails the run: correct it, or use the current rules.",
                **example,
            )
        return JobFailed(
            "{bad} of {total} rows cannot be used, which is more than {percent} %, so the table "
            "stays as it was. The latest: {source}, row {row}, {column}: {reason} (“{value}”). "
            "Look at the rows set aside and correct the source.",
            bad=self.bad,
            total=self.total,
            percent=f"{100 * self.limit:g}",
            **example,
        )


def as_told(rows: pl.DataFrame) -> list[SetAside]:
    """Return rows set aside as the console takes them."""
    return [
        SetAside(
            source=row["source"],
            row_number=row["row"],
            column=row["column"],
            value=row["value"],
            reason=row["reason"],
            key=row["key"],
            row={
                name.removeprefix(RAW): text
                for name, text in row.items()
                if name.startswith(RAW) and text is not None
            },
        )
        for row in rows.iter_rows(named=True)
    ]
