"""Exchange rates of any day: a slow curve with noise that remembers, and some days missing."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

from toolbox.samples.chance import NORMAL, Chance

CURVE = (
    (date(2019, 7, 1), 3.30),
    (date(2021, 9, 1), 4.10),
    (date(2024, 1, 1), 3.75),
    (date(2025, 6, 1), 3.60),
)
NOISE = 0.004
MEMORY = 0.9
MISSING = 0.015
GAP = (date(2020, 10, 6), date(2020, 10, 8))
"""Three days in a row without a rate."""


@dataclass(frozen=True, slots=True)
class Quote:
    """One day's rate as text with three decimals, soles per dollar."""

    bid: str
    ask: str


@lru_cache(maxsize=20_000)
def rate_on(seed: int, day: date) -> Quote | None:
    """Return the rate of a day, None where the source has none; a weekend repeats its Friday."""
    if is_missing(seed, day):
        return None
    trading = day - timedelta(days=max(0, day.weekday() - 4))
    chance = Chance(seed, "rate", trading.toordinal())
    ask = round(1000 * (curve_on(trading) + noise_on(seed, trading)))
    return Quote(bid=thousandths(ask - chance.between(3, 12)), ask=thousandths(ask))


def is_missing(seed: int, day: date) -> bool:
    """Whether the source has no rate for the day."""
    if GAP[0] <= day <= GAP[1]:
        return True
    return Chance(seed, "missing rate", day.toordinal()).happens(MISSING)


@lru_cache(maxsize=16)
def missing_days(seed: int, until: date) -> tuple[date, ...]:
    """Return the single days without a rate from the first of the curve on, oldest first."""
    first = CURVE[0][0]
    days = (first + timedelta(days=n) for n in range((until - first).days + 1))
    return tuple(day for day in days if is_missing(seed, day) and not GAP[0] <= day <= GAP[1])


def curve_on(day: date) -> float:
    """Return the slow curve: straight lines between known points, level after the last."""
    for (start, low), (end, high) in pairwise(CURVE):
        if day < end:
            return low + (high - low) * ((day - start).days / (end - start).days)
    return CURVE[-1][1]


def noise_on(seed: int, day: date) -> float:
    """Return what is left of the shocks of the last thirty days."""
    return sum(MEMORY**back * _shock(seed, day.toordinal() - back) for back in range(30))


@lru_cache(maxsize=20_000)
def _shock(seed: int, ordinal: int) -> float:
    draw = Chance(seed, "rate shock", ordinal).unit()
    return NOISE * NORMAL.inv_cdf(min(max(draw, 1e-6), 1 - 1e-6))


def thousandths(number: int) -> str:
    """Return an integer of thousandths as decimal text."""
    return f"{number // 1000}.{number % 1000:03d}"
