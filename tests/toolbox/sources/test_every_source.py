"""Every input of the domain, D1 to D14, is the same from samples, from a folder and over HTTP."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from threading import Thread

import pytest
from polars.testing import assert_frame_equal

from tests.toolbox.sources.conftest import IMPATIENT
from toolbox.fake_upstream.faults import FaultBoard
from toolbox.fake_upstream.folder import ServedFolder
from toolbox.fake_upstream.server import Upstream, UpstreamServer
from toolbox.samples.writing import SamplePlan, write_samples
from toolbox.sources import Source
from toolbox.sources.folder import FolderSource
from toolbox.sources.http import Addresses, HttpSource
from toolbox.sources.ports import SourceName
from toolbox.sources.samples import SEED, SampleSource
from toolbox.sources.snapshots import SnapshotStore

UNTIL = date(2024, 7, 27)
BY_ROWS = {
    "D1": SourceName.PLACEMENTS,
    "D2": SourceName.PLACEMENTS_ACCUMULATED,
    "D3": SourceName.OUT_OF_SYSTEM_PEN,
    "D4": SourceName.OUT_OF_SYSTEM_USD,
    "D5": SourceName.SECTORS,
    "D6": SourceName.REFERRALS,
    "D7": SourceName.BALANCES,
    "D8": SourceName.SETTLEMENTS,
    "D9": SourceName.PAYMENTS,
    "D10": SourceName.REFUNDS,
    "D12": SourceName.FUND_CRECER,
    "D13": SourceName.FUND_PROMOTIONAL,
    "invoices": SourceName.INVOICES,
    "deferred, soles": SourceName.DEFERRED_PEN,
    "deferred, dollars": SourceName.DEFERRED_USD,
}
BOOK = [{"LIQUIDACIÓN": "LIQ2401000001", "2024ENE": "120.5"}]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every source."""
    folder = tmp_path_factory.mktemp("sources")
    write_samples(folder, SamplePlan(documents=700, seed=SEED, until=UNTIL))
    for name in (SourceName.DEFERRED_PEN, SourceName.DEFERRED_USD):
        (folder / f"{name}.json").write_text(json.dumps(BOOK), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def sources(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Source]]:
    """The three ways to the same data."""
    store = SnapshotStore(tmp_path_factory.mktemp("snapshots"))
    upstream = Upstream(ServedFolder(folder, "demo", "demo"), FaultBoard())
    with UpstreamServer(0, upstream) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        sheets = {name.value: f"{server.url}/sheets/{name}/exec" for name in SourceName}
        lists = folder / "listas.json"
        live = HttpSource(
            Addresses(server.url, "demo", "demo", server.url, sheets, lists), store,
            patience=IMPATIENT,
        )  # fmt: skip
        yield {
            "samples": SampleSource(folder, store),
            "folder": FolderSource(folder, store),
            "http": live,
        }
        live.client.close()
        server.shutdown()


def test_every_source_is_in_the_table() -> None:
    assert {*BY_ROWS.values(), SourceName.RATES, SourceName.LISTS} == set(SourceName)


@pytest.mark.parametrize("name", BY_ROWS.values(), ids=BY_ROWS)
@pytest.mark.parametrize("kind", ["samples", "http"])
def test_the_rows_are_the_same_from_everywhere(
    sources: dict[str, Source], kind: str, name: SourceName
) -> None:
    found = sources[kind].fetch(name, until=UNTIL)
    kept = sources["folder"].fetch(name, until=UNTIL)
    assert found.digest == kept.digest
    assert found.rows == kept.rows > 0
    assert_frame_equal(found.scan().collect(), kept.scan().collect())


@pytest.mark.parametrize("kind", ["samples", "folder", "http"])
def test_the_rates_are_the_same_from_everywhere_d11(sources: dict[str, Source], kind: str) -> None:
    days = [date(2024, 1, day) for day in range(1, 12)]
    answer, kept = sources[kind].rates(days), sources["folder"].rates(days)
    assert answer.found == kept.found
    assert {*answer.found, *answer.failed} == set(days)


@pytest.mark.parametrize("kind", ["samples", "folder", "http"])
def test_the_fixed_lists_are_the_same_from_everywhere_d14(
    sources: dict[str, Source], kind: str
) -> None:
    lists = sources[kind].lists()
    assert lists == sources["folder"].lists()
    assert all(
        [lists.alias_ejecutivos, lists.mora_a_mayo, lists.cobranza_especial, lists.tasas,
         lists.ejecutivos_externos, lists.ejecutivos_especiales]
    )  # fmt: skip
