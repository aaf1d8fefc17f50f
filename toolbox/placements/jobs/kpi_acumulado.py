"""The accumulated placements: every financed document with what was paid on it since."""

from datetime import date
from typing import Annotated

from pydantic import Field

from background import TODAY, Publication, Report, TaskContext, relative_day, task
from toolbox.placements.calc.rules import Rules
from toolbox.placements.controlling import control
from toolbox.placements.dataset import KPI_ACUMULADO
from toolbox.placements.producing import produce, tell
from toolbox.placements.reporting import report
from toolbox.rates.dataset import TIPO_CAMBIO
from toolbox.rates.zone import LIMA
from toolbox.sources import SourceName, open_source


@task(
    name="toolbox.kpi_acumulado",
    title="Accumulated placements (KPI)",
    queue="cronjobs",
    retry="standard",
    repeatable=True,
    lock=(),
    when_taken="queue",
    time_limit="30m",
    dry_run=True,
    writes=(KPI_ACUMULADO, TIPO_CAMBIO),
)
def kpi_acumulado(
    ctx: TaskContext,
    as_of: Annotated[
        date, relative_day(LIMA), Field(description="The last day of the report")
    ] = TODAY,
    rules: Annotated[
        Rules, Field(description="The rules in force, or those of the former system")
    ] = Rules.CURRENT,
    allow_shrink: Annotated[
        bool, Field(description="Publish even if too many rows disappear")
    ] = False,
) -> Report:
    """Calculate the placements with their payments, arrears and refunds.

    Reads the ERP's accumulated report and the sheets, fetches the exchange rates that operation and
    payment days lack, and replaces the whole table at once. Rows that cannot be used are set
    aside with the reason; when they are more than 1 % (under the legacy rules, when there is
    one) the run fails and the table stays as it was.
    """
    placements = produce(ctx, open_source(ctx), SourceName.PLACEMENTS_ACCUMULATED, as_of, rules)
    batches = placements.batches()
    [published] = ctx.publish(Publication(KPI_ACUMULADO, batches, as_of, allow_shrink))
    tell(ctx, placements, published.rows)
    control(ctx, placements, published.rows)
    return report(placements, published.rows)
