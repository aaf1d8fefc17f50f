"""Which documents cannot be used, and why."""

import polars as pl

from toolbox.placements.calc import columns, parsing
from toolbox.placements.calc.layouts import Layout
from toolbox.placements.calc.rules import RuleSet
from toolbox.quarantine.calc import Check, Reason, raw

TEXT_LIMIT = 255
AMOUNT_LIMIT = 1e12
"""DECIMAL(18,6) has twelve places before the point."""

KEY = ("CodigoLiquidacion", "NroDocumento")
"""What a document is known by."""


def checks(rules: RuleSet, layout: Layout) -> list[Check]:
    """Return everything a row is judged by, in the order in which it is told."""
    return [
        *_missing(),
        *_numbers(layout),
        *_dates(rules, layout),
        *_currency(rules),
        *_too_long(layout),
        *_too_large(layout),
    ]


def _missing() -> list[Check]:
    required = [
        Check(name, Reason.MISSING, parsing.is_blank(pl.col(name)))
        for name in columns.REQUIRED_TEXTS
    ]
    document = parsing.is_blank(pl.col("NroDocumento")) & (pl.col("FueraSistema") == "si")
    return [
        *required,
        Check("NroDocumento", Reason.MISSING, document),
        Check("FacturasGeneradas", Reason.MISSING, pl.col("FacturasGeneradas").is_null()),
    ]


def _numbers(layout: Layout) -> list[Check]:
    return [
        *[
            Check(name, Reason.MISSING, pl.col(name).is_null() & parsing.is_blank(raw(name)))
            for name in columns.REQUIRED_NUMBERS
        ],
        *[
            Check(name, Reason.NOT_A_NUMBER, pl.col(name).is_null())
            for name in columns.REQUIRED_NUMBERS + layout.dashed_numbers
        ],
        *[
            Check(name, Reason.NOT_WHOLE, pl.col(name) != pl.col(name).round())
            for name in ("DiasEfectivo", *layout.whole_numbers)
        ],
    ]


def _dates(rules: RuleSet, layout: Layout) -> list[Check]:
    words = [*rules.payment_words, *layout.payment_words]
    in_report = pl.col("FueraSistema") == "no"
    blank = parsing.is_blank(raw("FechaOperacion"))
    no_due_day = pl.col("FechaConfirmado").is_null()
    must_be_due = layout.due_day_matters and rules.due_day_is_required
    return [
        Check("FechaOperacion", Reason.MISSING, blank),
        Check("FechaOperacion", Reason.NOT_A_DATE, pl.col("FechaOperacion").is_null()),
        *[
            Check(name, Reason.NOT_A_DATE, _says_no_date(name, words) & in_report)
            for name in ("FechaPago", *layout.days)
        ],
        *([Check("FechaConfirmado", Reason.MISSING, no_due_day)] if must_be_due else []),
    ]


def _says_no_date(name: str, words: list[str]) -> pl.Expr:
    """True for a text that is neither a date nor a word for "none"."""
    return raw(name).str.strip_chars().is_in(words).not_() & pl.col(name).is_null()


def _currency(rules: RuleSet) -> list[Check]:
    if rules.known_currencies is None:
        return []
    unknown = pl.col("Moneda").is_in(list(rules.known_currencies)).not_()
    return [Check("Moneda", Reason.CURRENCY, unknown)]


def _too_long(layout: Layout) -> list[Check]:
    names = [name for name in layout.all_texts if name not in layout.unlimited_texts]
    return [
        Check(name, Reason.TOO_LONG, pl.col(name).str.len_chars() > TEXT_LIMIT)
        for name in [*names, "Referencia", "Sector", "GrupoEco"]
    ]


def _too_large(layout: Layout) -> list[Check]:
    return [
        Check(
            name,
            Reason.TOO_LARGE,
            (pl.col(name).is_finite() & (pl.col(name).abs() < AMOUNT_LIMIT)).not_(),
        )
        for name in (*layout.amounts, "DiasEfectivo", *layout.whole_numbers)
    ]
