"""The arithmetic of the F29: what its totals are made of, by code and never by line.

Values are whole pesos, but for code 115, a percentage. A code that is not on the form is nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import IntEnum

from toolbox.sii.calc.remarks import Remark

Codes = Mapping[int, Decimal]
NOTHING = Decimal(0)
HIGHEST_CODE = 9999
REINDEXED = Decimal("0.03")
"""By how much of itself a credit may change while it is carried into the next month."""
FEW_PESOS = 10


class Code(IntEnum):
    """The codes that the product itself speaks of."""

    PPM = 62
    CARRIED = 77
    VAT_DUE = 89
    DUE = 91
    INDEXATION = 92
    INTEREST = 93
    DUE_WITH_SURCHARGE = 94
    PPM_RATE = 115
    FEES_WITHHELD = 151
    CARRIED_FROM_BEFORE = 504
    CREDITS = 537
    DEBITS = 538
    DETERMINED = 547
    PPM_BASE = 563
    SUBTOTAL = 595
    REVERSE_SIDE = 596
    WAIVED = 795


@dataclass(frozen=True, slots=True)
class Identity:
    """A total of the form: what it adds up, less what it takes off, at a rate where it has one.

    A total that is `never_negative` is zero where its parts give less.
    """

    code: int
    added: tuple[int, ...]
    taken: tuple[int, ...] = ()
    rate: int | None = None
    never_negative: bool = False

    @property
    def parts(self) -> tuple[int, ...]:
        """Every code that it is made of."""
        return (*self.added, *self.taken, *(() if self.rate is None else (self.rate,)))

    def expected(self, codes: Codes) -> Decimal:
        """Return what the parts give, in whole pesos, half of one rounded up."""
        sums = [sum((codes.get(one, NOTHING) for one in them), NOTHING) for them in self._sides]
        result = sums[0] - sums[1]
        if self.rate is not None:
            result = result * codes.get(self.rate, NOTHING) / 100
        result = result.quantize(Decimal(1), ROUND_HALF_UP)
        return max(result, NOTHING) if self.never_negative else result

    def formula(self, codes: Codes) -> str:
        """Return how it is reckoned from the codes that the form has: `502 + 513 - 510`."""
        added, taken = ([str(one) for one in them if one in codes] for them in self._sides)
        text = " - ".join([" + ".join(added) or "0", *taken])
        return text if self.rate is None else f"{text} * {self.rate} / 100"

    @property
    def _sides(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        return self.added, self.taken


IDENTITIES = (
    Identity(Code.DEBITS, (502, 764, 717, 111, 759, 513, 517, 501), (510, 709, 734)),
    Identity(Code.CREDITS, (520, 762, 766, 525, 532, 535, 553, 504), (528,)),
    Identity(Code.VAT_DUE, (Code.DEBITS,), (Code.CREDITS,), never_negative=True),
    Identity(Code.CARRIED, (Code.CREDITS,), (Code.DEBITS,), never_negative=True),
    Identity(Code.PPM, (Code.PPM_BASE,), rate=Code.PPM_RATE),
    Identity(Code.SUBTOTAL, (Code.VAT_DUE, 48, Code.FEES_WITHHELD, 153, Code.PPM)),
    Identity(Code.DETERMINED, (Code.SUBTOTAL, Code.REVERSE_SIDE)),
    Identity(Code.DUE, (Code.DETERMINED,)),
    Identity(Code.DUE_WITH_SURCHARGE, (Code.DUE, Code.INDEXATION, Code.INTEREST), (Code.WAIVED,)),
)
"""In the order in which the form is reckoned: each may be made of those before it."""


def code_of(written: str | int) -> int:
    """Return the code that `091`, `91` or 91 means; raises ValueError for what is none."""
    text = str(written).strip()
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= HIGHEST_CODE):
        raise ValueError(f"{written!r} is no code of the F29")
    return int(text)


def completed(codes: Codes) -> dict[int, Decimal]:
    """Return the codes with every total that they lack, reckoned: a proposal comes without."""
    result = dict(codes)
    for identity in IDENTITIES:
        result.setdefault(int(identity.code), identity.expected(result))
    return result


def remarks(codes: Codes) -> tuple[Remark, ...]:
    """Return what does not add up on a form; other codes than these may be why."""
    return tuple(_failed(codes))


def _failed(codes: Codes) -> Iterator[Remark]:
    for identity in IDENTITIES:
        if (said := codes.get(identity.code)) is None:
            yield from _missing(identity, codes)
        elif not any(one in codes for one in identity.parts):
            if said:
                yield Remark(
                    "Code {code} cannot be checked: the return has none of the codes it adds up",
                    {"code": int(identity.code)},
                )
        elif said != (expected := identity.expected(codes)):
            yield Remark(
                "Code {code} says {said}, but {formula} gives {expected}",
                {
                    "code": int(identity.code),
                    "said": int(said),
                    "formula": identity.formula(codes),
                    "expected": int(expected),
                },
            )


def _missing(identity: Identity, codes: Codes) -> Iterator[Remark]:
    """A total left blank means zero; whoever pays in time need not fill in code 94."""
    expected = identity.expected(codes)
    if identity.code == Code.DUE_WITH_SURCHARGE and expected == codes.get(Code.DUE, NOTHING):
        return
    if expected:
        yield Remark(
            "Code {code} is missing: {formula} gives {expected}",
            {
                "code": int(identity.code),
                "formula": identity.formula(codes),
                "expected": int(expected),
            },
        )


def carried_over(before: Codes, now: Codes) -> tuple[Remark, ...]:
    """Return whether the credit of last month was carried into this one.

    It is indexed on the way, so a few percent more or less are no reason to warn.
    """
    left, taken = before.get(Code.CARRIED, NOTHING), now.get(Code.CARRIED_FROM_BEFORE, NOTHING)
    if abs(taken - left) <= max(left * REINDEXED, Decimal(FEW_PESOS)):
        return ()
    message = "Code 504 takes over {taken}, but the month before left {left} in code 77"
    return (Remark(message, {"taken": int(taken), "left": int(left)}),)
