"""The F29 returns of one company."""

from background import THIS_YEAR, TaskContext, task
from toolbox.sii.arranging import Arranger
from toolbox.sii.calc.periods import months_of
from toolbox.sii.dataset import F29_TABLES
from toolbox.sii.filing import KINDS, Filing
from toolbox.sii.judging import judge
from toolbox.sii.parameters import CompanyId, TaxYear
from toolbox.sii.reading import READER
from toolbox.sii.refreshing import refresh
from toolbox.sii.reporting import FilingsOutcome, filings_outcome
from toolbox.sii.sources import open_sources
from toolbox.sii.store.companies import company_of
from toolbox.sii.store.files import Importing
from toolbox.sii.zone import SANTIAGO


@task(
    name="sii.sync_f29",
    title="F29 returns of a company",
    queue="low_priority",
    retry="standard",
    repeatable=True,
    lock=("company_id",),
    lock_name="sii.company",
    when_taken="queue",
    time_limit="30m",
    dry_run=True,
    zone=SANTIAGO,
    writes=F29_TABLES,
)
def sync_f29(ctx: TaskContext, company_id: CompanyId, year: TaxYear = THIS_YEAR) -> FilingsOutcome:
    """Take up the F29 returns of a company in a year, with all their codes.

    Each return is held against its own arithmetic, and its month against the register; what does
    not add up is a warning, and the return is taken up all the same.
    """
    company = company_of(company_id)
    periods = [one for one in months_of(year) if one <= ctx.today(SANTIAGO)]
    source = open_sources(ctx, company)
    with ctx.timer("sync"):
        arranger = Arranger(Importing(company, ctx.run_id, READER, ctx.now()), source)
        done = Filing(ctx, arranger).sync(source.list(company, KINDS, periods), periods)
        refresh(ctx, company, periods, F29_TABLES)
    judge(ctx, company, done.refused, files=done.files, faults=done.counts.faults)
    seconds = round(ctx.timers.get("sync").total_seconds(), 3)
    return filings_outcome(company, year, done.counts, done.warned, done.files, seconds)
