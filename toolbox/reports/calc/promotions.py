"""Who is new to an executive, month by month: the state that commissions are judged by.

New business earns a promotion of some months; while it lasts, the same executive's business with
the same people counts as new. Who comes back after a long silence is new again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from toolbox.reports.calc.newcomers import FACTORING
from toolbox.reports.calc.terms import CommissionTerms

NEW, RECURRENT = "Nuevo", "Recurrente"
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Deal:
    """One placed document, as far as promotions look at it."""

    executive: str
    product: str
    client: str
    payer: str
    day: date


@dataclass(frozen=True, slots=True)
class Promotion:
    """Until when whose business counts as new."""

    executive: str
    expires: date

    def holds(self, executive: str, month: date) -> bool:
        """Whether it still counts for this executive in the month that begins on that day."""
        return self.executive == executive and self.expires > month


@dataclass(slots=True)
class History:
    """What is known of all the months before the one that is judged."""

    terms: CommissionTerms
    of_client: dict[str, dict[str, Promotion]] = field(default_factory=dict)
    of_payer: dict[str, dict[str, Promotion]] = field(default_factory=dict)
    """The promotions of pairs in factoring, to be found from either side."""

    of_product: dict[Pair, Promotion] = field(default_factory=dict)
    """Those of payers in the other products."""

    seen: dict[tuple[str, str, str], date] = field(default_factory=dict)
    """Product, side and tax id (or the pair's two) -> the last earlier operation."""

    def judge(self, month: date, deals: Sequence[Deal]) -> dict[tuple[str, ...], str]:
        """Return NEW or RECURRENT for each (executive, product, client, payer) of a month.

        Products other than factoring look at the payer alone: their client is "". Promotions
        that the month earns hold from the next month on.
        """
        verdicts: dict[tuple[str, ...], str] = {}
        earned: list[tuple[Deal, Promotion]] = []
        for deal in _first_of_each(deals):
            is_new, earns = self._judge_one(month, deal)
            verdicts[key_of(deal)] = NEW if is_new else RECURRENT
            if earns:
                expires = months_after(deal.day, self.terms.promotion_months)
                earned.append((deal, Promotion(deal.executive, expires)))
        for deal, promotion in earned:
            self._keep(deal, promotion)
        return verdicts

    def remember(self, deals: Sequence[Deal]) -> None:
        """Take a month into the past."""
        for deal in deals:
            for key in _seen_keys(deal):
                self.seen[key] = max(deal.day, self.seen.get(key, deal.day))

    def _judge_one(self, month: date, deal: Deal) -> tuple[bool, bool]:
        """Return whether the deal is new, and whether it earns a promotion."""
        if self._promoted(month, deal):
            return True, False
        if deal.product != FACTORING:
            was_seen = (deal.product, "payer", deal.payer) in self.seen
            return not was_seen, not was_seen
        if (deal.product, deal.client, deal.payer) not in self.seen:
            return True, True
        back = self._silence(deal) > self.terms.inactive_days
        return back, back

    def _silence(self, deal: Deal) -> int:
        """The days since the client's or the payer's last operation, whichever are more."""
        sides = (("client", deal.client), ("payer", deal.payer))
        return max((deal.day - self.seen[deal.product, *side]).days for side in sides)

    def _promoted(self, month: date, deal: Deal) -> bool:
        """Whether a promotion of the same executive covers the deal."""
        return any(one.holds(deal.executive, month) for one in self._covering(deal))

    def _covering(self, deal: Deal) -> Iterator[Promotion]:
        yield from self.of_payer.get(deal.payer, {}).values()
        if deal.product == FACTORING:
            yield from self.of_client.get(deal.client, {}).values()
        elif own := self.of_product.get((deal.product, deal.payer)):
            yield own

    def _keep(self, deal: Deal, promotion: Promotion) -> None:
        if deal.product == FACTORING:
            self.of_client.setdefault(deal.client, {})[deal.payer] = promotion
            self.of_payer.setdefault(deal.payer, {})[deal.client] = promotion
        else:
            self.of_product[deal.product, deal.payer] = promotion


def key_of(deal: Deal) -> tuple[str, ...]:
    """Return what a verdict is kept under."""
    client = deal.client if deal.product == FACTORING else ""
    return deal.executive, deal.product, client, deal.payer


def months_after(day: date, months: int) -> date:
    """Return the same day some months later, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - date(year, month + 1, 1)).days
    return date(year, month + 1, min(day.day, last))


def _first_of_each(deals: Sequence[Deal]) -> Iterator[Deal]:
    """The deal listed first of each executive, product and key."""
    firsts: dict[tuple[str, ...], Deal] = {}
    for deal in deals:
        firsts.setdefault(key_of(deal), deal)
    yield from firsts.values()


def _seen_keys(deal: Deal) -> Iterator[tuple[str, str, str]]:
    yield deal.product, "payer", deal.payer
    if deal.product == FACTORING:
        yield deal.product, "client", deal.client
        yield deal.product, deal.client, deal.payer
