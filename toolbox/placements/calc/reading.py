"""The report and the sheets as one typed shape, each by its own column rules."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from toolbox.placements.calc import columns, parsing
from toolbox.placements.calc.inputs import Inputs
from toolbox.placements.calc.layouts import Layout
from toolbox.placements.calc.rules import RuleSet
from toolbox.quarantine.calc import RAW, raw


class MissingColumns(Exception):
    """A source answered without columns that the calculation cannot do without."""

    def __init__(self, source: str, missing: list[str]) -> None:
        self.source = source
        self.missing = missing
        super().__init__(f"{source}: {', '.join(missing)}")


def read_report(frame: pl.LazyFrame, source: str, rules: RuleSet, layout: Layout) -> pl.LazyFrame:
    """Return the ERP report typed; raises MissingColumns when the minimum is not there."""
    present = frame.collect_schema().names()
    missing = [name for name in columns.REPORT_MINIMUM if name not in present]
    if missing:
        raise MissingColumns(source, missing)
    mapping = {name: name for name in layout.source_columns if name in present}
    rows = _texts(frame, mapping, source, layout)
    return _typed(rows, _report_numbers(rules, layout), layout, in_system=True)


def read_sheet(frame: pl.LazyFrame, source: str, rules: RuleSet, layout: Layout) -> pl.LazyFrame:
    """Return an out-of-system sheet typed: amounts that are not numbers are zero.

    Raises MissingColumns when a column of the report's minimum has no header.
    """
    wanted = {columns.header_key(head): name for head, name in layout.headers.items()}
    present = frame.collect_schema().names()
    mapping = {wanted[key]: head for head in present if (key := columns.header_key(head)) in wanted}
    missing = [
        head
        for head, name in columns.SHEET_HEADERS.items()
        if name in columns.REPORT_MINIMUM and name not in mapping
    ]
    if missing:
        raise MissingColumns(source, missing)
    rows = _texts(frame, mapping, source, layout)
    return _typed(rows, _sheet_numbers(rules, layout), layout, in_system=False)


def rate_days(inputs: Inputs) -> list[date]:
    """Return the distinct days whose rates the figures need, oldest first.

    A source without such a column has none; the calculation says so later.
    """
    names = {"FechaOperacion", "FechaPago"} if inputs.layout.payment_rates else {"FechaOperacion"}
    heads = {columns.header_key(head): name for head, name in columns.SHEET_HEADERS.items()}
    found = [
        named.frame.select(parsing.day(pl.col(head)).alias("day")).unique()
        for named in (inputs.report, *inputs.sheets)
        for head in named.frame.collect_schema().names()
        if head in names or heads.get(columns.header_key(head)) in names
    ]
    days = pl.concat(found).unique().drop_nulls().collect(engine="streaming") if found else None
    return sorted(days["day"].to_list()) if days is not None else []


def _texts(
    frame: pl.LazyFrame, mapping: Mapping[str, str], source: str, layout: Layout
) -> pl.LazyFrame:
    cells = [
        (pl.col(mapping[name]) if name in mapping else pl.lit(None, dtype=pl.String)).alias(
            RAW + name
        )
        for name in layout.source_columns
    ]
    return frame.select(
        pl.lit(source).alias("_source"), pl.col("_row").cast(pl.UInt32).alias("_row"), *cells
    )


def _typed(
    frame: pl.LazyFrame, numbers: list[pl.Expr], layout: Layout, *, in_system: bool
) -> pl.LazyFrame:
    as_text = (lambda text: text) if in_system else parsing.integer_text
    keys = ("RUCCliente", "RUCPagador", "NroDocumento")
    texts = [raw(name).alias(name) for name in layout.all_texts if name not in keys]
    return frame.with_columns(
        *texts,
        *[as_text(raw(name)).alias(name) for name in keys],
        *numbers,
        *[parsing.day(raw(name)).alias(name) for name in layout.all_days],
        pl.lit("no" if in_system else "si").alias("FueraSistema"),
    )


def _report_numbers(rules: RuleSet, layout: Layout) -> list[pl.Expr]:
    readers = (
        (columns.LENIENT_NUMBERS, parsing.number_or_zero),
        (layout.dashed_numbers, parsing.number_or_dash),
        (columns.REQUIRED_NUMBERS + layout.whole_numbers, parsing.number),
    )
    return [
        read(raw(name), thousands=rules.thousands).alias(name)
        for names, read in readers
        for name in names
    ]


def _sheet_numbers(rules: RuleSet, layout: Layout) -> list[pl.Expr]:
    # In the order of the report's numbers, so that both can be put one after the other.
    names = columns.LENIENT_NUMBERS + layout.dashed_numbers + columns.REQUIRED_NUMBERS
    return [
        parsing.number_or_zero(raw(name), thousands=rules.thousands).alias(name)
        for name in names + layout.whole_numbers
    ]
