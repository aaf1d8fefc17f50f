"""The two rule sets: what the predecessor did, and what was decided since.

The numbers are those of section 9 of the domain's description. Decided for `current`, and
different from `legacy`:

1. A missing rate: the last earlier one, up to seven days old; the row says so. Beyond that the
   soles of a dollar row are zero, the row says "falta", the run counts and names the days and is
   incomplete; more than 1 % of such dollar rows refuse the whole.
2. Bad rows are set aside with their reason; more than 1 % of them refuse the whole.
5. Settlement codes are compared trimmed; they are shortened in the table only, as before.
6. The monthly rate is a percentage in the report and a fraction in the sheets, always.
7. A currency other than soles and dollars has no rule: the row is bad.
12. Executives are looked up among the aliases first, then by likeness; the report of a run lists
   every likeness for somebody to confirm.

The same under both rule sets:

8. The economic group defaults to the payer's name.
9. MontoPagoSoles uses the rate of the operation date. The accumulated table has the one of the
   payment date too, as MontoPagoSolesFechaPago.
13. 14 % and 12 % for the cost of funds, 18 % VAT, where the business keeps no others for the day of
   the operation; likeness from 75 (executives) and 60 (referrers).

* Months have Spanish names, whatever the locale of the process.
* An amount of the column rule "unreadable is zero" stays zero; it is not a bad row.
* A text that the source must give may not be blank either, except FacturasGeneradas. A document
  number that the report leaves null is the text "None".
* A number in FacturasGeneradas is its text: once in columns of text the two are the same.
* Texts longer than their column make a row bad, as do amounts beyond DECIMAL(18,6); observations
  have no limit.
* A blank referral is no referral.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from toolbox.dated import IGV, Dated, Stretch, kept

SOLES_COST, OTHER_COST = Dated(0.14), Dated(0.12)


class Rules(StrEnum):
    """Which rules a run follows."""

    CURRENT = "current"
    LEGACY = "legacy"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """Where the rules differ, and which numbers they use; `CURRENT` is what business wants."""

    rules: Rules

    carry_days: int
    """Days that the last earlier rate may stand in for a missing one (0: the figures are zero)."""

    max_bad_share: float
    """Share of rows that may be set aside before the whole calculation is refused."""

    max_unrated_share: float | None
    """Share of the dollar rows that may lack a rate before the whole is refused; None: all."""

    trimmed_codes: bool
    """Compare settlement codes after trimming, both for sheets against the report and for
    referrals. Without it "X" and "X " are two deals until they become one code."""

    rate_by_origin: bool
    """Read the monthly rate as a percentage in the report and as a fraction in the sheets.
    Without it any value from 1 on is a percentage, so 0.9 % stays 0.9."""

    known_currencies: tuple[str, ...] | None
    """Currencies that have a rule; a row in another one is bad. None: it counts as soles."""

    alias_first: bool
    """Look an executive of the sheets up among the aliases before comparing spellings."""

    thousands: bool
    """Read "1,234.50" as a number. Without it such a text counts as unreadable."""

    payment_words: tuple[str, ...]
    """What stands for "not paid yet" in the payment date."""

    blank_tax_id_is_bad: bool
    """Set a sheet row with a code but no tax id aside, with its reason. Without it the row
    is left out silently, like an empty line."""

    empty_sheet_is_bad: bool
    """Refuse an out-of-system sheet without rows."""

    referral_month_is_required: bool
    """Refuse referrals whose month is not a date, although no figure uses it."""

    due_day_is_required: bool
    """Refuse an accumulated document without a due day: the former table could not hold it."""

    soles_cost: Dated = SOLES_COST
    other_cost: Dated = OTHER_COST
    vat: Dated = IGV
    executive_score: float = 75.0
    referrer_score: float = 60.0


CURRENT = RuleSet(
    rules=Rules.CURRENT,
    carry_days=7,
    max_bad_share=0.01,
    max_unrated_share=0.01,
    trimmed_codes=True,
    rate_by_origin=True,
    known_currencies=("PEN", "USD"),
    alias_first=True,
    thousands=True,
    payment_words=("", "-", "No Aplica"),
    blank_tax_id_is_bad=True,
    empty_sheet_is_bad=False,
    referral_month_is_required=False,
    due_day_is_required=False,
)

LEGACY = RuleSet(
    rules=Rules.LEGACY,
    carry_days=0,
    max_bad_share=0.0,
    max_unrated_share=None,
    trimmed_codes=False,
    rate_by_origin=False,
    known_currencies=None,
    alias_first=False,
    thousands=False,
    payment_words=("", "-"),
    blank_tax_id_is_bad=False,
    empty_sheet_is_bad=True,
    referral_month_is_required=True,
    due_day_is_required=True,
)

KEPT = {
    "filas_malas_maximo": "max_bad_share",
    "sin_tipo_cambio_maximo": "max_unrated_share",
}
"""The limits that the business keeps, and where each is in the rules."""

COSTS = {"costo_fondo_soles": "soles_cost", "costo_fondo_otras": "other_cost"}
VAT = {"igv": "vat"}


def in_force(
    rules: RuleSet, rates: Mapping[str, Decimal], dated: Mapping[str, Sequence[Stretch]]
) -> RuleSet:
    """Return the rules with what the business keeps; the legacy rules know only their own.

    Limits are those of the day (`rates`). The cost of funds and the VAT of a document are those of
    its operation (`dated`), so that a new rate leaves earlier figures as they were.
    """
    if rules.rules is Rules.LEGACY:
        return rules
    found = {field: float(rates[name]) for name, field in KEPT.items() if name in rates}
    usual = {"soles_cost": rules.soles_cost, "other_cost": rules.other_cost, "vat": rules.vat}
    costs = kept(COSTS, usual, rates, dated) | kept(VAT, usual, rates, dated, plus=1)
    chosen = replace(rules, **found, **costs)  # type: ignore[arg-type]
    if "dias_arrastre_tipo_cambio" in rates:
        chosen = replace(chosen, carry_days=int(rates["dias_arrastre_tipo_cambio"]))
    return chosen


RULE_SETS = {Rules.CURRENT: CURRENT, Rules.LEGACY: LEGACY}
