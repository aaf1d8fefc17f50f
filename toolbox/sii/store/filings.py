"""F29 returns, each under its folio, with their codes and what does not add up in them."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from background.calendars import BusinessDays
from toolbox.sii.calc import due_dates, f29
from toolbox.sii.calc.books import Book, FilingState
from toolbox.sii.calc.counts import Counts
from toolbox.sii.calc.f29 import Code
from toolbox.sii.calc.remarks import Remark
from toolbox.sii.calc.rows import Filing as FilingRow
from toolbox.sii.models import Company, Filing, FilingCode
from toolbox.sii.store import months
from toolbox.sii.store.files import Importing
from toolbox.sii.store.upserting import digest_of

CHILE = "CL"
PROPOSAL = 0
"""The folio of what is not filed yet."""


def keep(
    by: Importing, period: date, rows: Iterable[FilingRow], faults: int = 0
) -> tuple[Counts, list[Remark]]:
    """Take the returns of a month in, and return what changed and what they warn of.

    Call it inside of a transaction. A return that is not among them stays: the office never
    takes one back without another in its place. Of one that comes twice the first counts.
    """
    month = months.held(by.company, Book.F29, period)
    counts, remarks = Counts(faults=faults), list[Remark]()
    seen: dict[int, FilingRow] = {}
    for row in rows:
        first = seen.setdefault(row.folio or PROPOSAL, row)
        if first is not row:
            if first != row:
                remarks.append(_told_otherwise(row))
            continue
        odd = remarks_on(row)
        remarks += odd
        counts.total += 1
        _keep(by, row, odd, counts)
    months.close(
        month,
        rows=Filing.objects.filter(company=by.company, period=period).count(),
        faults=faults,
        warnings=len(remarks),
        files="",
        moment=by.moment,
    )
    return counts, remarks


def remarks_on(row: FilingRow) -> tuple[Remark, ...]:
    """Return what does not add up in a return; one that is not in force counts for nothing."""
    return () if row.state is FilingState.CANCELLED else f29.remarks(_codes(row))


def _told_otherwise(row: FilingRow) -> Remark:
    """The same return in two files that do not say the same of it."""
    message = "Return {folio} is there twice and not the same: the first counts"
    return Remark(message, {"folio": row.folio or PROPOSAL})


def _keep(by: Importing, row: FilingRow, odd: Iterable[Remark], counts: Counts) -> None:
    codes, folio = _codes(row), row.folio or PROPOSAL
    told = _columns(by.company, row, codes)
    told["warnings"] = [one.stored() for one in odd]
    told["warning_count"] = len(told["warnings"])
    told["digest"] = digest_of({**told, "codes": sorted(codes.items())})
    there = Filing.objects.filter(company=by.company, folio=folio)
    old = (there if folio else there.filter(period=row.period)).first()
    if old is not None and old.digest == told["digest"]:
        counts.unchanged += 1
        return
    counts.changed += old is not None
    counts.new += old is None
    filing = old or Filing(company=by.company, folio=folio)
    for name, value in told.items():
        setattr(filing, name, value)
    filing.imported = by.moment
    filing.save()
    filing.codes.all().delete()
    FilingCode.objects.bulk_create(
        FilingCode(
            filing=filing,
            company_rut=by.company.rut,
            period=row.period,
            folio=folio,
            code=code,
            value=value,
        )
        for code, value in sorted(codes.items())
    )


def _columns(company: Company, row: FilingRow, codes: Mapping[int, Decimal]) -> dict[str, Any]:
    state = row.state if row.folio else FilingState.PROPOSED
    return {
        "company_rut": company.rut,
        "company_name": company.name,
        "period": row.period,
        "kind": row.kind[:60],
        "state": state.value,
        "filed": row.filed,
        "due": due_dates.due_date(
            row.period,
            files_online=company.files_online,
            is_payable=f29.completed(codes)[Code.DUE] > 0,
            next_working=BusinessDays(CHILE).on_or_after,
        ),
        "debits": _pesos(codes, Code.DEBITS),
        "credits": _pesos(codes, Code.CREDITS),
        "vat_due": _pesos(codes, Code.VAT_DUE),
        "carried": _pesos(codes, Code.CARRIED),
        "amount": _pesos(codes, Code.DUE),
    }


def _codes(row: FilingRow) -> Mapping[int, Decimal]:
    """The codes of a return; a proposal comes without its totals."""
    return row.codes if row.folio else f29.completed(row.codes)


def _pesos(codes: Mapping[int, Decimal], code: Code) -> int | None:
    return int(codes[code]) if code in codes else None
