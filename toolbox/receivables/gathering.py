"""The inputs of the receivables: a snapshot of each service and sheet, the rates, the lists."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import polars as pl

from background import JobFailed, Sentence, TaskContext
from toolbox.placements.calc.columns import header_key
from toolbox.placements.calc.parsing import day as sheet_day
from toolbox.placements.gathering import optional, tell
from toolbox.rates.completing import rates_for
from toolbox.receivables.calc.balances import Cut
from toolbox.receivables.calc.inputs import Inputs, Lists, Named
from toolbox.receivables.calc.parsing import day
from toolbox.receivables.calc.rules import RuleSet
from toolbox.sources import FixedLists, Snapshot, Source, SourceFailed, SourceName

SHEETS = (SourceName.OUT_OF_SYSTEM_PEN, SourceName.OUT_OF_SYSTEM_USD)


@dataclass(frozen=True, slots=True)
class Gathered:
    """The inputs, and how many rows the three services and the sheets have."""

    inputs: Inputs
    documents: int
    payments: int
    refunds: int
    sheets: int


def gather(
    ctx: TaskContext, source: Source, as_of: date, rules: RuleSet, lists: FixedLists
) -> Gathered:
    """Take a snapshot of every source that the rules read.

    Documents and payments must be there and have rows; raises SourceFailed and
    SourceNotConfigured.
    """
    documents = _required(ctx, source, SourceName.SETTLEMENTS, as_of)
    payments = _required(ctx, source, SourceName.PAYMENTS, as_of)
    refunds = optional(ctx, source, SourceName.REFUNDS, as_of)
    wanted = SHEETS if rules.extended else ()
    sheets = [sheet for name in wanted if (sheet := optional(ctx, source, name, as_of))]
    sectors = optional(ctx, source, SourceName.SECTORS, as_of)
    referrals = optional(ctx, source, SourceName.REFERRALS, as_of) if wanted else None
    inputs = Inputs(
        documents=_named(documents),
        payments=_named(payments),
        refunds=_named(refunds) if refunds else None,
        sheets=[_named(sheet) for sheet in sheets],
        sectors=_named(sectors) if sectors else None,
        referrals=_named(referrals) if referrals else None,
        lists=as_read(lists),
    )
    return Gathered(
        inputs,
        documents.rows,
        payments.rows,
        refunds.rows if refunds else 0,
        sum(sheet.rows for sheet in sheets),
    )


def _required(ctx: TaskContext, source: Source, name: SourceName, as_of: date) -> Snapshot:
    snapshot = source.fetch(name, until=as_of)
    tell(ctx, snapshot)
    if snapshot.rows == 0:
        raise SourceFailed(
            "{source} has no rows at all, so nothing was changed. Check the report where it comes "
            "from, then run the task again.",
            source=name.value,
        )
    return snapshot


def as_read(lists: FixedLists) -> Lists:
    """Return the fixed lists as the calculation reads them."""
    return Lists(
        arrears=frozenset(lists.mora_a_mayo),
        special=frozenset(lists.cobranza_especial),
        aliases=lists.alias_ejecutivos,
    )


def with_rates(
    ctx: TaskContext, source: Source, inputs: Inputs, as_of: date, rules: RuleSet
) -> tuple[Inputs, Cut]:
    """Return the inputs with the stored rates, and the rate that brings balances to soles.

    Rates of the day, and of operation days where the rules use them, are asked for first.
    Raises SourceFailed, and JobFailed where no rate is young enough for balances in dollars.
    """
    operations = _operation_days(inputs) if rules.extended else []
    days = {as_of, *(one for one in operations if one <= as_of)}
    rates = rates_for(ctx, source, days, rules.rate_days or 0)
    rate = _rate(ctx, rates, as_of, rules)
    if rate is None and _has_dollars([inputs.documents, *inputs.sheets]):
        rate = _default(ctx, as_of, rules)
    return replace(inputs, rates=rates), Cut(as_of, rate or 0.0, inputs.lists)


def _default(ctx: TaskContext, as_of: date, rules: RuleSet) -> float:
    """Return the rate that stands in where none is young enough; raises JobFailed."""
    if rules.default_rate is None:
        raise JobFailed(
            "There is no exchange rate of the {days} days up to {day}, so balances in dollars "
            "cannot be brought to soles. Run the exchange rates, then this task again.",
            days=rules.rate_days,
            day=as_of,
        )
    told = Sentence(
        "No exchange rate is known for {day}: balances in dollars use {rate}",
        {"day": as_of, "rate": rules.default_rate},
    )
    say = ctx.log_warning if rules.rate_days is None else ctx.incomplete
    say(told.message, **told.fields)
    return rules.default_rate


def _rate(ctx: TaskContext, rates: pl.DataFrame, as_of: date, rules: RuleSet) -> float | None:
    """Return the latest ask up to the day, None where it is older than the rules allow."""
    known = rates.filter(pl.col("TipoCambioFecha") <= as_of).tail(1)
    if known.is_empty():
        return None
    latest, ask = known.select("TipoCambioFecha", "TipoCambioVenta").row(0)
    if rules.rate_days is not None and as_of - latest > timedelta(days=rules.rate_days):
        return None
    ctx.log_info("Balances in dollars use the rate of {day}: {rate}", day=latest, rate=ask)
    return float(ask)


def _has_dollars(sources: Sequence[Named]) -> bool:
    """Whether any document, of a sheet too, is in another currency than soles."""
    currencies = [
        source.frame.select(pl.col(name).str.strip_chars().alias("Moneda"))
        for source in sources
        for name in source.frame.collect_schema().names()
        if header_key(name) == header_key("Moneda")
    ]
    other = pl.concat(currencies).filter(pl.col("Moneda") != "PEN") if currencies else None
    return other is not None and not other.head(1).collect().is_empty()


def _operation_days(inputs: Inputs) -> Sequence[date]:
    """Return the distinct operation dates of the documents and the sheets."""
    found = [_days(inputs.documents, "FechaOperacion", day)]
    found += [_days(sheet, "Fecha de Op", sheet_day) for sheet in inputs.sheets]
    days = pl.concat(found).unique().drop_nulls().collect(engine="streaming")
    return days["day"].to_list()


def _days(source: Named, header: str, read: Callable[[pl.Expr], pl.Expr]) -> pl.LazyFrame:
    """Return the days of a column; none where it is missing, the calculation says so later."""
    for name in source.frame.collect_schema().names():
        if header_key(name) == header_key(header):
            return source.frame.select(read(pl.col(name)).alias("day")).unique()
    return pl.LazyFrame(schema={"day": pl.Date})


def _named(snapshot: Snapshot) -> Named:
    return Named(snapshot.name.value, snapshot.scan())
