"""Chance that is a function of what it decides about, not of what was drawn before.

Every entity draws from a stream of its own, named by seed, kind and number. So a row does not
depend on how many rows are made, nor on the order in which they are.
"""

import math
from collections.abc import Sequence
from hashlib import blake2b
from statistics import NormalDist
from struct import Struct
from typing import TypeVar

Item = TypeVar("Item")

BLOCK = Struct("<16I")
SCALE = 2.0**-32
NORMAL = NormalDist()


class Chance:
    """A stream of draws for one entity."""

    __slots__ = ("_at", "_block", "_draws", "_key")

    def __init__(self, seed: int, kind: str, number: int) -> None:
        self._key = f"{seed}|{kind}|{number}|".encode()
        self._block = 0
        self._draws: tuple[int, ...] = ()
        self._at = 16

    def unit(self) -> float:
        """Return a number from 0 up to, not including, 1."""
        if self._at == 16:
            digest = blake2b(self._key + self._block.to_bytes(4, "little")).digest()
            self._draws = BLOCK.unpack(digest)
            self._block += 1
            self._at = 0
        draw = self._draws[self._at]
        self._at += 1
        return draw * SCALE

    def below(self, count: int) -> int:
        """Return an integer from 0 to count - 1."""
        return int(self.unit() * count)

    def between(self, low: int, high: int) -> int:
        """Return an integer from low to high, both possible."""
        return low + int(self.unit() * (high - low + 1))

    def happens(self, probability: float) -> bool:
        """Return True as often as the probability says."""
        return self.unit() < probability

    def pick(self, items: Sequence[Item]) -> Item:
        """Return one of the items, all equally likely."""
        return items[int(self.unit() * len(items))]

    def rank(self, count: int, exponent: float) -> int:
        """Return a rank from 0 to count - 1; lower ranks are likelier, as Zipf's law has it."""
        power = 1 - exponent
        reach = (count**power - 1) * self.unit() + 1
        return min(count - 1, int(reach ** (1 / power)) - 1)

    def lognormal(self, median: float, sigma: float) -> float:
        """Return a positive number around the median, with a long tail upwards."""
        return median * math.exp(sigma * NORMAL.inv_cdf(min(max(self.unit(), 1e-9), 1 - 1e-9)))

    def triangular(self, low: float, mode: float, high: float) -> float:
        """Return a number between low and high, likeliest at the mode."""
        draw, peak = self.unit(), (mode - low) / (high - low)
        if draw < peak:
            return low + math.sqrt(draw * (high - low) * (mode - low))
        return high - math.sqrt((1 - draw) * (high - low) * (high - mode))
