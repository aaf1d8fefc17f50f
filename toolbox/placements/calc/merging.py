"""Operations kept outside the ERP take the place of the ERP's own rows."""

from dataclasses import dataclass

import polars as pl

from toolbox.placements.calc import parsing
from toolbox.placements.calc.cleaning import comparable_code
from toolbox.placements.calc.rules import RuleSet
from toolbox.quarantine.calc import raw


@dataclass(frozen=True, slots=True)
class OutOfSystem:
    """The sheets' rows in the order of the sheets, and the codes that they take over."""

    rows: pl.DataFrame
    codes: pl.Series
    blank_lines: int


def out_of_system(sheets: pl.DataFrame, rules: RuleSet) -> OutOfSystem:
    """Take the usable rows of the sheets.

    Lines without a code are empty lines. A row with a code but without either tax id replaces
    nothing; the rules say whether it is left out or judged (and found bad).
    """
    has_code = ~parsing.is_blank(raw("CodigoLiquidacion"))
    has_tax_ids = ~(parsing.is_blank(raw("RUCCliente")) | parsing.is_blank(raw("RUCPagador")))
    complete = sheets.filter(has_code & has_tax_ids)
    kept = sheets.filter(has_code) if rules.blank_tax_id_is_bad else complete
    codes = complete.select(comparable_code(raw("CodigoLiquidacion"), rules)).to_series()
    return OutOfSystem(kept, codes.unique(), sheets.height - kept.height)


def is_replaced(codes: pl.Series, rules: RuleSet) -> pl.Expr:
    """True for a row of the report whose code a sheet has: all its documents go."""
    code = comparable_code(raw("CodigoLiquidacion"), rules)
    return code.is_in(codes.implode()).fill_null(False)


def executives_in_order(report: pl.LazyFrame) -> list[str]:
    """Return the distinct executives in order of first appearance."""
    first = pl.col("_row").min()
    found = report.group_by("Ejecutivo").agg(first).drop_nulls().collect(engine="streaming")
    return found.sort("_row")["Ejecutivo"].to_list()
