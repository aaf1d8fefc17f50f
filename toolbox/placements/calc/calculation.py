"""The placements calculation: sources in, one judged row per financed document out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from toolbox.placements.calc import joining, judging, merging, names
from toolbox.placements.calc.cleaning import clean
from toolbox.placements.calc.figures import with_figures
from toolbox.placements.calc.inputs import Inputs, Named
from toolbox.placements.calc.layouts import Layout
from toolbox.placements.calc.merging import OutOfSystem, is_replaced
from toolbox.placements.calc.names import NameMatch
from toolbox.placements.calc.periods import periods
from toolbox.placements.calc.reading import MissingColumns, read_report, read_sheet
from toolbox.placements.calc.rules import RuleSet
from toolbox.quarantine.calc import judge

BATCH_ROWS = 20_000
"""Rows of the report in memory at once: about 100 MB, whatever the size of the report."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of the table, in order, and those of the same stretch that were set aside.

    `rows` has the layout's table, amounts as unrounded doubles; `set_aside` has
    quarantine.SET_ASIDE.
    """

    rows: pl.DataFrame
    set_aside: pl.DataFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class Calculation:
    """A calculation ready to be carried out, batch by batch; small things are done already."""

    rules: RuleSet
    layout: Layout
    report: Named
    report_rows: int
    replaced: int
    sheets: OutOfSystem
    executives: Mapping[str, NameMatch]
    lookups: joining.Lookups

    @property
    def total(self) -> int:
        """How many rows there are to calculate and judge."""
        return self.report_rows - self.replaced + self.sheets.rows.height

    def batches(self, size: int = BATCH_ROWS) -> Iterator[Batch]:
        """Yield the report's rows in source order, then those of the sheets."""
        for start in range(0, self.report_rows, size):
            part = self.report.frame.slice(start, size)
            typed = read_report(part, self.report.name, self.rules, self.layout)
            yield self._batch(typed.filter(~is_replaced(self.sheets.codes, self.rules)))
        if self.sheets.rows.height:
            yield self._batch(self.sheets.rows.lazy())

    def _batch(self, typed: pl.LazyFrame) -> Batch:
        layout = self.layout
        rows = joining.complete(clean(typed, self.rules).collect(), self.lookups, layout)
        dated = rows.lazy().with_columns(periods(pl.col("FechaOperacion")))
        figures = with_figures(dated, self.rules, layout).collect()
        usable, bad = judge(figures, judging.checks(self.rules, layout), judging.KEY)
        days = pl.col("DiasEfectivo", *layout.whole_numbers).cast(pl.Int32)
        return Batch(figures.select(layout.table).filter(usable).with_columns(days), bad)


def prepare(inputs: Inputs, rules: RuleSet) -> Calculation:
    """Read the small sources, match the names and count, so that rows can be calculated.

    Raises MissingColumns and BadReferralMonth when a source cannot be used.
    """
    report = read_report(inputs.report.frame, inputs.report.name, rules, inputs.layout)
    sheets = merging.out_of_system(_read_sheets(inputs, report, rules), rules)
    replaced = is_replaced(sheets.codes, rules)
    executives = _match_executives(sheets.rows, report.filter(~replaced), inputs, rules)
    rows, gone = (
        report.select(pl.len(), replaced.sum().alias("gone")).collect(engine="streaming").row(0)
    )
    return Calculation(
        rules=rules,
        layout=inputs.layout,
        report=inputs.report,
        report_rows=rows,
        replaced=gone,
        sheets=OutOfSystem(
            _with_executives(sheets.rows, executives), sheets.codes, sheets.blank_lines
        ),
        executives=executives,
        lookups=joining.lookups_of(inputs, rules),
    )


def _read_sheets(inputs: Inputs, report: pl.LazyFrame, rules: RuleSet) -> pl.DataFrame:
    frames = [pl.DataFrame(schema=report.collect_schema())]
    for sheet in inputs.sheets:
        if not sheet.is_empty:
            frames.append(read_sheet(sheet.frame, sheet.name, rules, inputs.layout).collect())
        elif rules.empty_sheet_is_bad:
            raise MissingColumns(sheet.name, list(inputs.layout.headers))
    return pl.concat(frames)


def _match_executives(
    sheets: pl.DataFrame, report: pl.LazyFrame, inputs: Inputs, rules: RuleSet
) -> dict[str, NameMatch]:
    written = sheets["Ejecutivo"].drop_nulls().unique(maintain_order=True).to_list()
    return names.match_executives(
        written,
        merging.executives_in_order(report) if written else [],
        inputs.aliases if rules.alias_first else {},
        rules.executive_score,
    )


def _with_executives(sheets: pl.DataFrame, matches: Mapping[str, NameMatch]) -> pl.DataFrame:
    spelled = {name: match.matched or name.title() for name, match in matches.items()}
    return sheets.with_columns(pl.col("Ejecutivo").replace(spelled))
