"""The report tables: placements, newcomers, balances and the mark of the last update."""

from datetime import date
from typing import Annotated

from pydantic import Field

from background import TODAY, Report, TaskContext, relative_day, task
from toolbox.placements.calc.rules import Rules
from toolbox.placements.dataset import KPI
from toolbox.placements.producing import tell
from toolbox.rates.dataset import TIPO_CAMBIO
from toolbox.rates.zone import LIMA
from toolbox.reports.controlling import control
from toolbox.reports.dataset import ACTUALIZACION, NUEVOS, SALDOS
from toolbox.reports.marking import errors_marked
from toolbox.reports.refreshing import refresh
from toolbox.reports.reporting import report
from toolbox.sources import open_source


@task(
    name="toolbox.tablas_reportes",
    title="Report tables",
    queue="cronjobs",
    retry="standard",
    repeatable=True,
    lock=(),
    lock_name=KPI.name,
    when_taken="queue",
    time_limit="30m",
    dry_run=True,
    writes=(KPI, NUEVOS, SALDOS, ACTUALIZACION, TIPO_CAMBIO),
)
def tablas_reportes(
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
    """Make the report tables anew: placements, new clients and payers, cash balances.

    Every source is read once, and all tables change at the same moment, together with the mark of
    the last update: readers never see one of today beside one of yesterday. Rows that cannot be
    used are set aside; when they are too many, or a source fails, every table stays as it was
    and the mark says why.
    """
    with errors_marked(ctx):
        fresh = refresh(ctx, open_source(ctx), as_of, rules)
        published = ctx.publish(*fresh.publications(ctx, allow_shrink=allow_shrink))
    rows = {one.dataset: one.rows for one in published}
    tell(ctx, fresh.placements, rows[KPI.name])
    control(ctx, fresh, rows)
    return report(fresh, rows)
