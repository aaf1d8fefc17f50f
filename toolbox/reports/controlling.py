"""The totals of a refresh of the report tables that must tie."""

from collections.abc import Mapping

from background import TaskContext
from toolbox.placements import controlling
from toolbox.placements.dataset import KPI
from toolbox.reports.calc.newcomers import CLIENT, PAYER, known_in
from toolbox.reports.dataset import SALDOS
from toolbox.reports.refreshing import Refresh


def control(ctx: TaskContext, fresh: Refresh, rows: Mapping[str, int]) -> None:
    """Check the placements, that nobody is new twice or never, and the days of the balances."""
    controlling.control(ctx, fresh.placements, rows[KPI.name])
    placements, found = fresh.spool.scan(), fresh.newcomers
    ctx.control(
        "New clients are the clients of factoring",
        found["RUCCliente"].count(),
        known_in(placements, CLIENT, fresh.as_of),
    )
    ctx.control(
        "New payers are the payers of the three products",
        found["RUCPagador"].count(),
        known_in(placements, PAYER, fresh.as_of),
    )
    if fresh.balances:
        ctx.control(
            "Days of balances published or set aside",
            rows[SALDOS.name] + fresh.balances.set_aside,
            fresh.balances.read,
        )
