"""The two rule sets: what production ran, and what was decided since.

The numbers are those of section 9 of the domain's description. Decided for `current`, and
different from `legacy`:

1. The rate that brings balances to soles may be up to seven days old; without one the rate that
   the business keeps for that case is used and the run is incomplete, and where it keeps none the
   run fails. Legacy takes the last one there is, however old, else 3.8.
2. Bad rows are set aside with their reason; more than 1 % of them refuse the whole.
3. Operations kept outside the ERP are there, with the balance that their sheet's own collected
   amount leaves; the columns that legacy leaves null are filled as in the table of placements.
   A settlement that a sheet has replaces the ERP's, payments and refunds included.
5. Codes and tax ids are trimmed (the payer's also rid of ":" and blanks); codes stay whole.
7. A currency other than soles and dollars has no rule: the row is bad. (By legacy it is converted
   with the dollar's rate.)
8. The economic group defaults to the payer's name; a blank sector is not classified either.

The same under both rule sets:

4. Several payments on a document: in order of day and number the last one decides. In part: its
   outstanding debt; blank: the confirmed net; else the confirmed net less all payments. Balances
   below zero stay, so that overpayments are seen.

* A document number, or a payment's or refund's, that comes twice makes the later row bad.
* Percentages stay in percent, as the ERP has them; those of the sheets are brought to it.
* What the placeholder payments of the former extension were can be asked for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from toolbox.dated import Stretch
from toolbox.placements.calc import rules as placements
from toolbox.placements.calc.rules import Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """Where the rules differ, and which numbers they use; `CURRENT` is what business wants."""

    rules: Rules
    placements: placements.RuleSet
    """The rules of the columns that the table shares with the placements."""

    extended: bool
    """Take in the operations outside the ERP and fill the columns of placements."""

    trimmed: bool
    """Clean codes, tax ids and kinds of payment before they are compared and stored."""

    known_currencies: tuple[str, ...] | None
    max_bad_share: float
    rate_days: int | None
    """How old the rate of balances may be; None: any."""

    default_rate: float | None = None
    """What stands in where there is no such rate; None: nothing does."""

    payer_is_group: bool
    """Name the payer as the economic group where none is known. Without it: blank."""

    placeholders: bool = False
    """Make up the payments of out-of-system operations as the former extension did."""


CURRENT = RuleSet(
    rules=Rules.CURRENT,
    placements=placements.CURRENT,
    extended=True,
    trimmed=True,
    known_currencies=("PEN", "USD"),
    max_bad_share=0.01,
    rate_days=7,
    payer_is_group=True,
)

LEGACY = RuleSet(
    rules=Rules.LEGACY,
    placements=placements.LEGACY,
    extended=False,
    trimmed=False,
    known_currencies=None,
    max_bad_share=0.0,
    rate_days=None,
    default_rate=3.8,
    payer_is_group=False,
)

RULE_SETS = {Rules.CURRENT: CURRENT, Rules.LEGACY: LEGACY}


def in_force(
    rules: RuleSet, rates: Mapping[str, Decimal], dated: Mapping[str, Sequence[Stretch]]
) -> RuleSet:
    """Return the rules with what the business keeps; the legacy rules know only their own."""
    if rules.rules is Rules.LEGACY:
        return rules
    kept = placements.in_force(rules.placements, rates, dated)
    default = rates.get("tipo_cambio_por_defecto")
    return replace(
        rules,
        placements=kept,
        max_bad_share=kept.max_bad_share,
        rate_days=kept.carry_days,
        default_rate=None if default is None else float(default),
    )
