"""The table that sets the books of a month beside its F29."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Min, Sum

from background import Month
from background.calendars import BusinessDays
from toolbox.sii.calc import f29
from toolbox.sii.calc.books import Book, Direction, FileKind, FilingState
from toolbox.sii.calc.due_dates import due_date, standing
from toolbox.sii.calc.f29 import Code
from toolbox.sii.calc.signs import sign_of
from toolbox.sii.models import (
    BookMonth,
    Company,
    FeeReceipt,
    Filing,
    ImportFile,
    Purchase,
    Sale,
    Total,
    VatMonth,
)

CHILE = BusinessDays("CL")
DETAIL = {
    Book.SALES: FileKind.SALES,
    Book.PURCHASES: FileKind.PURCHASES_REGISTERED,
    Book.FEES: FileKind.FEES,
}
"""The files whose documents count in a book."""


def reckon(company: Company, periods: Collection[date], today: date) -> None:
    """Reckon months of a company anew, and how each of its months stands on the day `today`.

    Nothing is said of months before the first one of which anything is known. To be called inside
    of `ctx.atomic()`, after the books or returns of those months changed.
    """
    since = _known_since(company)
    following = {_shifted(one, 1) for one in periods}
    known = VatMonth.objects.filter(company=company, period__in=following)
    asked = {*periods, *known.values_list("period", flat=True)}
    wanted = sorted(one for one in asked if since and one >= since)
    filed = _returns(company, {*wanted, *(_shifted(one, -1) for one in wanted)})
    registered = [
        _of_book(company, wanted, Book.SALES, _sum(company, wanted, Book.SALES, Sale)),
        _of_book(company, wanted, Book.PURCHASES, _sum(company, wanted, Book.PURCHASES, Purchase)),
        _of_book(company, wanted, Book.FEES, _withheld(company, wanted)),
    ]
    for period in wanted:
        values = _values(company, period, [one.get(period) for one in registered], filed)
        VatMonth.objects.update_or_create(
            company=company,
            period=period,
            defaults=values | {"company_rut": company.rut, "company_name": company.name},
        )
    stand(company, today)


def stand(company: Company, today: date) -> None:
    """Say of every month of a company how its return stands on a day."""
    months = BookMonth.objects.filter(company=company, book=Book.F29)
    asked = set(months.values_list("period", flat=True))
    for month in VatMonth.objects.filter(company=company):
        now = standing(
            month.due,
            today,
            is_filed=bool(month.folio or month.filed),
            filed=month.filed,
            is_asked=month.period in asked,
        )
        if month.standing != now:
            VatMonth.objects.filter(pk=month.pk).update(standing=now)


def _values(
    company: Company,
    period: date,
    registered: list[int | None],
    filed: Mapping[date, Sequence[Filing]],
) -> dict[str, Any]:
    first_filed, found = _first_and_valid(filed.get(period, ()))
    codes = _codes(found)
    said = {name: _amount(codes, code) for name, code in FILED.items()} if found else {}
    own_credits = said["filed_credits"] - said["carried_before"] if found else None
    compared = (said.get("filed_debits"), own_credits, said.get("filed_withheld"))
    before = _first_and_valid(filed.get(_shifted(period, -1), ()))[1]
    carried = f29.carried_over(_codes(before), codes) if found and before else ()
    return (
        dict.fromkeys(FILED)
        | said
        | dict(zip(("debits", "credits", "withheld"), registered, strict=True))
        | {name: _apart(*pair) for name, *pair in zip(APART, compared, registered, strict=True)}
        | {
            "folio": found.folio if found else None,
            "filed": first_filed,
            "due": due_date(
                period,
                files_online=company.files_online,
                is_payable=found is None or f29.completed(codes)[Code.DUE] > 0,
                next_working=CHILE.on_or_after,
            ),
            "warnings": [one.stored() for one in carried],
        }
    )


FILED = {
    "filed_debits": Code.DEBITS,
    "filed_credits": Code.CREDITS,
    "carried_before": Code.CARRIED_FROM_BEFORE,
    "filed_vat_due": Code.VAT_DUE,
    "filed_carried": Code.CARRIED,
    "filed_withheld": Code.FEES_WITHHELD,
    "filed_amount": Code.DUE,
}
APART = ("debits_apart", "credits_apart", "withheld_apart")


def _shifted(first: date, months: int) -> date:
    return Month.of(first).plus(months).first


def _codes(filing: Filing | None) -> f29.Codes:
    return {one.code: one.value for one in filing.codes.all()} if filing else {}


def _amount(codes: f29.Codes, code: Code) -> int:
    return int(codes.get(code, f29.NOTHING))


def _apart(said: int | None, registered: int | None) -> int | None:
    return None if said is None or registered is None else said - registered


def _known_since(company: Company) -> date | None:
    """The first month of which a book was imported or a return filed."""
    books = BookMonth.objects.filter(company=company).exclude(state=BookMonth.State.ABSENT)
    returns = Filing.objects.filter(company=company)
    first = (one.aggregate(first=Min("period"))["first"] for one in (books, returns))
    return min((one for one in first if one), default=None)


def _returns(company: Company, periods: Collection[date]) -> dict[date, list[Filing]]:
    """The returns of each month in the order of their folios."""
    filed = (FilingState.VALID, FilingState.CORRECTED)
    found: dict[date, list[Filing]] = defaultdict(list)
    rows = Filing.objects.filter(company=company, period__in=periods, state__in=filed)
    for one in rows.prefetch_related("codes").order_by("folio"):
        found[one.period].append(one)
    return found


def _first_and_valid(returns: Sequence[Filing]) -> tuple[date | None, Filing | None]:
    """The day of the first return, and the one in force: the last, should there be several."""
    valid = [one for one in returns if one.state == FilingState.VALID]
    first = min((one.filed for one in returns if one.filed), default=None)
    return first, (valid[-1] if valid else None)


def _of_book(
    company: Company, periods: Iterable[date], book: Book, sums: Mapping[date, int]
) -> dict[date, int]:
    """The sums of the months in which the detail of a book is imported, if only in part; zero is
    one too. A summary alone, or the purchases of another state, say nothing of what is registered.
    """
    detailed = ImportFile.objects.filter(company=company, kind=DETAIL[book], period__in=periods)
    found = detailed.values_list("period", flat=True)
    return {period: sums.get(period, 0) for period in found if period}


def _sum(
    company: Company, periods: Iterable[date], book: Book, model: type[Sale] | type[Purchase]
) -> dict[date, int]:
    """The VAT of a book by month; where a type has no document of its own, that of its totals."""
    known = {"company": company, "period__in": periods, "gone": None}
    result: dict[date, int] = {}
    detailed = set()
    documents = model.objects.filter(**known).order_by().values_list("period", "type_code")
    for period, code, vat in documents.annotate(Sum("signed_vat")):
        detailed.add((period, code))
        result[period] = result.get(period, 0) + vat
    if model is Sale:
        for period, code, vat in documents.annotate(Sum("vat_withheld")):
            result[period] -= sign_of(code) * vat  # the buyer pays it, so it is no debit
    totals = Total.objects.filter(**known, book=book, day=0, is_detailed=False).order_by()
    for period, code, vat in totals.values_list("period", "type_code", "signed_vat"):
        if (period, code) not in detailed:
            result[period] = result.get(period, 0) + vat
    return result


def _withheld(company: Company, periods: Iterable[date]) -> dict[date, int]:
    received = FeeReceipt.objects.filter(
        company=company, period__in=periods, gone=None, direction=Direction.RECEIVED
    )
    return dict(received.order_by().values_list("period").annotate(Sum("counted_withheld")))
