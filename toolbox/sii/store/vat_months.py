"""The table that sets the books of a month beside its F29."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet, Sum

from background import Month
from background.calendars import BusinessDays
from toolbox.sii.calc import f29
from toolbox.sii.calc.books import Book, Direction, FilingState
from toolbox.sii.calc.due_dates import due_date, standing
from toolbox.sii.calc.f29 import Code
from toolbox.sii.models import Company, FeeReceipt, Filing, Purchase, Sale, Total, VatMonth

CHILE = BusinessDays("CL")


def reckon(company: Company, periods: Collection[date], today: date) -> None:
    """Reckon months of a company anew, and how each of its months stands on the day `today`.

    To be called inside of `ctx.atomic()`, after the books or returns of those months changed.
    """
    if not periods:
        return
    following = {_shifted(one, 1) for one in periods}
    known = VatMonth.objects.filter(company=company, period__in=following)
    wanted = {*periods, *known.values_list("period", flat=True)}
    filed = _in_force(company, {*wanted, *(_shifted(one, -1) for one in wanted)})
    owed = _sum(company, wanted, Book.SALES, Sale.objects.all())
    deducted = _sum(company, wanted, Book.PURCHASES, Purchase.objects.all())
    withheld = _withheld(company, wanted)
    for period in wanted:
        registered = [sums.get(period, 0) for sums in (owed, deducted, withheld)]
        values = _values(company, period, registered, filed)
        VatMonth.objects.update_or_create(
            company=company,
            period=period,
            defaults=values | {"company_rut": company.rut, "company_name": company.name},
        )
    stand(company, today)


def stand(company: Company, today: date) -> None:
    """Say of every month of a company how its return stands on a day."""
    for month in VatMonth.objects.filter(company=company):
        now = standing(month.due, today, is_filed=month.folio is not None, filed=month.filed)
        if month.standing != now:
            VatMonth.objects.filter(pk=month.pk).update(standing=now)


def _values(
    company: Company, period: date, registered: list[int], filed: Mapping[date, Filing]
) -> dict[str, Any]:
    owed, deducted, withheld = registered
    found = filed.get(period)
    codes = _codes(found)
    said = {name: _amount(codes, code) for name, code in FILED.items()} if found else {}
    values: dict[str, Any] = dict.fromkeys((*FILED, *APART)) | said
    if found:
        own_credits = said["filed_credits"] - said["carried_before"]
        values["debits_apart"] = said["filed_debits"] - owed
        values["credits_apart"] = own_credits - deducted
        values["withheld_apart"] = said["filed_withheld"] - withheld
    before = filed.get(_shifted(period, -1))
    carried = f29.carried_over(_codes(before), codes) if found and before else ()
    return values | {
        "debits": owed,
        "credits": deducted,
        "withheld": withheld,
        "folio": found.folio if found else None,
        "filed": found.filed if found else None,
        "due": due_date(
            period,
            files_online=company.files_online,
            is_payable=found is None or said["filed_amount"] > 0,
            next_working=CHILE.on_or_after,
        ),
        "warnings": [one.stored() for one in carried],
    }


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


def _in_force(company: Company, periods: Collection[date]) -> dict[date, Filing]:
    """The return in force of each month: the one filed last, should there be several."""
    found = Filing.objects.filter(
        company=company, period__in=periods, state=FilingState.VALID
    ).prefetch_related("codes")
    return {one.period: one for one in found.order_by("filed", "folio")}


def _sum(
    company: Company, periods: Iterable[date], book: Book, rows: QuerySet[Any]
) -> dict[date, int]:
    """The VAT of a book by month, that of types of which only totals are known with it."""
    totals = Total.objects.filter(book=book, day=0, is_detailed=False)
    result: dict[date, int] = {}
    for one in (rows, totals):
        of_company = one.filter(company=company, period__in=periods, gone=None).order_by()
        for period, vat in of_company.values_list("period").annotate(Sum("signed_vat")):
            result[period] = result.get(period, 0) + vat
    return result


def _withheld(company: Company, periods: Iterable[date]) -> dict[date, int]:
    received = FeeReceipt.objects.filter(
        company=company, period__in=periods, gone=None, direction=Direction.RECEIVED
    )
    return dict(received.order_by().values_list("period").annotate(Sum("counted_withheld")))
