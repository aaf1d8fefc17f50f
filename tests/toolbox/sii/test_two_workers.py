"""Two workers on the same month of a company: one after the other, and nothing twice."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from tests.toolbox.sii.making import company, file, kept, sale
from toolbox.sii.calc.books import Book, FileKind
from toolbox.sii.calc.counts import Counts
from toolbox.sii.models import BookMonth, ImportFile, Sale

WORKERS, SALES = 3, 40


@pytest.mark.production
@pytest.mark.django_db(transaction=True)
def test_workers_at_the_same_time_store_every_document_once() -> None:
    company()
    together = Barrier(WORKERS)

    def work(_: int) -> Counts:
        try:
            together.wait()
            with transaction.atomic():
                return kept(
                    Book.SALES, file(FileKind.SALES, *map(sale, range(1, SALES + 1)))
                ).counts
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        counts = list(pool.map(work, range(WORKERS)))

    assert Sale.objects.count() == SALES
    assert sorted(one.new for one in counts) == [0, 0, SALES]
    assert sorted(one.unchanged for one in counts) == [0, SALES, SALES]
    assert (BookMonth.objects.count(), ImportFile.objects.count()) == (1, 1)
