"""Who is new, who is recurrent, and for how long new business counts as new."""

from datetime import date, timedelta

import pytest

from toolbox.reports.calc.promotions import NEW, RECURRENT, Deal, History, months_after
from toolbox.reports.calc.terms import CommissionTerms

JANUARY = date(2024, 1, 10)


def deal(
    day: date,
    executive: str = "Ana",
    client: str = "C",
    payer: str = "P",
    product: str = "Factoring",
) -> Deal:
    return Deal(executive, product, client, payer, day)


def verdict_of(*deals: Deal, after: tuple[Deal, ...] = ()) -> str:
    """The verdict on the last of the deals, month after month; those in `after` are older."""
    history = History(CommissionTerms())
    history.remember(after)
    last = ""
    for month in sorted({one.day.replace(day=1) for one in deals}):
        of_month = [one for one in deals if one.day.replace(day=1) == month]
        last = next(reversed(history.judge(month, of_month).values()))
        history.remember(of_month)
    return last


def test_a_pair_that_was_never_seen_is_new() -> None:
    assert verdict_of(deal(JANUARY)) == NEW


@pytest.mark.parametrize(
    ("first", "later", "verdict"),
    [
        (date(2024, 1, 10), date(2024, 7, 2), NEW),
        (date(2024, 1, 1), date(2024, 6, 20), NEW),
        (date(2024, 1, 31), date(2024, 7, 30), NEW),
    ],
)
def test_a_promotion_holds_in_every_month_that_begins_before_it_expires(
    first: date, later: date, verdict: str
) -> None:
    assert verdict_of(deal(first), deal(later)) == verdict


def test_after_the_promotion_the_pair_is_recurrent() -> None:
    visits = [deal(date(2024, month, 5)) for month in range(1, 9)]
    assert verdict_of(*visits) == RECURRENT


def test_a_promotion_is_the_executives_own() -> None:
    assert verdict_of(deal(JANUARY), deal(date(2024, 2, 5), "Beto")) == RECURRENT


@pytest.mark.parametrize(("client", "payer"), [("C", "Q"), ("D", "P")])
def test_a_promotion_covers_other_pairs_of_the_client_and_of_the_payer(
    client: str, payer: str
) -> None:
    older = deal(date(2023, 12, 1), "Beto", client, payer)
    assert (
        verdict_of(deal(JANUARY), deal(date(2024, 2, 5), "Ana", client, payer), after=(older,))
        == NEW
    )


@pytest.mark.parametrize(("days", "verdict"), [(180, RECURRENT), (181, NEW)])
def test_a_pair_that_comes_back_after_more_than_180_days_is_new_again_e31(
    days: int, verdict: str
) -> None:
    later = date(2024, 2, 28)
    assert verdict_of(deal(later), after=(deal(later - timedelta(days=days)),)) == verdict


def test_the_longer_silence_of_client_and_payer_decides() -> None:
    later = date(2024, 2, 28)
    older = (deal(date(2023, 1, 10)), deal(date(2024, 1, 10), client="OTHER"))
    assert verdict_of(deal(later), after=older) == NEW


def test_a_promotion_earned_in_a_month_holds_from_the_next_one_on() -> None:
    older = deal(date(2023, 12, 1), "Beto", "C", "Q")
    assert (
        verdict_of(deal(JANUARY), deal(JANUARY, client="C", payer="Q"), after=(older,)) == RECURRENT
    )


@pytest.mark.parametrize("product", ["Confirming", "Capital de Trabajo"])
def test_in_the_other_products_the_payer_is_looked_at(product: str) -> None:
    later = date(2024, 2, 5)
    assert verdict_of(deal(later, product=product)) == NEW
    seen = (deal(JANUARY, "Beto", "OTHER", product=product),)
    assert verdict_of(deal(later, product=product), after=seen) == RECURRENT
    assert verdict_of(deal(JANUARY), deal(later, product=product)) == NEW


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2024, 1, 15), 6, date(2024, 7, 15)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2024, 12, 31), 1, date(2025, 1, 31)),
        (date(2024, 6, 30), 6, date(2024, 12, 30)),
    ],
)
def test_months_are_added_by_the_calendar(day: date, months: int, later: date) -> None:
    assert months_after(day, months) == later
