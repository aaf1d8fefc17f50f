"""One file of a company, handed over with the run."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from pydantic import Field

from background import Accept, File, Month, TaskContext, task
from toolbox.sii import filing, syncing
from toolbox.sii.arranging import Arranger
from toolbox.sii.calc.books import Book
from toolbox.sii.calc.rows import Filing, Reading
from toolbox.sii.dataset import DOCUMENT_TABLES, F29_TABLES
from toolbox.sii.judging import judge
from toolbox.sii.parameters import CompanyId
from toolbox.sii.reading import READER, FileFault, read
from toolbox.sii.refreshing import refresh
from toolbox.sii.reporting import Outcome, documents_outcome, filings_outcome
from toolbox.sii.sources import UploadedFile
from toolbox.sii.store.companies import company_of
from toolbox.sii.store.files import Importing
from toolbox.sii.zone import SANTIAGO

TaxFile = Annotated[
    File,
    Accept(".csv", ".txt", ".xls", ".htm", ".html", ".json"),
    Field(title="File", description="As the SII's portal gives it: CSV, .xls or JSON"),
]
FileMonth = Annotated[
    Month | None,
    Field(title="Month", description="Only where neither the file nor its name tells it"),
]
ALL_TABLES = tuple(dict.fromkeys((*DOCUMENT_TABLES, *F29_TABLES)))


@task(
    name="sii.import_file",
    title="Tax file of a company",
    queue="low_priority",
    repeatable=True,
    lock=("company_id",),
    lock_name="sii.company",
    when_taken="queue",
    time_limit="1h",
    dry_run=True,
    zone=SANTIAGO,
    writes=ALL_TABLES,
)
def import_file(
    ctx: TaskContext, company_id: CompanyId, file: TaxFile, month: FileMonth = None
) -> Outcome:
    """Take up one file of a company, whichever of those it is that the SII hands out.

    What it is shows in its heading. Its month changes as far as the file covers it: documents that
    are new or different are written, those that it no longer lists are marked as gone. A file of
    another company is refused.
    """
    company = company_of(company_id)
    source = UploadedFile(file, month.first if month else None)
    (item,) = source.list(company, (), ())
    reading = read(source.open(item), item.name, period=item.period)
    periods = months_in(reading)
    arranger = Arranger(Importing(company, ctx.run_id, READER, ctx.now()), source)
    is_return = reading.kind.book is Book.F29
    with ctx.timer("sync"):
        if is_return:
            filed = filing.Filing(ctx, arranger).sync([item], periods)
            refresh(ctx, company, periods, F29_TABLES)
        else:
            synced = syncing.Syncing(ctx, arranger).sync([item], periods)
            refresh(ctx, company, {*periods, *synced.left_months}, DOCUMENT_TABLES)
    seconds = round(ctx.timers.get("sync").total_seconds(), 3)
    if is_return:
        judge(ctx, company, filed.refused, files=filed.files, faults=filed.counts.faults)
        return filings_outcome(
            company, periods[0].year, filed.counts, filed.warned, filed.files, seconds
        )
    ctx.control("Sums that are not those of the file or the summary", synced.untied, 0)
    judge(ctx, company, synced.refused, files=synced.files, faults=synced.faults)
    return documents_outcome(company, synced, seconds)


def months_in(reading: Reading) -> Sequence[date]:
    """Return the months that a file is about; raises FileFault where nothing tells them.

    Returns say it themselves, whatever month was chosen.
    """
    rows = reading.rows if reading.kind.book is Book.F29 else ()
    if found := sorted({row.period for row in rows if isinstance(row, Filing)}):
        return found
    if reading.period:
        return [reading.period]
    raise FileFault("Neither the file nor its name tells the month that it is of: choose it.")
