"""The tables that documents are kept in: what identifies a row, and what of it counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from toolbox.sii.calc.books import PurchaseState
from toolbox.sii.models import FeeReceipt, Purchase, Sale, Total

SIGNED = ("signed_exempt", "signed_net", "signed_vat", "signed_total")


@dataclass(frozen=True)
class Ledger:
    """A table: with the company, `key` identifies a row; `found_by` is the part of it that rows
    are looked up by; `counted` are the columns that totals add up, and only rows whose `state`
    is `counts` have a part in those (empty: all have).
    """

    model: Any
    key: tuple[str, ...]
    found_by: tuple[str, ...]
    counted: tuple[str, ...]
    counts: str = ""

    @cached_property
    def changing(self) -> list[str]:
        """The columns that a row takes over from a newer one."""
        names = (field.name for field in self.model._meta.concrete_fields)
        return [name for name in names if name not in {"id", "company", *self.key}]

    @property
    def judged_by(self) -> tuple[str, ...]:
        """The column that `is_counted` looks at."""
        return ("state",) if self.counts else ()

    def key_of(self, columns: Mapping[str, Any]) -> tuple[Any, ...]:
        """Return what a row is known by."""
        return tuple(columns[name] for name in self.key)

    def said(self, columns: Mapping[str, Any]) -> str:
        """Return what people call a row: `33 1204 76086428-5`."""
        return " ".join(str(columns[name]) for name in self.key if columns.get(name) is not None)

    def is_counted(self, columns: Mapping[str, Any]) -> bool:
        """Return whether a row has a part in totals."""
        return not self.counts or columns["state"] == self.counts


PURCHASES = Ledger(
    Purchase,
    ("type_code", "folio", "counterpart_rut"),
    ("type_code", "folio"),
    SIGNED,
    counts=PurchaseState.REGISTERED,
)
SALES = Ledger(Sale, ("type_code", "folio", "counterpart_rut"), ("type_code", "folio"), SIGNED)
RECEIPTS = Ledger(
    FeeReceipt,
    ("direction", "issuer_rut", "folio"),
    ("direction", "folio"),
    ("counted_gross", "counted_withheld", "counted_paid"),
)
TOTALS = Ledger(Total, ("book", "period", "type_code", "day"), ("book", "period"), SIGNED)
