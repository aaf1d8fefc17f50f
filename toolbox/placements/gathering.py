"""The inputs of the placements calculation: a snapshot of each source, and the rates."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from background import TaskContext
from toolbox.placements.calc.inputs import Inputs, Named
from toolbox.placements.calc.layouts import ACCUMULATED, PLACEMENTS
from toolbox.placements.calc.reading import rate_days
from toolbox.placements.calc.rules import RuleSet
from toolbox.rates.completing import rates_for
from toolbox.sources import Snapshot, Source, SourceFailed, SourceName, SourceNotConfigured

SHEETS = (SourceName.OUT_OF_SYSTEM_PEN, SourceName.OUT_OF_SYSTEM_USD)
LAYOUTS = {
    SourceName.PLACEMENTS: PLACEMENTS,
    SourceName.PLACEMENTS_ACCUMULATED: ACCUMULATED,
}


@dataclass(frozen=True, slots=True)
class Gathered:
    """The inputs, and how many rows the sources of documents have together."""

    inputs: Inputs
    rows: int


def gather(
    ctx: TaskContext,
    source: Source,
    as_of: date,
    name: SourceName,
    aliases: Mapping[str, str],
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
        aliases=aliases,
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
    days = [day for day in rate_days(inputs) if day <= as_of]
    return replace(inputs, rates=rates_for(ctx, source, days, rules.carry_days))


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
