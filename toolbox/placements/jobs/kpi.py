"""The placements table: every financed document since the business began."""

from datetime import date
from typing import Annotated

from pydantic import Field

from background import TODAY, Publication, Report, TaskContext, relative_day, task
from toolbox.placements.calc.rules import Rules
from toolbox.placements.controlling import control
from toolbox.placements.dataset import KPI
from toolbox.placements.producing import produce, tell
from toolbox.placements.reporting import report
from toolbox.rates.dataset import TIPO_CAMBIO
from toolbox.rates.zone import LIMA
from toolbox.sources import SourceName, open_source


@task(
    name="toolbox.kpi",
    title="Placements (KPI)",
    queue="cronjobs",
    retry="standard",
    repeatable=True,
    lock=(),
    lock_name=KPI.name,
    when_taken="queue",
    time_limit="30m",
    dry_run=True,
    writes=(KPI, TIPO_CAMBIO),
)
def kpi(
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
    """Calculate what every financed document places, earns and costs.

    Reads the ERP's report and the sheets, fetches the exchange rates of operation days that lack
    one, and replaces the whole table at once. Rows that cannot be used are set aside with the
    reason; when they are more than 1 % (under the legacy rules, when there is one) the run fails
    and the table stays as it was.
    """
    placements = produce(ctx, open_source(ctx), SourceName.PLACEMENTS, as_of, rules)
    batches = placements.batches()
    [published] = ctx.publish(Publication(KPI, batches, as_of, allow_shrink))
    tell(ctx, placements, published.rows)
    control(ctx, placements, published.rows)
    return report(placements, published.rows)
