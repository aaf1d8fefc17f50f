"""Rows of the tax office's tables, ordinary but for what a test says."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

from toolbox.sii.calc.books import Book, Direction, FeeState, FilingState, PurchaseState
from toolbox.sii.calc.rut import Rut
from toolbox.sii.models import (
    BookMonth,
    Company,
    FeeReceipt,
    Filing,
    FilingCode,
    ImportFile,
    Purchase,
    Sale,
    Total,
)
from toolbox.sii.store.vat_months import DETAIL

MAY = date(2026, 5, 1)
JUNE = date(2026, 6, 1)
NOW = datetime(2026, 7, 15, 12, tzinfo=UTC)
numbers = count(1)


def company(**said: Any) -> Company:
    ordinary = {"rut": Rut.of(77_990_000 + next(numbers)), "name": "Molinos Ñandú"}
    return Company.objects.create(**(ordinary | said))


def entry(of: Company, period: date) -> dict[str, Any]:
    return {
        "company": of,
        "company_rut": of.rut,
        "company_name": of.name,
        "period": period,
        "digest": "",
        "imported": NOW,
    }


def imported(of: Company, book: Book, period: date) -> None:
    """A book of a month is read, by its detail."""
    if book in DETAIL:
        ImportFile.objects.get_or_create(
            company=of,
            company_rut=of.rut,
            book=book,
            kind=DETAIL[book],
            period=period,
            defaults={"run": UUID(int=0), "size": 0, "reader": 1, "imported": NOW},
        )
    BookMonth.objects.get_or_create(
        company=of,
        company_rut=of.rut,
        company_name=of.name,
        book=book,
        period=period,
        state=BookMonth.State.IMPORTED,
    )


def purchase(of: Company, vat: int, period: date = JUNE, **said: Any) -> Purchase:
    ordinary = {
        "type_code": 33,
        "folio": next(numbers),
        "counterpart_rut": "12345678-5",
        "issued": period,
        "state": PurchaseState.REGISTERED,
        "signed_vat": vat,
    }
    imported(of, Book.PURCHASES, period)
    return Purchase.objects.create(**(entry(of, period) | ordinary | said))


def sale(of: Company, vat: int, period: date = JUNE, **said: Any) -> Sale:
    ordinary = {
        "type_code": 33,
        "folio": next(numbers),
        "counterpart_rut": "12345678-5",
        "issued": period,
        "signed_vat": vat,
    }
    imported(of, Book.SALES, period)
    return Sale.objects.create(**(entry(of, period) | ordinary | said))


def total(of: Company, vat: int, period: date = JUNE, **said: Any) -> Total:
    ordinary = {"book": Book.SALES, "type_code": 39, "signed_vat": vat}
    imported(of, Book.SALES, period)
    return Total.objects.create(**(entry(of, period) | ordinary | said))


def fee(of: Company, withheld: int, period: date = JUNE, **said: Any) -> FeeReceipt:
    ordinary = {
        "direction": Direction.RECEIVED,
        "issuer_rut": "12345678-5",
        "folio": next(numbers),
        "issued": period,
        "state": FeeState.VALID,
        "counterpart_rut": "12345678-5",
        "counted_withheld": withheld,
    }
    imported(of, Book.FEES, period)
    return FeeReceipt.objects.create(**(entry(of, period) | ordinary | said))


def filing(of: Company, codes: dict[int, int], period: date = JUNE, **said: Any) -> Filing:
    ordinary = {"folio": next(numbers), "state": FilingState.VALID, "filed": date(2026, 7, 10)}
    found = Filing.objects.create(**(entry(of, period) | ordinary | said))
    for code, value in codes.items():
        FilingCode.objects.create(
            filing=found,
            company_rut=of.rut,
            period=period,
            folio=found.folio,
            code=code,
            value=Decimal(value),
        )
    return found
