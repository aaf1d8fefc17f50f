"""Settlements and their documents, amounts consistent to the cent."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from toolbox.samples import people
from toolbox.samples.chance import Chance
from toolbox.samples.days import BusinessDays
from toolbox.samples.payments import Payment, Refund, pay, refund_after

CODES_BY_MONTH_FROM = date(2022, 9, 1)
OPERATIONS = (("FACTORING", 0.82), ("CONFIRMING", 0.95), ("Capital de Trabajo", 1.0))


@dataclass(frozen=True, slots=True)
class Settlement:
    """One deal: who, when, in which currency, under which code."""

    number: int
    code: str
    application: str
    client: people.Client
    payer: people.Payer
    executive: str
    operation: str
    currency: str
    day: date
    rate: int
    documents: int
    advance: bool
    continues: bool


@dataclass(frozen=True, slots=True)
class Document:
    """One financed document of a settlement; amounts in cents, the rate in 1/100 of a percent."""

    number: int
    settlement: Settlement
    payer: people.Payer
    name: str
    operation_day: date
    due_day: date
    days: int
    net: int
    financed: int
    retained: int
    fee: int
    interest: int
    contract: int
    power: int
    collection: int
    custody: int
    debt: int
    rate_as_fraction: bool
    payments: tuple[Payment, ...] = ()
    refund: Refund | None = None

    @property
    def last_payment(self) -> Payment | None:
        """The latest payment, None while nothing was paid."""
        return self.payments[-1] if self.payments else None

    @property
    def sundry(self) -> int:
        """The sundry charges without tax."""
        return self.contract + self.power + self.collection + self.custody

    @property
    def invoiced(self) -> int:
        """What is invoiced at the disbursement, tax included."""
        return sum(amount + vat(amount) for amount in (self.interest, self.fee, self.sundry))

    @property
    def disbursed(self) -> int:
        """What leaves the house on the day of the operation."""
        return self.financed - self.invoiced - self.debt


def vat(cents: int) -> int:
    """Return the tax of 18 % on an amount, rounded half up."""
    return (cents * 18 + 50) // 100


class Market:
    """Everything that a seed makes happen up to a day."""

    def __init__(self, seed: int, until: date) -> None:
        self.seed = seed
        self.until = until
        self.business_days = BusinessDays(until)
        self._clients: dict[int, people.Client] = {}
        self._payers: dict[int, people.Payer] = {}

    def client(self, number: int) -> people.Client:
        """Return a client, made once."""
        if number not in self._clients:
            self._clients[number] = people.client(self.seed, number, self.until)
        return self._clients[number]

    def payer(self, number: int) -> people.Payer:
        """Return a payer, made once."""
        if number not in self._payers:
            self._payers[number] = people.payer(self.seed, number)
        return self._payers[number]

    def documents(self, count: int) -> Iterator[Document]:
        """Yield the first `count` documents of the history."""
        made = settlement_number = 0
        while made < count:
            deal = self.settlement(settlement_number)
            for place in range(min(deal.documents, count - made)):
                yield self.document(deal, made + place, place)
            made += deal.documents
            settlement_number += 1

    def settlement(self, number: int) -> Settlement:
        """Return the settlement of that number."""
        chance = Chance(self.seed, "settlement", number)
        day = self.business_days.draw(chance)
        client = self._client_for(chance, number, day)
        currency = "PEN" if chance.happens(0.72) else "USD"
        draw = chance.unit()
        low, mode, high = (100, 180, 320) if currency == "PEN" else (80, 120, 200)
        advance = chance.happens(0.09)
        return Settlement(
            number=number,
            code=code_of(number, day, currency) + ("-2" if chance.happens(0.02) else ""),
            application=f"SOL{day:%y%m}{number % 1_000_000:06d}",
            client=client,
            payer=self.payer(chance.pick(client.payers)),
            executive=chance.pick(people.EXECUTIVES) if chance.happens(0.1) else client.executive,
            operation=next(name for name, upto in OPERATIONS if draw < upto),
            currency=currency,
            day=day,
            rate=round(chance.triangular(low, mode, high)),
            documents=documents_of(chance),
            advance=advance,
            continues=advance and chance.happens(1 / 3),
        )

    def _client_for(self, chance: Chance, number: int, day: date) -> people.Client:
        """Return a client that does business on the day; one of the oldest if none is found."""
        for _ in range(6):
            client = self.client(chance.rank(people.clients_at(number), 1.05))
            if client.is_active(day):
                return client
        return self.client(chance.below(people.ALWAYS_ACTIVE))

    def document(self, deal: Settlement, number: int, place: int) -> Document:
        """Return one document of a settlement with what was paid on it until now."""
        chance = Chance(self.seed, "document", number)
        day, days = self._operation_day(deal, place), financed_days(chance)
        net, retained = net_and_retained(chance, deal.currency)
        financed = net - retained
        other_payer = chance.happens(0.15)
        document = Document(
            number=number,
            settlement=deal,
            payer=self.payer(chance.pick(deal.client.payers)) if other_payer else deal.payer,
            name=f"{chance.pick(('F001', 'E001', 'F002', 'L'))} - {1000 + number}",
            operation_day=day,
            due_day=day + timedelta(days=days),
            days=days,
            net=net,
            financed=financed,
            retained=retained,
            fee=0 if chance.happens(0.15) else net * chance.between(20, 150) // 10_000,
            interest=(2 * financed * deal.rate * days + 300_000) // 600_000,
            contract=chance.pick((0, 5000)),
            power=chance.pick((0, 2500)),
            collection=1000,
            custody=500,
            debt=financed * chance.between(1, 5) // 100 if chance.happens(0.03) else 0,
            rate_as_fraction=chance.happens(0.12),
        )
        payments = pay(chance, net, deal.rate, document.due_day, self.until)
        refund = refund_after(chance, payments, retained, self.until)
        return replace(document, payments=payments, refund=refund)

    def _operation_day(self, deal: Settlement, place: int) -> date:
        """A deal paid in advance may go on a month later, from its second document on."""
        later = deal.day + timedelta(days=30)
        return later if deal.continues and place and later <= self.until else deal.day


def net_and_retained(chance: Chance, currency: str) -> tuple[int, int]:
    """Return the confirmed net amount and the part of it that is kept back."""
    median = 18_000 if currency == "PEN" else 7_000
    net = round(100 * min(max(chance.lognormal(median, 1.25), 150), 5_000_000))
    percent = 90 if chance.happens(0.45) else chance.pick((80, 85, 95, 100))
    return net, (net * (100 - percent) + 50) // 100


def code_of(number: int, day: date, currency: str) -> str:
    """Return the settlement code as its era writes it."""
    if day >= CODES_BY_MONTH_FROM:
        return f"LIQ{day:%y%m}{number % 1_000_000:06d}"
    return f"LIQ{number:03d}-{day.year}" + (" ME" if currency == "USD" else "")


def documents_of(chance: Chance) -> int:
    """Return how many documents a settlement has: mostly one or two, at times up to thirty."""
    draw = chance.unit()
    for count, upto in ((1, 0.45), (2, 0.70), (3, 0.84)):
        if draw < upto:
            return count
    if draw < 0.95:
        return chance.between(4, 6)
    return next((count for count in range(7, 30) if chance.happens(0.2)), 30)


def financed_days(chance: Chance) -> int:
    """Return for how many days a document is financed: around 30, 60, 90 or 120; rarely 0."""
    if chance.happens(0.005):
        return 0
    return min(180, max(15, chance.pick((30, 60, 60, 90, 90, 120, 150)) + chance.between(-6, 6)))
