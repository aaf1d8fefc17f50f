"""The documents of all companies."""

from background import Children, TaskContext, task
from toolbox.sii.concluding import conclude
from toolbox.sii.jobs.sync_documents import sync_documents
from toolbox.sii.parameters import AT_ONCE, MonthOffset, Months
from toolbox.sii.scope import COMPANY
from toolbox.sii.store.companies import active_companies


@task(
    name="sii.sync_documents_all_companies",
    title="Tax documents of all companies",
    queue="low_priority",
    repeatable=True,
    lock=(),
    when_taken="queue",
    time_limit="10m",
    dry_run=True,
    covers=COMPANY,
    concludes=conclude,
)
def sync_documents_all_companies(
    ctx: TaskContext, months: Months = 1, month_offset: MonthOffset = 0
) -> Children:
    """Take up purchases, sales and fee receipts of every active company.

    Each company is a run of its own, a few at a time, with its own repetitions: one that fails
    keeps no other from its work, and those that failed can be run again alone.
    """
    companies = active_companies()
    ctx.log_info("{count} active companies", count=len(companies))
    params = [
        {"company_id": str(one), "months": months, "month_offset": month_offset}
        for one in companies
    ]
    return ctx.launch_children(sync_documents.spec.name, params, max_at_once=AT_ONCE)
