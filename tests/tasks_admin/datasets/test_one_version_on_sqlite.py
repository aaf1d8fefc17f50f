"""A download shows one version of its dataset, even when the next is swapped in meanwhile."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from django.db import connection

from background import Dataset
from tasks_admin.queries import row_filter
from tasks_admin.services.exports.batches import batches
from tests.tasks_admin.datasets.conftest import PLACEMENTS, Add

SWAP = (
    'CREATE TABLE "new" AS SELECT * FROM "Colocaciones"',
    'UPDATE "new" SET "NroDocumento" = \'from the next version\'',
    'ALTER TABLE "Colocaciones" RENAME TO "old"',
    'ALTER TABLE "new" RENAME TO "Colocaciones"',
)
BACK = ('DROP TABLE "Colocaciones"', 'ALTER TABLE "old" RENAME TO "Colocaciones"')


@pytest.fixture
def elsewhere() -> Callable[[tuple[str, ...]], None]:
    """Run statements as another process would, over a connection of its own."""

    def run(statements: tuple[str, ...]) -> None:
        settings: dict[str, Any] = connection.settings_dict
        with closing(sqlite3.connect(settings["NAME"], isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            for statement in statements:
                other.execute(statement)
            other.execute("COMMIT")

    return run


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="another database, another swap")
def test_a_swap_in_the_middle_of_a_download_does_not_mix_versions(
    dataset: Dataset,
    add: Add,
    monkeypatch: pytest.MonkeyPatch,
    elsewhere: Callable[[tuple[str, ...]], None],
) -> None:
    monkeypatch.setattr("tasks_admin.services.exports.batches.SIZE", 10)
    for number in range(500):
        add(document=f"D{number}")
    asked = row_filter.read(PLACEMENTS, {"cols": ["NroDocumento"]})

    download = batches(asked)
    read = next(download)["NroDocumento"].to_list()
    elsewhere(SWAP)
    for frame in download:
        read += frame["NroDocumento"].to_list()

    assert read == [f"D{number}" for number in range(500)]
    assert set(next(batches(asked))["NroDocumento"]) == {"from the next version"}
    elsewhere(BACK)
