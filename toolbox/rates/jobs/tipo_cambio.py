"""The official exchange rate of every day since the business began."""

from datetime import date
from functools import partial
from typing import Annotated

from pydantic import Field

from background import (
    Chart,
    Column,
    Figure,
    JobFailed,
    Kind,
    Report,
    Sentence,
    Series,
    Table,
    TaskContext,
    task,
)
from toolbox.rates import calc, store
from toolbox.rates.dataset import TIPO_CAMBIO
from toolbox.rates.filling import Filled, fill, tell_freshness
from toolbox.rates.zone import LIMA
from toolbox.sources import open_source

CHART_DAYS = 90


@task(
    name="toolbox.tipo_cambio",
    title="Exchange rates",
    queue="cronjobs",
    retry="standard",
    repeatable=True,
    lock=(),
    when_taken="queue",
    time_limit="2h",
    dry_run=True,
    writes=(TIPO_CAMBIO,),
)
def tipo_cambio(
    ctx: TaskContext,
    batch_size: Annotated[int, Field(ge=1, le=10, description="Days asked for at once")] = 1,
) -> Report:
    """Fetch the official exchange rates that are still missing.

    Every day since 1 July 2019 is wanted, weekends and holidays too; only the gaps are asked for,
    the oldest first. Each batch is saved before the next one, so that a run that stops is taken
    up where it was. A day that fails is asked for again by the next run.
    """
    today = ctx.today(LIMA)
    missing = calc.gaps(calc.days_between(calc.FIRST_DAY, today), store.known_days())
    if not missing:
        ctx.log_success("No day lacks a rate up to {day}", day=today)
        tell_freshness(ctx)
        return _report(Filled())
    ctx.log_info(
        "{count} days lack a rate, the first is {first}", count=len(missing), first=missing[0]
    )
    progress = partial(ctx.progress, step="Fetch rates")
    filled = fill(ctx, open_source(ctx), missing, batch_size, progress)
    ctx.control("Days stored or failed", len(filled.stored) + len(filled.failed), len(missing))
    _judge(ctx, filled)
    return _report(filled)


def _judge(ctx: TaskContext, filled: Filled) -> None:
    """Say how it went; raise when not a single day could be had."""
    if filled.failed and not filled.stored:
        day, reason = min(filled.failed.items())
        raise JobFailed(
            "None of the {count} days could be fetched. {day}: {reason}",
            count=len(filled.failed),
            day=day,
            reason=Sentence(reason),
        )
    ctx.log_success("Stored the rates of {count} days", count=len(filled.stored))
    if filled.failed:
        ctx.incomplete(
            "{count} days still lack a rate; the next run asks for them again",
            count=len(filled.failed),
        )


def _report(filled: Filled) -> Report:
    return Report(
        headline="{stored} rates stored, {failed} days failed",
        fields={"stored": len(filled.stored), "failed": len(filled.failed)},
        figures=[
            Figure(label="Rates stored", value=len(filled.stored)),
            Figure(label="Days failed", value=len(filled.failed)),
            *_last_rate(),
        ],
        charts=[_recent_rates()],
        tables=[_failed_days(filled.failed)] if filled.failed else [],
    )


def _last_rate() -> list[Figure]:
    rates = store.all_rates()
    if rates.is_empty():
        return []
    day, _bid, ask = rates.row(-1)
    return [
        Figure(label="Last day with a rate", value=day, kind=Kind.DAY),
        Figure(label="Soles for a dollar that day", value=ask, kind=Kind.RATE, unit="PEN"),
    ]


def _recent_rates() -> Chart:
    rates = store.all_rates().tail(CHART_DAYS)
    return Chart(
        title="Soles for a dollar, the last days",
        labels=[day.isoformat() for day in rates["TipoCambioFecha"]],
        series=[
            Series(label="Bid", values=rates["TipoCambioCompra"].to_list()),
            Series(label="Ask", values=rates["TipoCambioVenta"].to_list()),
        ],
        kind="line",
        unit="PEN",
    )


def _failed_days(failed: dict[date, str]) -> Table:
    return Table(
        title="Days that failed",
        columns=[
            Column(name="day", label="Day", kind=Kind.DAY),
            Column(name="reason", label="Reason"),
        ],
        rows=[[day, Sentence(reason)] for day, reason in sorted(failed.items())],
    )
