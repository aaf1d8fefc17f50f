"""Purchases and sales of one company in one month."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from toolbox.samples.chance import Chance
from toolbox.sii.calc.books import PurchaseState
from toolbox.sii.calc.rows import OtherTax, Purchase, Sale
from toolbox.sii.samples.companies import FOREIGN, SampleCompany, Taxpayer, partner
from toolbox.sii.zone import SANTIAGO

ZONE = ZoneInfo(SANTIAGO)
VAT = Decimal("0.19")
BOUGHT, SOLD = 340_000, 690_000
"""What a document is usually worth, net; sold for more than bought, so that VAT is due."""
PARTNERS = 90
PURCHASE_TYPES = (33,) * 30 + (34,) * 4 + (61,) * 3 + (56, 46, 914)
SALE_TYPES = (33,) * 28 + (34,) * 4 + (61,) * 3 + (56, 110, 43)
EXEMPT = (34, 110)
KINDS = ("Del Giro",) * 16 + ("Supermercados", "Bienes Raíces", "Activo Fijo", "IVA Uso Común")
DRINKS = (
    OtherTax(24, rate=Decimal("31.5")), OtherTax(25, rate=Decimal("20.5")),
    OtherTax(27, rate=Decimal(10)), OtherTax(271, rate=Decimal(18)),
)  # fmt: skip
STATES = {
    PurchaseState.PENDING: 12,
    PurchaseState.LEFT_OUT: 25,
    PurchaseState.CLAIMED: 40,
}
"""Of how many purchases in the register one more is in another state."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A company, a month (its first day) and the seed that decides what happened in it."""

    company: SampleCompany
    period: date
    seed: int

    def chance(self, kind: str, number: int) -> Chance:
        """Return the draws for one thing that happens here."""
        return Chance(self.seed, f"sii-{kind}-{self.company.number}-{self.number}", number)

    @property
    def number(self) -> int:
        """The number of the month, one more for each month."""
        return self.period.year * 12 + self.period.month

    def day(self, chance: Chance) -> date:
        """Return a day of the month."""
        last = monthrange(self.period.year, self.period.month)[1]
        return self.period.replace(day=chance.between(1, last))


def purchases(scene: Scene, state: PurchaseState, count: int) -> Iterator[Purchase]:
    """Yield so many purchases in a state.

    Three suppliers have an invoice of the same number, and one of them a credit note that has it
    too; wines and sodas come with further taxes.
    """
    for number in range(count):
        chance = scene.chance(f"purchase-{state}", number)
        one = _purchase(scene, state, chance, number)
        if state is PurchaseState.REGISTERED and number < len(SAME_NUMBER):
            type_code, supplier = SAME_NUMBER[number]
            twin = partner(scene.seed, supplier)
            one = replace(
                one, type_code=type_code, folio=scene.number, rut=twin.rut, name=twin.name, **TAXED
            )
        yield one


SAME_NUMBER = ((33, 1), (33, 2), (33, 3), (61, 3))
TAXED: dict[str, Any] = {
    "exempt": 0, "net": 100_000, "vat": 19_000, "total": 119_000, "other_taxes": (),
    "vat_lost": 0, "vat_lost_code": None, "vat_not_withheld": 0, "tobacco": 0,
    "common_vat": 0, "fixed_asset_net": 0, "fixed_asset_vat": 0, "kind": "Del Giro",
}  # fmt: skip


