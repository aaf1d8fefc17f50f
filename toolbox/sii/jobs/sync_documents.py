"""The documents of one company."""

from background import TaskContext, task
from toolbox.sii.arranging import Arranger
from toolbox.sii.calc.periods import months_back
from toolbox.sii.dataset import DOCUMENT_TABLES
from toolbox.sii.judging import judge
from toolbox.sii.parameters import CompanyId, MonthOffset, Months
from toolbox.sii.reading import READER
from toolbox.sii.refreshing import refresh
from toolbox.sii.reporting import DocumentsOutcome, documents_outcome
from toolbox.sii.sources import open_sources
from toolbox.sii.store.companies import company_of
from toolbox.sii.store.files import Importing
from toolbox.sii.syncing import KINDS, Syncing
from toolbox.sii.zone import SANTIAGO


@task(
    name="sii.sync_documents",
    title="Tax documents of a company",
    queue="low_priority",
    retry="standard",
    repeatable=True,
    lock=("company_id",),
    lock_name="sii.company",
    when_taken="queue",
    time_limit="1h",
    dry_run=True,
    zone=SANTIAGO,
    writes=DOCUMENT_TABLES,
)
def sync_documents(
    ctx: TaskContext, company_id: CompanyId, months: Months = 1, month_offset: MonthOffset = 0
) -> DocumentsOutcome:
    """Take up purchases, sales and fee receipts of a company, month by month.

    The files come from the company's source. Each month changes as a whole: documents that are
    new or different are written, those that the files no longer list are marked as gone, and a
    file that was read before is not read again. Rows that cannot be used are set aside; then the
    run ends as partial.
    """
    company = company_of(company_id)
    periods = months_back(ctx.today(SANTIAGO), months, month_offset)
    source = open_sources(ctx, company)
    with ctx.timer("sync"):
        by = Importing(company, ctx.run_id, READER, ctx.now())
        items = source.list(company, KINDS, periods)
        done = Syncing(ctx, Arranger(by, source)).sync(items, periods)
        refresh(ctx, company, {*periods, *done.left_months}, DOCUMENT_TABLES)
    ctx.control("Sums that are not those of the file or the summary", done.untied, 0)
    judge(ctx, company, done.refused, files=done.files, faults=done.faults)
    return documents_outcome(company, done, round(ctx.timers.get("sync").total_seconds(), 3))
