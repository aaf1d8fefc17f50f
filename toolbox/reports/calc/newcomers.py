"""New clients and new payers: whose first business it was, in which month, with which executive.

Month after month, executive after executive in the order of their first row of the month, product
after product in the order of PRODUCTS: who has not been seen before is new there. A product of
another name is passed over. Row order decides between two executives of one month.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

FACTORING = "Factoring"
PRODUCTS = (FACTORING, "Confirming", "Capital de Trabajo")
FIRST_MONTH = "2019-07"
"""The month in which the business began; nothing before it counts."""

COLUMNS = (
    "FechaOperacion", "Ejecutivo", "RUCCliente", "RUCPagador", "TipoOperacion", "RazonSocial",
)  # fmt: skip
TURN = ("Mes", "_executive", "_product")
"""The order in which the groups of rows have their turn."""


@dataclass(frozen=True, slots=True)
class Role:
    """A side of the business that somebody can be new on."""

    tax_id: str
    name: str
    products: Sequence[str]


CLIENT = Role("RUCCliente", "RazonSocialCliente", (FACTORING,))
PAYER = Role("RUCPagador", "RazonSocialPagador", PRODUCTS)


def newcomers(placements: pl.LazyFrame, until: date) -> pl.DataFrame:
    """Return who was new, with COLUMNS, in the order of their turn; clients before payers.

    `placements` are the rows of the table of placements, in its order.
    """
    rows = placements.with_row_index("_place")
    known = _in_time(rows, until)
    executives = known.group_by("Mes", "Ejecutivo").agg(pl.col("_place").min().alias("_executive"))
    clients = _new(rows, known, executives, CLIENT)
    payers = _new(rows, known, executives, PAYER)
    found = pl.concat(pl.collect_all([clients, payers], engine="streaming"), how="diagonal")
    turn = found.sort(*TURN, "_role", "_place")
    return turn.select(pl.col("Mes").add("-01").str.to_date().alias("FechaOperacion"), *COLUMNS[1:])


def known_in(placements: pl.LazyFrame, role: Role, until: date) -> int:
    """Return how many tax ids have done business in a role, counted on their own."""
    known = _in_time(placements, until).filter(pl.col("TipoOperacion").is_in(role.products))
    return int(known.select(pl.col(role.tax_id).n_unique()).collect(engine="streaming").item())


def _in_time(rows: pl.LazyFrame, until: date) -> pl.LazyFrame:
    return rows.filter(pl.col("Mes").is_between(pl.lit(FIRST_MONTH), pl.lit(f"{until:%Y-%m}")))


def _new(
    rows: pl.LazyFrame, known: pl.LazyFrame, executives: pl.LazyFrame, role: Role
) -> pl.LazyFrame:
    """Return the first turn of each tax id in a role, with its name."""
    turns = {product: number for number, product in enumerate(role.products)}
    product = pl.col("TipoOperacion").replace_strict(turns, return_dtype=pl.Int8, default=None)
    return (
        known.filter(pl.col("TipoOperacion").is_in(role.products))
        .group_by("Mes", "Ejecutivo", "TipoOperacion", role.tax_id)
        .agg(pl.col("_place").min())
        .join(executives, on=["Mes", "Ejecutivo"])
        .with_columns(product.alias("_product"), pl.lit(role is PAYER).alias("_role"))
        .sort(*TURN, "_place")
        .unique(role.tax_id, keep="first", maintain_order=True)
        .join(_names(rows, role), on=role.tax_id)
    )


def _names(rows: pl.LazyFrame, role: Role) -> pl.LazyFrame:
    """Return one name for each tax id: of several, the one that appeared last."""
    return (
        rows.group_by(role.tax_id, role.name)
        .agg(pl.col("_place").min().alias("_named"))
        .sort("_named")
        .unique(role.tax_id, keep="last")
        .select(role.tax_id, pl.col(role.name).alias("RazonSocial"))
    )
