"""The inputs of the placements calculation: a snapshot of each source, and the rates."""

from dataclasses import dataclass, replace
from datetime import date

from background import TaskContext
from toolbox.placements.calc.inputs import Inputs, Named
from toolbox.placements.calc.layouts import ACCUMULATED, PLACEMENTS
from toolbox.placements.calc.reading import rate_days
from toolbox.placements.calc.rules import RuleSet
from toolbox.rates import calc, store
from toolbox.rates.filling import fill
from toolbox.sources import Rate, Snapshot, Source, SourceFailed, SourceName, SourceNotConfigured

SHEETS = (SourceName.OUT_OF_SYSTEM_PEN, SourceName.OUT_OF_SYSTEM_USD)
LAYOUTS = {
    SourceName.PLACEMENTS: PLACEMENTS,
    SourceName.PLACEMENTS_ACCUMULATED: ACCUMULATED,
}
RATE_DAYS_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Gathered:
    """The inputs, and how many rows the sources of documents have together."""

    inputs: Inputs
    rows: int


def gather(
    ctx: TaskContext, source: Source, as_of: date, name: SourceName = SourceName.PLACEMENTS
) -> Gathered:
    """Take a snapshot of a report and of the sheets; what is not configured is left out.

    Raises SourceFailed where a source fails or the report is empty, and SourceNotConfigured
    where there is no report.
    """
    report = source.fetch(name, until=as_of)
    tell(ctx, report)
    if report.rows == 0:
        raise SourceFailed(
            "{source} has no rows at all, so nothing was changed. Check the report where it comes "
            "from, then run the task again.",
            source=report.name.value,
        )
    sheets = [sheet for name in SHEETS if (sheet := optional(ctx, source, name, as_of))]
    sectors = optional(ctx, source, SourceName.SECTORS, as_of)
    referrals = optional(ctx, source, SourceName.REFERRALS, as_of)
    inputs = Inputs(
        report=_named(report),
        sheets=[_named(sheet) for sheet in sheets],
        sectors=_named(sectors) if sectors else None,
        referrals=_named(referrals) if referrals else None,
        aliases=source.lists().alias_ejecutivos,
        layout=LAYOUTS[name],
    )
    return Gathered(inputs, report.rows + sum(sheet.rows for sheet in sheets))


def with_rates(
    ctx: TaskContext, source: Source, inputs: Inputs, as_of: date, rules: RuleSet
) -> Inputs:
    """Return the inputs with the stored rates, after asking for the days without one.

    Where days stay without a rate, the earlier days whose rate may stand in are asked for too.
    Raises SourceFailed when the rate service is down.
    """
    days = [day for day in rate_days(inputs) if calc.FIRST_DAY <= day <= as_of]
    found: dict[date, Rate] = {}
    try:
        failed = _fill(ctx, source, days, found)
        _fill(ctx, source, sorted(calc.days_before(failed, rules.carry_days)), found)
    except SourceNotConfigured:
        ctx.log_warning("No source of exchange rates is configured; the stored ones are used")
    return replace(inputs, rates=store.all_rates(found))


def _fill(
    ctx: TaskContext, source: Source, days: list[date], found: dict[date, Rate]
) -> list[date]:
    """Fetch the days that are not stored, into `found`; return those that failed."""
    missing = calc.gaps(days, store.known_days())
    if not missing:
        return []
    filled = fill(ctx, source, missing, RATE_DAYS_AT_ONCE, lambda done, of: None)
    ctx.log_info(
        "Exchange rates: {stored} days added, {failed} days have none",
        stored=len(filled.stored),
        failed=len(filled.failed),
    )
    found.update(filled.found)
    return sorted(filled.failed)


def optional(ctx: TaskContext, source: Source, name: SourceName, as_of: date) -> Snapshot | None:
    """Take a snapshot of a source and say so; None where it is not configured."""
    try:
        snapshot = source.fetch(name, until=as_of)
    except SourceNotConfigured:
        ctx.log_info("{source} is not configured and is left out", source=name.value)
        return None
    tell(ctx, snapshot)
    return snapshot


def tell(ctx: TaskContext, snapshot: Snapshot) -> None:
    """Write which content of a source the run has read."""
    ctx.log_info(
        "{source}: {rows} rows, snapshot {digest}",
        source=snapshot.name.value,
        rows=snapshot.rows,
        digest=snapshot.digest[:12],
    )


def _named(snapshot: Snapshot) -> Named:
    return Named(snapshot.name.value, snapshot.scan())
