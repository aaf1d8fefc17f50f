"""The calculation carried out: batch by batch into spools, bad rows set aside on the way."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import polars as pl

from background import TaskContext
from toolbox.placements.calc.lookups import BadReferralMonth
from toolbox.quarantine.gate import Gate
from toolbox.receivables.calc import sheets
from toolbox.receivables.calc.balances import Cut
from toolbox.receivables.calc.calculation import Batch, Calculation, prepare
from toolbox.receivables.calc.inputs import Inputs, MissingColumns
from toolbox.receivables.calc.payments import OUT_OF_SYSTEM, PAYMENT_SCHEMA, by_document
from toolbox.receivables.calc.refunds import REFUND_SCHEMA
from toolbox.receivables.calc.rules import RuleSet
from toolbox.receivables.gathering import Gathered
from toolbox.receivables.store import Spool
from toolbox.sources import SourceFailed

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Spooled:
    """The rows of a table, and how many of a service were set aside or replaced on the way."""

    spool: Spool
    set_aside: int = 0
    replaced: int = 0
    added: int = 0
    """Rows that no service has: those of the sheets."""


@dataclass(frozen=True, slots=True)
class Computed:
    """The rows of the three tables, judged, and what was paid on each document."""

    documents: Spooled
    payments: Spooled
    refunds: Spooled
    paid: pl.DataFrame


def prepared(ctx: TaskContext, inputs: Inputs, rules: RuleSet) -> Calculation:
    """Return the calculation, ready to be carried out; raises SourceFailed."""
    try:
        calculation = prepare(inputs, rules)
    except MissingColumns as problem:
        raise SourceFailed(
            "{source} lacks the columns {columns}. Put them back where it comes from, then run "
            "the task again.",
            source=problem.source,
            columns=", ".join(problem.missing),
        ) from problem
    except BadReferralMonth as problem:
        raise SourceFailed(
            "{source}, row {row}: the month “{value}” is not a date. Correct it, or use the "
            "current rules, which do not need it.",
            source=problem.source,
            row=problem.row,
            value=problem.value,
        ) from problem
    ctx.log_info(
        "{replaced} rows of the report are replaced by the sheets, {blank} sheet lines are empty",
        replaced=len(calculation.replaced),
        blank=calculation.sheets.blank_lines,
    )
    return calculation


def compute(
    ctx: TaskContext, calculation: Calculation, gathered: Gathered, cut: Cut, progress: Progress
) -> Computed:
    """Calculate every row of the three tables into spools.

    Raises SourceFailed, and JobFailed as soon as more rows of a source are bad than the rules
    allow.
    """
    total = gathered.payments + gathered.refunds + calculation.total
    told = _Told(progress, total)
    share = calculation.rules.max_bad_share
    payments = Spooled(Spool(ctx.workdir / "payments", pl.DataFrame(schema=PAYMENT_SCHEMA)))
    refunds = Spooled(Spool(ctx.workdir / "refunds", pl.DataFrame(schema=REFUND_SCHEMA)))
    documents = Spooled(Spool(ctx.workdir / "documents"))
    _spool(payments, told(calculation.payments()), Gate(ctx, gathered.payments, share))
    _spool(refunds, told(calculation.refunds()), Gate(ctx, gathered.refunds, share))
    paid = by_document(payments.spool.scan())
    rows = told(calculation.batches(paid, cut))
    _spool(documents, rows, Gate(ctx, calculation.total, share))
    _add_sheets(calculation, payments, refunds)
    return Computed(documents, payments, refunds, _all_paid(payments.spool, calculation.rules))


def _spool(target: Spooled, batches: Iterable[Batch], gate: Gate) -> None:
    for batch in batches:
        gate.set_aside(batch.set_aside)
        target.spool.add(batch.rows)
        target.replaced += batch.replaced
    target.set_aside = gate.bad


def _add_sheets(calculation: Calculation, payments: Spooled, refunds: Spooled) -> None:
    """Add what the sheets tell of payments and refunds."""
    if calculation.sheets.rows.is_empty():
        return
    good, _bad = calculation.out_of_system()
    for target, rows in (
        (payments, sheets.payments_of(good, calculation.rules)),
        (refunds, sheets.refunds_of(good, calculation.rules)),
    ):
        target.spool.add(rows)
        target.added = rows.height


def _all_paid(payments: Spool, rules: RuleSet) -> pl.DataFrame:
    """Return what was paid on each document, sheets included; not what was made up."""
    rows = payments.scan()
    return by_document(
        rows.filter(pl.col("TipoPago") != OUT_OF_SYSTEM) if rules.placeholders else rows
    )


@dataclass(slots=True)
class _Told:
    """Tells how many rows of all services are done."""

    progress: Progress
    total: int
    done: int = 0

    def __call__(self, batches: Iterable[Batch]) -> Iterator[Batch]:
        for batch in batches:
            yield batch
            self.done += batch.rows.height + batch.set_aside.height + batch.replaced
            self.progress(min(self.done, self.total), self.total)
