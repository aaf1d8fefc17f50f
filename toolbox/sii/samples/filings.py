"""The F29 returns that belong to the books of the samples."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from background.calendars import BusinessDays
from toolbox.sii.calc.books import FeeState, FilingState
from toolbox.sii.calc.due_dates import due_date
from toolbox.sii.calc.f29 import Code, completed
from toolbox.sii.calc.rows import FeeReceipt, Filing, Total
from toolbox.sii.samples.documents import Scene

CHILE = BusinessDays("CL")
DEBITS = {
    (33,): (503, 502), (39,): (110, 111), (48,): (758, 759), (56,): (512, 513),
    (61,): (509, 510), (43,): (500, 501),
}  # fmt: skip
CREDITS = {(33, 46): (519, 520), (56,): (531, 532), (61,): (527, 528), (914,): (534, 535)}
"""For types of documents the codes of how many there are and of their VAT."""
SENT_ABROAD, EXEMPT = (585, 20), (586, 142)
PPM_RATE = Decimal("0.25")
INDEXATION = Decimal("1.003")
INTEREST = Decimal("0.015")


@dataclass(frozen=True, slots=True)
class Figures:
    """What the books of a month add up to: totals by type of document, and fee receipts."""

    sold: Mapping[int, Total]
    bought: Mapping[int, Total]
    fees: tuple[FeeReceipt, ...]


def filing(scene: Scene, figures: Figures, carried: int) -> Filing:
    """Return the return of a month, filed in time; `carried` is last month's code 77."""
    codes = completed(dict(_codes(scene, figures, carried)))
    chance = scene.chance("filing", 0)
    due = due_date(
        scene.period,
        files_online=scene.company.files_online,
        is_payable=codes[Code.DUE] > 0,
        next_working=CHILE.on_or_after,
    )
    return Filing(
        rut=scene.company.rut,
        period=scene.period,
        folio=8_000_000_000 + scene.company.number * 10_000 + scene.number % 10_000,
        kind="Primitiva",
        state=FilingState.VALID,
        filed=due - timedelta(days=chance.between(0, 5)),
        codes=codes,
    )


def _codes(scene: Scene, figures: Figures, carried: int) -> Iterator[tuple[int, Decimal]]:
    for totals, named in ((figures.sold, DEBITS), (figures.bought, CREDITS)):
        for types, (count, amount) in named.items():
            if found := [totals[one] for one in types if one in totals]:
                yield count, Decimal(sum(one.count for one in found))
                yield amount, Decimal(sum(one.vat for one in found))
    for (count, amount), types in ((SENT_ABROAD, (110,)), (EXEMPT, (34, 41))):
        found = [figures.sold[one] for one in types if one in figures.sold]
        if found:
            yield count, Decimal(sum(one.count for one in found))
            yield amount, Decimal(sum(one.exempt for one in found))
    if carried:
        yield Code.CARRIED_FROM_BEFORE, (carried * INDEXATION).quantize(Decimal(1))
    chance = scene.chance("payroll", 0)
    yield 48, Decimal(chance.between(0, 90) * 1_000)
    counted = [one for one in figures.fees if one.state is FeeState.VALID]
    yield Code.FEES_WITHHELD, Decimal(sum(one.withheld for one in counted))
    yield Code.PPM_BASE, Decimal(max(0, _net(figures.sold.values())))
    yield Code.PPM_RATE, PPM_RATE


def _net(totals: Iterable[Total]) -> int:
    return sum(-one.net if one.type_code == 61 else one.net for one in totals)


def late(one: Filing, days: int) -> Filing:
    """Return the same return filed so many days after it was due, with interest."""
    interest = (one.codes[Code.DUE] * INTEREST).quantize(Decimal(1))
    codes = {**one.codes, int(Code.INTEREST): interest}
    codes[Code.DUE_WITH_SURCHARGE] = codes[Code.DUE] + interest
    return replace(one, filed=_filed(one) + timedelta(days=days), codes=codes)


def corrected(one: Filing) -> tuple[Filing, Filing]:
    """Return the return as it was filed first, and the one that took its place a week later."""
    invoices = one.codes.get(502, Decimal(0))
    wrong = {code: one.codes[code] for code in one.codes if code not in TOTALS}
    first = completed({**wrong, 502: invoices * 9 // 10})
    return (
        replace(one, state=FilingState.CORRECTED, codes=first),
        replace(
            one,
            folio=(one.folio or 0) + 500_000_000,
            kind="Rectificatoria con Giro",
            filed=_filed(one) + timedelta(days=7),
        ),
    )


TOTALS = frozenset(completed({}))


def wrong(one: Filing) -> Filing:
    """Return the same return with a total of credits that its parts do not give."""
    return replace(one, codes={**one.codes, int(Code.CREDITS): one.codes[Code.CREDITS] + 10_000})


def proposed(one: Filing) -> Filing:
    """Return what the portal proposes: without a folio, without totals."""
    codes = {code: value for code, value in one.codes.items() if code not in TOTALS}
    return replace(one, folio=None, kind="", filed=None, codes=codes)


def _filed(one: Filing) -> date:
    return one.filed or one.period
