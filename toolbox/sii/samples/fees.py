"""Fee receipts of one company in one month."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from toolbox.sii.calc.books import Direction, FeeState
from toolbox.sii.calc.rows import FeeReceipt
from toolbox.sii.calc.withholding import LOAN, rate_of
from toolbox.sii.samples.companies import partner, person
from toolbox.sii.samples.documents import Scene

PEOPLE = 25
ODD_RATE = Decimal(10)


def received(scene: Scene, count: int) -> Iterator[FeeReceipt]:
    """Yield the receipts of a month: one cancelled, one at a rate of years ago, each number twice.

    Professionals number from 1, so two of them have the same number.
    """
    for number in range(count):
        chance = scene.chance("fee", number)
        issued = scene.day(chance)
        who = person(scene.seed, number % PEOPLE)
        is_firm = chance.happens(0.1)
        rate = rate_of(issued.year) + (LOAN if chance.happens(0.1) else 0)
        if number == 1:
            rate = ODD_RATE
        gross = chance.between(80, 1_900) * 1_000
        withheld = 0 if is_firm else _share(gross, rate)
        is_cancelled = number == 2
        yield FeeReceipt(
            line=number + 1,
            direction=Direction.RECEIVED,
            folio=1 + number // 2 + scene.number % 100 * count,
            issued=issued,
            state=FeeState.CANCELLED if is_cancelled else FeeState.VALID,
            cancelled=issued + timedelta(days=1) if is_cancelled else None,
            rut=who.rut,
            name=who.name,
            is_firm=is_firm,
            gross=gross,
            withheld=withheld,
            paid=gross - withheld,
        )


def issued(scene: Scene, count: int) -> Iterator[FeeReceipt]:
    """Yield receipts that the company wrote itself, as a firm of professionals: none withheld."""
    for number in range(count):
        chance = scene.chance("own-fee", number)
        customer = partner(scene.seed, chance.below(PEOPLE))
        gross = chance.between(200, 2_500) * 1_000
        yield FeeReceipt(
            line=number + 1,
            direction=Direction.ISSUED,
            folio=1 + number + scene.number * count,
            issued=scene.day(chance),
            state=FeeState.VALID,
            cancelled=None,
            rut=customer.rut,
            name=customer.name,
            is_firm=False,
            gross=gross,
            withheld=0,
            paid=gross,
        )


def _share(gross: int, rate: Decimal) -> int:
    return int((gross * rate / 100).quantize(Decimal(1), ROUND_HALF_UP))
