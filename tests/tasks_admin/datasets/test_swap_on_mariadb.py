"""On MariaDB the swap waits for a download, so a download must not wait for its reader."""

from contextlib import closing
from datetime import date

import pytest
from django.db import OperationalError, connections

from background import Dataset
from tasks_admin.queries import row_filter
from tasks_admin.services.exports.batches import batches, spooled
from tests.tasks_admin.datasets.conftest import NOW, PLACEMENTS, Placement

pytestmark = [pytest.mark.production, pytest.mark.django_db(transaction=True)]

ROWS = 60_000
"""More than the buffers between server and client hold, so that the server is not done early."""


@pytest.fixture
def asked(dataset: Dataset) -> row_filter.RowFilter:
    Placement.objects.bulk_create(
        Placement(
            document=f"D{number}",
            executive="x" * 190,
            currency="PEN",
            year=2024,
            placed_on=date(2024, 1, 15),
            amount=1,
            is_new=False,
            read_at=NOW,
        )
        for number in range(ROWS)
    )
    return row_filter.read(PLACEMENTS, {})


def swap() -> None:
    """Rename the table away and back over a connection of its own, without patience."""
    with closing(connections.create_connection("default")) as other, other.cursor() as cursor:
        cursor.execute("SET SESSION lock_wait_timeout = 1")
        cursor.execute("RENAME TABLE `Colocaciones` TO `old`, `old` TO `Colocaciones`")


def test_a_swap_waits_until_a_download_has_read_its_last_row(asked: row_filter.RowFilter) -> None:
    download = batches(asked)
    rows = next(download).height

    with pytest.raises(OperationalError, match="Lock wait timeout"):
        swap()
    rows += sum(frame.height for frame in download)
    swap()

    assert rows == ROWS


def test_a_slow_reader_holds_nobody_up(asked: row_filter.RowFilter) -> None:
    pieces = (frame.write_csv().encode() for frame in batches(asked))

    slow = spooled(pieces)
    next(slow)

    swap()
    list(slow)
