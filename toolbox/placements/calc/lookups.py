"""Small tables that rows are completed from: rates, sectors, referrers."""

from collections.abc import Mapping

import polars as pl

from toolbox.placements.calc import parsing
from toolbox.placements.calc.cleaning import comparable_code
from toolbox.placements.calc.columns import header_key
from toolbox.placements.calc.names import NameMatch
from toolbox.placements.calc.reading import MissingColumns
from toolbox.placements.calc.rules import RuleSet

SECTOR_SCHEMA = {"RUCPagador": pl.String, "Sector": pl.String, "Grupo": pl.String}
REFERRAL_SCHEMA = {"CodigoLiquidacion": pl.String, "Escrito": pl.String}


class BadReferralMonth(Exception):
    """A referral's month is not a date, and the rules in force insist on one."""

    def __init__(self, source: str, row: int, value: str | None) -> None:
        self.source, self.row, self.value = source, row, value
        super().__init__(f"{source}, row {row}: {value!r}")


def _named(frame: pl.DataFrame, source: str, headers: Mapping[str, str]) -> pl.DataFrame:
    keys = {header_key(name): name for name in frame.columns}
    missing = [head for head in headers if header_key(head) not in keys]
    if missing:
        raise MissingColumns(source, missing)
    return frame.select(
        "_row", *[pl.col(keys[header_key(head)]).alias(name) for head, name in headers.items()]
    )


def sectors(frame: pl.DataFrame, source: str) -> pl.DataFrame:
    """Return RUCPagador, Sector and Grupo: the first row of a tax id wins, a blank group is null.

    Raises MissingColumns.
    """
    rows = _named(frame, source, {"RUC": "RUCPagador", "SECTOR": "Sector", "GRUPO ECO.": "Grupo"})
    group = pl.col("Grupo").str.strip_chars()
    return rows.select(
        parsing.integer_text(pl.col("RUCPagador")).alias("RUCPagador"),
        pl.col("Sector").str.strip_chars(),
        pl.when(group != "").then(group).alias("Grupo"),
    ).unique("RUCPagador", keep="first", maintain_order=True)


def referrals(frame: pl.DataFrame, source: str, rules: RuleSet) -> pl.DataFrame:
    """Return CodigoLiquidacion and the referrer as written: the last row of a code wins.

    Raises MissingColumns, and BadReferralMonth where the rules ask for a month.
    """
    headers = {"REFERENCIA": "Escrito", "LIQUIDACIÓN": "CodigoLiquidacion", "MES": "Mes"}
    rows = _named(frame, source, headers)
    bad = rows.filter(parsing.day(pl.col("Mes")).is_null())
    if rules.referral_month_is_required and not bad.is_empty():
        first = bad.row(0, named=True)
        raise BadReferralMonth(source, first["_row"], first["Mes"])
    return (
        rows.with_columns(comparable_code(pl.col("CodigoLiquidacion"), rules))
        .filter(~parsing.is_blank(pl.col("Escrito")))
        .unique("CodigoLiquidacion", keep="last", maintain_order=True)
        .select("CodigoLiquidacion", "Escrito")
    )


def referrers(rows: pl.DataFrame, matches: Mapping[str, NameMatch]) -> pl.DataFrame:
    """Return CodigoLiquidacion and Referencia: the matched name, else the text as written."""
    names = {name: match.matched or name.strip() for name, match in matches.items()}
    name = pl.col("Escrito").replace_strict(names, return_dtype=pl.String, default=None)
    return rows.select("CodigoLiquidacion", name.alias("Referencia"))
