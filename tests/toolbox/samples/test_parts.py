"""What samples are made of: chance, days, people, rates, names."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from toolbox.samples.chance import Chance
from toolbox.samples.days import FIRST_DAY, BusinessDays
from toolbox.samples.deals import Market, code_of
from toolbox.samples.erp_rows import text_of
from toolbox.samples.people import ALIASES, EXECUTIVES, with_check_digit
from toolbox.samples.rates import GAP, missing_days, rate_on
from toolbox.samples.settlement_rows import short_code
from toolbox.samples.sheet_cases import REFERRAL_CASES

UNTIL = date(2025, 12, 31)
LOWER = [name.lower() for name in EXECUTIVES]


def best(name: str, score: Callable[[str, str], float]) -> float:
    return max(score(name, executive) for executive in LOWER)


@given(seed=st.integers(0, 2**40), number=st.integers(0, 2**40))
def test_chance_depends_on_what_it_is_for_and_on_nothing_else(seed: int, number: int) -> None:
    first, again, other = (Chance(seed, kind, number) for kind in ("a", "a", "b"))
    draws = [first.unit() for _ in range(20)]
    assert draws == [again.unit() for _ in range(20)]
    assert draws != [other.unit() for _ in range(20)]
    assert all(0 <= draw < 1 for draw in draws)


def test_chance_is_what_it_was() -> None:
    chance = Chance(7, "document", 0)
    assert [chance.below(1000) for _ in range(4)] == [708, 817, 770, 313]


@given(count=st.integers(1, 10**6), number=st.integers(0, 1000))
def test_a_rank_is_one_of_those_there_are(count: int, number: int) -> None:
    assert 0 <= Chance(1, "rank", number).rank(count, 1.05) < count


def test_low_ranks_are_likelier() -> None:
    ranks = Counter(Chance(1, "rank", number).rank(200, 1.2) for number in range(5_000))
    assert ranks[0] > 5 * ranks[9] > 5 * ranks[99]


def test_days_are_business_days_that_grow_over_the_years() -> None:
    days = BusinessDays(UNTIL)
    drawn = [days.draw(Chance(1, "day", number)) for number in range(10_000)]
    assert all(FIRST_DAY <= day <= UNTIL and day.weekday() != 6 for day in drawn)
    years = Counter(day.year for day in drawn)
    assert years[2025] > 1.5 * years[2022] > 2 * years[2020]
    assert 0.02 < sum(day.weekday() == 5 for day in drawn) / 10_000 < 0.06


@pytest.mark.parametrize(
    ("ten", "eleven"),
    [("2099000000", "20990000001"), ("2099000001", "20990000019"), ("2099000006", "20990000060")],
)
def test_tax_ids_have_the_right_check_digit(ten: str, eleven: str) -> None:
    assert with_check_digit(ten) == eleven


def test_a_weekend_repeats_its_friday_and_the_gap_has_no_rate() -> None:
    fridays = [date(2024, 1, 5) + timedelta(weeks=n) for n in range(50)]
    for friday in fridays:
        known = [rate_on(7, friday + timedelta(days=n)) for n in range(3)]
        assert len({quote for quote in known if quote}) <= 1
    assert [rate_on(7, GAP[0] + timedelta(days=n)) for n in range(3)] == [None] * 3


def test_rates_follow_the_curve_and_the_ask_is_above_the_bid() -> None:
    days = [FIRST_DAY + timedelta(days=n) for n in range((UNTIL - FIRST_DAY).days)]
    quotes = {day: quote for day in days if (quote := rate_on(7, day))}
    assert all(float(quote.bid) < float(quote.ask) for quote in quotes.values())
    assert float(quotes[date(2019, 7, 1)].ask) == pytest.approx(3.30, abs=0.05)
    assert float(quotes[date(2021, 9, 1)].ask) == pytest.approx(4.10, abs=0.05)
    assert 0.008 < len(missing_days(7, UNTIL)) / len(days) < 0.025


@pytest.mark.parametrize(
    ("number", "day", "currency", "code"),
    [
        (12, date(2021, 3, 1), "PEN", "LIQ012-2021"),
        (12, date(2022, 8, 31), "USD", "LIQ012-2022 ME"),
        (12, date(2022, 9, 1), "USD", "LIQ2209000012"),
    ],
)
def test_a_code_is_written_as_its_era_does(
    number: int, day: date, currency: str, code: str
) -> None:
    assert code_of(number, day, currency) == code


@pytest.mark.parametrize(
    ("code", "short"),
    [
        ("LIQ900-2021-2", "LIQ900-2021"),
        ("LIQ2401900001-1-B", "LIQ2401900001-1"),
        (" LIQ901-2022 ME", "LIQ901-2022 ME"),
    ],
)
def test_a_referral_names_the_short_code(code: str, short: str) -> None:
    assert short_code(code) == short


def test_planted_names_are_as_alike_as_they_claim() -> None:
    assert best("bruno salxxxxxx", fuzz.partial_ratio) == 75
    assert 73 < best("bruno salvxxxxxxx", fuzz.partial_ratio) < 75
    assert best("nadie conocido", fuzz.partial_ratio) < 75
    names = {case.label: case.names[0] for case in REFERRAL_CASES}
    assert best(names["name just alike enough"], fuzz.ratio) == 60
    assert 59 < best(names["name not quite alike enough"], fuzz.ratio) < 60


def test_every_alias_means_an_executive() -> None:
    assert len(EXECUTIVES) == 18
    assert set(ALIASES.values()) <= set(range(18))


@pytest.mark.parametrize(("cents", "text"), [(0, "0.00"), (5, "0.05"), (-15000, "-150.00")])
def test_cents_as_text(cents: int, text: str) -> None:
    assert text_of(cents) == text


def test_a_client_does_business_only_between_entry_and_pause() -> None:
    market = Market(7, UNTIL)
    for deal in (market.settlement(number) for number in range(500)):
        assert deal.client.is_active(deal.day)


def test_a_history_cannot_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="2019-07-01"):
        BusinessDays(date(2019, 6, 30))
