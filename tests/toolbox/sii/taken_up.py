"""Sample companies with their files in the tables, as the jobs take them up."""

from datetime import UTC, date, datetime
from uuid import uuid4

from background.testing import FakeContext
from tests.toolbox.sii.shelf import Shelf
from toolbox.sii import filing, syncing
from toolbox.sii.arranging import Arranger
from toolbox.sii.models import Company
from toolbox.sii.reading import READER
from toolbox.sii.samples.months import SampleMonth
from toolbox.sii.samples.writing import TaxPlan, months_of, sample_companies
from toolbox.sii.store import vat_months
from toolbox.sii.store.files import Importing

NOW = datetime(2026, 11, 22, 15, tzinfo=UTC)
TODAY = date(2026, 11, 22)


def take_up(months: int, companies: int = 2) -> list[SampleMonth]:
    """Take up so many months and the one that is not over; return what the samples say of them."""
    plan = TaxPlan(until=TODAY, companies=companies, months=months, documents=25 * months)
    taken = []
    for one in sample_companies(plan):
        company = Company.objects.create(id=one.id, rut=one.rut, name=one.name)
        shelf, found = Shelf(), list(months_of(one, plan))
        for name, content in (file for month in found for file in month.files()):
            shelf.put(name, content)
        periods = [month.period for month in found]
        ctx, by = FakeContext(now=NOW), Importing(company, uuid4(), READER, NOW)
        items = shelf.list(company, syncing.KINDS, periods)
        syncing.Syncing(ctx, Arranger(by, shelf)).sync(items, periods)
        items = shelf.list(company, filing.KINDS, periods)
        filing.Filing(ctx, Arranger(by, shelf)).sync(items, periods)
        vat_months.reckon(company, periods, TODAY)
        taken += found
    return taken
