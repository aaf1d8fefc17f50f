"""The receivables calculation: sources in, judged rows of three tables out, batch by batch."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from toolbox.placements.calc import names
from toolbox.placements.calc.names import NameMatch
from toolbox.quarantine.calc import split
from toolbox.receivables.calc import columns, extending, sheets
from toolbox.receivables.calc.balances import Cut, classified, with_balances
from toolbox.receivables.calc.documents import document_checks, read_documents, repeated
from toolbox.receivables.calc.extending import Lookups
from toolbox.receivables.calc.inputs import Inputs, Named
from toolbox.receivables.calc.payments import (
    PAYMENT_SCHEMA,
    SETTLED,
    payment_checks,
    read_payments,
)
from toolbox.receivables.calc.refunds import REFUND_SCHEMA, read_refunds, refund_checks
from toolbox.receivables.calc.rules import RuleSet
from toolbox.receivables.calc.sheets import OutOfSystem

BATCH_ROWS = 20_000
"""Rows of a service in memory at once, whatever it has."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of a table, in order, those set aside, and how many a sheet's settlement replaces.

    `rows` has the table's columns, amounts as unrounded doubles.
    """

    rows: pl.DataFrame
    set_aside: pl.DataFrame
    replaced: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Calculation:
    """A calculation ready to be carried out, batch by batch; small things are done already."""

    rules: RuleSet
    inputs: Inputs
    documents: int
    replaced: pl.Series
    """The details that a sheet's settlement takes the place of."""

    again: pl.Series
    """The places of documents whose identifier an earlier row has."""

    sheets: OutOfSystem
    executives: Mapping[str, NameMatch]
    lookups: Lookups

    @property
    def total(self) -> int:
        """How many documents there are to calculate and judge."""
        return self.documents - len(self.replaced) + self.sheets.rows.height

    def payments(self, size: int = BATCH_ROWS) -> Iterator[Batch]:
        """Yield the payments on documents that no sheet replaces."""
        source = self.inputs.payments
        if source is None or source.is_empty:
            return
        typed = read_payments(source, self.rules)
        again = repeated(typed, "IdLiquidacionPago")
        for rows in _slices(source, typed, size):
            kept = rows.filter(self._stays())
            good, bad = split(kept, payment_checks(_at(again)), columns.PAYMENT_KEY)
            whole = good.select(
                pl.col(name).cast(PAYMENT_SCHEMA[name]) for name in columns.PAYMENTS
            )
            yield Batch(whole, bad, rows.height - kept.height)

    def refunds(self, size: int = BATCH_ROWS) -> Iterator[Batch]:
        """Yield the refunds on documents that no sheet replaces."""
        source = self.inputs.refunds
        if source is None or source.is_empty:
            return
        typed = read_refunds(source)
        again = repeated(typed, "IdLiquidacionDevolucion")
        for rows in _slices(source, typed, size):
            kept = rows.filter(self._stays())
            good, bad = split(kept, refund_checks(_at(again)), columns.REFUND_KEY)
            whole = good.select(pl.col(name).cast(REFUND_SCHEMA[name]) for name in columns.REFUNDS)
            yield Batch(whole, bad, rows.height - kept.height)

    def batches(self, paid: pl.DataFrame, cut: Cut, size: int = BATCH_ROWS) -> Iterator[Batch]:
        """Yield the documents in source order, then those of the sheets.

        `paid` is what was paid on each document (payments.by_document).
        """
        typed = read_documents(self.inputs.documents, self.rules)
        for rows in _slices(self.inputs.documents, typed, size):
            kept = rows.filter(~_taken_over(self.sheets))
            good, bad = split(
                kept, document_checks(self.rules, _at(self.again)), columns.DOCUMENT_KEY
            )
            joined = good.join(paid, on="IdLiquidacionDet", how="left", maintain_order="left")
            yield Batch(self._table(joined, cut), bad, rows.height - kept.height)
        if self.sheets.rows.height:
            good, bad = self.out_of_system()
            yield Batch(self._table(sheets.settled(good, self.rules), cut), bad)

    def out_of_system(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Return the sheets' rows that can be used, and the others."""
        return split(
            self.sheets.rows, document_checks(self.rules, pl.col("_again")), columns.DOCUMENT_KEY
        )

    def _stays(self) -> pl.Expr:
        return (
            pl.col("IdLiquidacionDet").is_in(self.replaced.implode()).fill_null(value=False).not_()
        )

    def _table(self, rows: pl.DataFrame, cut: Cut) -> pl.DataFrame:
        """Return the judged rows as the table has them; `rows` has payments.SETTLED too."""
        placed = extending.with_sectors(rows, self.lookups).with_columns(classified(self.rules))
        balanced = with_balances(placed.lazy(), cut, self.rules).drop(SETTLED).collect()
        whole = extending.extended(balanced, self.lookups, self.rules)
        days = pl.col("DiasEfectivo").cast(pl.Int32)
        return whole.with_columns(days).select(columns.DIMENSION)


def prepare(inputs: Inputs, rules: RuleSet) -> Calculation:
    """Read the small sources, match the names and count, so that rows can be calculated.

    Raises MissingColumns and BadReferralMonth when a source cannot be used.
    """
    documents = read_documents(inputs.documents, rules)
    outside = sheets.read_sheets(inputs.sheets, rules) if rules.extended else sheets.NOTHING
    is_replaced = _taken_over(outside)
    replaced, rows = pl.collect_all(
        [documents.filter(is_replaced).select("IdLiquidacionDet"), documents.select(pl.len())],
        engine="streaming",
    )
    matches = _executives(outside, documents.filter(~is_replaced), inputs, rules)
    spelled = sheets.with_executives(outside.rows, matches)
    return Calculation(
        rules=rules,
        inputs=inputs,
        documents=rows.item(),
        replaced=replaced.to_series(),
        again=repeated(documents, "IdLiquidacionDet"),
        sheets=OutOfSystem(spelled, outside.codes, outside.blank_lines),
        executives=matches,
        lookups=extending.lookups_of(inputs, rules),
    )


def _taken_over(outside: OutOfSystem) -> pl.Expr:
    """True for a document whose settlement a sheet has: all its documents go."""
    return pl.col("CodigoLiquidacion").is_in(outside.codes.implode()).fill_null(value=False)


def _executives(
    outside: OutOfSystem, documents: pl.LazyFrame, inputs: Inputs, rules: RuleSet
) -> dict[str, NameMatch]:
    if outside.rows.is_empty():
        return {}
    written = outside.rows["Ejecutivo"].drop_nulls().unique(maintain_order=True).to_list()
    known = documents.group_by("Ejecutivo").agg(pl.col("_row").min()).drop_nulls()
    return names.match_executives(
        written,
        known.collect(engine="streaming").sort("_row")["Ejecutivo"].to_list(),
        inputs.lists.aliases if rules.placements.alias_first else {},
        rules.placements.executive_score,
    )


def _slices(source: Named, typed: pl.LazyFrame, size: int) -> Iterator[pl.DataFrame]:
    """Yield the typed rows of a source, `size` at a time."""
    rows = source.frame.select(pl.len()).collect(engine="streaming").item()
    for start in range(0, rows, size):
        yield typed.slice(start, size).collect()


def _at(places: pl.Series) -> pl.Expr:
    return pl.col("_row").is_in(places.implode())
