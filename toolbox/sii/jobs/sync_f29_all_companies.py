"""The F29 returns of all companies."""

from background import THIS_YEAR, Children, TaskContext, task
from toolbox.sii.concluding import conclude_year
from toolbox.sii.jobs.sync_f29 import sync_f29
from toolbox.sii.parameters import AT_ONCE, TaxYear
from toolbox.sii.scope import COMPANY
from toolbox.sii.store.companies import active_companies
from toolbox.sii.zone import SANTIAGO


@task(
    name="sii.sync_f29_all_companies",
    title="F29 returns of all companies",
    queue="low_priority",
    repeatable=True,
    lock=(),
    when_taken="queue",
    time_limit="10m",
    dry_run=True,
    zone=SANTIAGO,
    covers=COMPANY,
    concludes=conclude_year,
)
def sync_f29_all_companies(ctx: TaskContext, year: TaxYear = THIS_YEAR) -> Children:
    """Take up the F29 returns of every active company in a year.

    Each company is a run of its own, a few at a time; those that failed can be run again alone.
    """
    companies = active_companies()
    ctx.log_info("{count} active companies", count=len(companies))
    params = [{"company_id": str(one), "year": year} for one in companies]
    return ctx.launch_children(sync_f29.spec.name, params, max_at_once=AT_ONCE)
