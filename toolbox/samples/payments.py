"""What payers paid on a document until a day, and what went back to the client."""

from dataclasses import dataclass
from datetime import date, timedelta

from toolbox.samples.chance import Chance

PARTIAL = "PAGO PARCIAL"
TOTAL = "PAGO TOTAL"


@dataclass(frozen=True, slots=True)
class Payment:
    """Money received on a document; amounts in cents."""

    day: date
    days_late: int
    kind: str
    amount: int
    late_interest: int
    outstanding: int
    excess: int


@dataclass(frozen=True, slots=True)
class Refund:
    """The retention fund and any excess, given back to the client."""

    day: date
    amount: int
    state: int


def pay(chance: Chance, net: int, rate: int, due: date, until: date) -> tuple[Payment, ...]:
    """Return the payments of a document that were made until the day, oldest first."""
    draw = chance.unit()
    if due > until:
        first = until - timedelta(days=chance.between(0, 5))
        return () if draw < 0.97 else (_total(chance, net, rate, due, first),)
    if draw < 0.07:
        return ()
    day = due + timedelta(days=delay(chance))
    if draw < 0.85:
        return (_total(chance, net, rate, due, day),) if day <= until else ()
    return tuple(p for p in _instalments(chance, net, rate, due, day) if p.day <= until)


def _total(chance: Chance, owed: int, rate: int, due: date, day: date) -> Payment:
    excess = chance.between(100, 5000) if chance.happens(0.04) else 0
    return Payment(
        day=day,
        days_late=(day - due).days,
        kind=TOTAL,
        amount=owed + excess,
        late_interest=late_interest(owed, rate, (day - due).days),
        outstanding=0,
        excess=excess,
    )


def _instalments(chance: Chance, net: int, rate: int, due: date, day: date) -> list[Payment]:
    """Return one to four payments; the last one settles the rest three times out of five."""
    count, owed, made = chance.between(1, 4), net, []
    for number in range(count):
        if number == count - 1 and count > 1 and chance.happens(0.6):
            made.append(_total(chance, owed, rate, due, day))
            break
        amount = owed * chance.between(20, 60) // 100
        owed -= amount
        late = (day - due).days
        interest = late_interest(owed, rate, late)
        made.append(Payment(day, late, PARTIAL, amount, interest, owed, 0))
        day += timedelta(days=chance.between(5, 25))
    return made


def delay(chance: Chance) -> int:
    """Return how many days after the due day a payment comes; early ones are negative."""
    draw = chance.unit()
    for upto, low, high in ((0.60, -5, 5), (0.82, 6, 30), (0.90, 31, 90), (0.93, 91, 240)):
        if draw < upto:
            return chance.between(low, high)
    return -chance.between(6, 14)


def late_interest(unpaid: int, rate: int, days: int) -> int:
    """Return one and a half times the monthly rate on what is unpaid, for the days late."""
    return unpaid * rate * 3 * max(0, days) // 600_000


def refund_after(
    chance: Chance, payments: tuple[Payment, ...], retained: int, until: date
) -> Refund | None:
    """Return the refund that follows a total payment within a fortnight, if it is due by then."""
    if not payments or payments[-1].kind != TOTAL:
        return None
    day = payments[-1].day + timedelta(days=chance.between(0, 15))
    amount = retained + payments[-1].excess
    state = 1 if chance.happens(0.92) else chance.pick((0, 2))
    return Refund(day, amount, state) if amount and day <= until else None
