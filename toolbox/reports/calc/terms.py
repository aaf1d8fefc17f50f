"""What money costs and what executives earn, where no list says otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from toolbox.dated import IGV, Dated

FUND_COST = Dated(0.08)


@dataclass(frozen=True, slots=True, kw_only=True)
class FundTerms:
    """The prices of the two guarantee funds and the VAT on the first."""

    crecer: Dated = FUND_COST
    promotional: Dated = FUND_COST
    vat: Dated = IGV


@dataclass(frozen=True, slots=True, kw_only=True)
class CommissionTerms:
    """Shares of the profit by who brought the business, and how long it counts as new."""

    own_new: float = 0.11
    referred_new: float = 0.07
    earlier: float = 0.09
    recurrent: float = 0.06
    vat: Dated = IGV
    promotion_months: int = 6
    inactive_days: int = 180
    external: Mapping[str, float] = field(default_factory=dict)
    """Executives from outside and their own share."""

    special: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class DetractionTerms:
    """From which amount in soles a sale is detracted, and by how much."""

    above: float = 700.0
    share: float = 0.12
