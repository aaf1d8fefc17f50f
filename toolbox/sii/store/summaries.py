"""Whether the documents of a month are those that the summary of the month tells of."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Sum

from toolbox.sii.calc.books import Book, PurchaseState
from toolbox.sii.calc.remarks import Remark
from toolbox.sii.models import Company, Purchase, Sale, Total

AMOUNTS = {
    "exempt": "Monto Exento",
    "net": "Monto Neto",
    "vat": "Monto IVA",
    "total": "Monto Total",
}
"""What is compared beside the number of documents, under the headings of the files."""
Sums = dict[int, dict[str, int]]


def differences(company: Company, book: Book, period: date) -> tuple[Remark, ...]:
    """Return a remark for each figure of a type in which summary and documents differ.

    Nothing where there is no summary: then there is nothing to compare.
    """
    said, found = _said(company, book, period), _found(company, book, period)
    if not said:
        return ()
    return tuple(
        remark
        for code in sorted(said.keys() | found.keys())
        for remark in _differ(code, said.get(code, {}), found.get(code, {}))
    )


def _said(company: Company, book: Book, period: date) -> Sums:
    totals = Total.objects.filter(
        company=company, book=book, period=period, day=0, gone=None, is_detailed=True
    )
    return {one["type_code"]: one for one in totals.values("type_code", "count", *AMOUNTS)}


def _found(company: Company, book: Book, period: date) -> Sums:
    here = {"company": company, "period": period, "gone": None}
    rows = (
        Purchase.objects.filter(**here, state=PurchaseState.REGISTERED)
        if book is Book.PURCHASES
        else Sale.objects.filter(**here)
    )
    sums = {f"sum_{name}": Sum(name) for name in AMOUNTS}
    grouped = rows.order_by().values("type_code").annotate(count=Count("pk"), **sums)
    return {
        one["type_code"]: {"count": one["count"], **{name: one[f"sum_{name}"] for name in AMOUNTS}}
        for one in grouped
    }


def _differ(code: int, said: dict[str, int], found: dict[str, int]) -> Iterator[Remark]:
    counts = said.get("count", 0), found.get("count", 0)
    if counts[0] != counts[1]:
        yield Remark(
            "Type {type}: the summary tells of {said} documents, here are {found}",
            {"type": code, "said": counts[0], "found": counts[1]},
        )
    for name, heading in AMOUNTS.items():
        amounts = said.get(name, 0), found.get(name, 0)
        # Files differ in whether they write credit notes with a sign.
        if abs(amounts[0]) != abs(amounts[1]):
            yield Remark(
                "Type {type}, {column}: the summary says {said}, the documents add up to {found}",
                {"type": code, "column": heading, "said": amounts[0], "found": amounts[1]},
            )
