"""The tables told to be up to date, and what is reckoned from them."""

from collections.abc import Collection
from datetime import date

from background import Dataset, TaskContext
from toolbox.sii.models import Company
from toolbox.sii.store import vat_months
from toolbox.sii.zone import SANTIAGO


def refresh(
    ctx: TaskContext, company: Company, periods: Collection[date], tables: Collection[Dataset]
) -> None:
    """Reckon the VAT of these months of the company anew, and tell that the tables are written."""
    today = ctx.today(SANTIAGO)
    with ctx.atomic():
        vat_months.reckon(company, periods, today)
    for table in tables:
        ctx.refreshed(table, today)