def _purchase(scene: Scene, state: PurchaseState, chance: Chance, number: int) -> Purchase:
    type_code = chance.pick(PURCHASE_TYPES)
    kind = chance.pick(KINDS)
    # The month is that of the acknowledgement: some documents are of the month before.
    issued = scene.day(chance) - timedelta(days=chance.pick((0, 0, 0, 9)))
    received = _moment(issued, chance)
    amounts = _amounts(chance, type_code, BOUGHT)
    vat, other = amounts["vat"], _drinks(chance, amounts["net"]) if kind == "Del Giro" else ()
    loses = type_code == 33 and chance.happens(0.03)
    at_our_cost = state is PurchaseState.REGISTERED and type_code == 46
    supplier = partner(scene.seed, chance.rank(PARTNERS, 0.9))
    return Purchase(
        line=number + 2,
        type_code=type_code,
        folio=_folio(scene, LANES.index(state), number),
        rut=supplier.rut,
        name=supplier.name,
        kind=kind,
        issued=issued,
        received=received,
        acknowledged=None if state in UNANSWERED else received + timedelta(days=8),
        claimed=received + timedelta(days=3) if state is PurchaseState.CLAIMED else None,
        exempt=amounts["exempt"],
        net=amounts["net"],
        vat=0 if loses else vat,
        total=amounts["total"] + sum(one.amount or 0 for one in other),
        other_taxes=other,
        vat_lost=vat if loses else 0,
        vat_lost_code=chance.pick((1, 2, 3, 4, 9)) if loses else None,
        fixed_asset_net=amounts["net"] if kind == "Activo Fijo" else 0,
        fixed_asset_vat=vat if kind == "Activo Fijo" else 0,
        common_vat=vat if kind == "IVA Uso Común" else 0,
        vat_not_withheld=vat if at_our_cost else 0,
    )


LANES = tuple(PurchaseState)
UNANSWERED = (PurchaseState.PENDING, PurchaseState.CLAIMED)


def sales(scene: Scene, count: int) -> Iterator[Sale]:
    """Yield so many sales; what was exported has a buyer abroad, a settlement may be negative."""
    for number in range(count):
        chance = scene.chance("sale", number)
        type_code = chance.pick(SALE_TYPES)
        issued = scene.day(chance)
        buyer = partner(scene.seed, chance.rank(PARTNERS, 0.8))
        if type_code == 110:
            buyer = Taxpayer(FOREIGN, "Foreign Buyer Inc.")
        amounts = _amounts(chance, type_code, SOLD)
        if type_code == 43 and chance.happens(0.5):
            amounts = {name: -amount for name, amount in amounts.items()}
        yield Sale(
            line=number + 2,
            type_code=type_code,
            folio=_folio(scene, 0, number),
            rut=buyer.rut,
            name=buyer.name,
            kind=chance.pick(("Del Giro",) * 12 + ("Bienes Raíces", "Activo Fijo")),
            issued=issued,
            received=_moment(issued, chance),
            acknowledged=None,
            claimed=None,
            reference_type=33 if type_code in (56, 61) else 0,
            reference_folio=chance.pick(REFERENCES) if type_code in (56, 61) else "",
            foreign_id="US-0001" if type_code == 110 else "",
            exempt=amounts["exempt"],
            net=amounts["net"],
            vat=amounts["vat"],
            total=amounts["total"],
        )


REFERENCES = ("1201", "200-300-400", "SE26")


def _amounts(chance: Chance, type_code: int, median: int) -> dict[str, int]:
    net = max(1_000, round(chance.lognormal(median, 1.1)))
    if type_code in EXEMPT:
        return {"exempt": net, "net": 0, "vat": 0, "total": net}
    vat = round(net * VAT)
    return {"exempt": 0, "net": net, "vat": vat, "total": net + vat}


def _drinks(chance: Chance, net: int) -> tuple[OtherTax, ...]:
    if not net or not chance.happens(0.06):
        return ()
    taxes = DRINKS[: chance.between(1, 3)]
    return tuple(replace(one, amount=int(net * (one.rate or 0) / 300)) for one in taxes)


def _folio(scene: Scene, lane: int, number: int) -> int:
    """A number that nobody else has: in each lane of a month there is room for two millions."""
    return scene.number % 1_000 * 10_000_000 + lane * 2_000_000 + 2_000 + number


def _moment(day: date, chance: Chance) -> datetime:
    of_day = time(chance.between(8, 20), chance.below(60), chance.below(60))
    return datetime.combine(day, of_day, ZONE) + timedelta(days=1)
