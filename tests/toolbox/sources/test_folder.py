"""A folder as the source, and which source the settings choose."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from tests.toolbox.sources.conftest import GOLDEN
from toolbox.samples.rates import GAP
from toolbox.sources import open_source
from toolbox.sources.errors import SourceFailed, SourceNotConfigured
from toolbox.sources.folder import FolderSource, rate_of
from toolbox.sources.http import HttpSource
from toolbox.sources.ports import FixedLists, Rate, SourceName
from toolbox.sources.reasons import BAD_RATE, NO_RATE
from toolbox.sources.snapshots import SnapshotStore

UNTIL = date(2024, 7, 27)


@pytest.fixture
def golden(store: SnapshotStore) -> FolderSource:
    return FolderSource(GOLDEN, store)


def test_rows_keep_their_place_and_every_column_is_text(golden: FolderSource) -> None:
    snapshot = golden.fetch(SourceName.PLACEMENTS, until=UNTIL)
    frame = snapshot.scan().collect()
    raw = json.loads((GOLDEN / "colocaciones-2.json").read_bytes())
    assert snapshot.rows == frame.height == 900
    assert frame["_row"].to_list() == list(range(1, 901))
    assert {str(kind) for name, kind in frame.schema.items() if name != "_row"} == {"String"}
    assert frame["NetoConfirmado"].to_list() == [row["NetoConfirmado"] for row in raw]


def test_a_file_that_is_missing_is_a_source_that_is_not_configured(golden: FolderSource) -> None:
    with pytest.raises(SourceNotConfigured, match="saldos is not configured"):
        golden.fetch(SourceName.BALANCES, until=UNTIL)


def test_rates_are_found_by_day(golden: FolderSource) -> None:
    answer = golden.rates([date(2024, 1, 1), date(2023, 11, 16)])
    assert answer.found == {date(2024, 1, 1): Rate(bid=Decimal("3.653"), ask=Decimal("3.61"))}
    assert answer.failed == {date(2023, 11, 16): NO_RATE}


@pytest.mark.parametrize(
    ("rows", "outcome"),
    [
        ([{"fecha": "2024-01-01", "compra": "x", "venta": 1}], BAD_RATE),
        ([{"fecha": "2024-01-01", "compra": None, "venta": 1}], BAD_RATE),
        ([{"fecha": "2024-01-01", "compra": 0, "venta": 1}], BAD_RATE),
        ([], NO_RATE),
    ],
)
def test_a_day_without_a_usable_rate_fails(
    tmp_path: Path, store: SnapshotStore, rows: list[dict[str, Any]], outcome: str
) -> None:
    (tmp_path / "tipo-cambio.json").write_text(json.dumps(rows), encoding="utf-8")
    answer = FolderSource(tmp_path, store).rates([date(2024, 1, 1)])
    assert (answer.found, answer.failed) == ({}, {date(2024, 1, 1): outcome})


def test_rates_without_their_columns_are_a_failure(tmp_path: Path, store: SnapshotStore) -> None:
    (tmp_path / "tipo-cambio.json").write_text('[{"fecha": "2024-01-01"}]', encoding="utf-8")
    with pytest.raises(SourceFailed, match="tipo-cambio lacks the columns compra, venta"):
        FolderSource(tmp_path, store).rates([UNTIL])


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-1", "", "3,75", None])
def test_only_positive_numbers_are_rates(number: object) -> None:
    assert rate_of(number, "3.7") is None
    assert rate_of("3.7", number) is None


def test_fixed_lists_come_from_their_file(golden: FolderSource, tmp_path: Path) -> None:
    assert golden.lists().alias_ejecutivos["TRES"] == "Carla , Soto"
    assert FolderSource(tmp_path, golden.store).lists() == FixedLists()
    other = FolderSource(tmp_path, golden.store, lists=GOLDEN / "listas.json")
    assert other.lists() == golden.lists()


@pytest.mark.parametrize(
    ("content", "place"),
    [("[", "file"), ("[]", "file"), ('{"mora_a_mayo": [1]}', "mora_a_mayo.0")],
)
def test_lists_that_are_none_are_a_failure(
    tmp_path: Path, store: SnapshotStore, content: str, place: str
) -> None:
    (tmp_path / "listas.json").write_text(content, encoding="utf-8")
    with pytest.raises(SourceFailed) as failure:
        FolderSource(tmp_path, store).lists()
    assert f"listas does not hold the fixed lists ({place}:" in str(failure.value)


@pytest.fixture
def at(settings: Settings, tmp_path: Path) -> Settings:
    settings.VAR_DIR = tmp_path / "var"
    settings.TOOLBOX_LISTS_FILE = ""
    return settings


def test_the_settings_choose_a_folder(at: Settings) -> None:
    at.TOOLBOX_SOURCE, at.TOOLBOX_SOURCE_DIR = "folder", GOLDEN
    assert open_source().fetch(SourceName.SECTORS, until=UNTIL).rows == 31


@pytest.mark.parametrize("folder", [None, Path("nowhere")])
def test_a_folder_that_is_not_there_is_said_to_be_missing(
    at: Settings, folder: Path | None
) -> None:
    at.TOOLBOX_SOURCE, at.TOOLBOX_SOURCE_DIR = "folder", folder
    with pytest.raises(SourceNotConfigured, match="Set TOOLBOX_SOURCE_DIR"):
        open_source()


def test_the_settings_choose_the_services_and_the_password_is_not_shown(
    at: Settings,
) -> None:
    at.TOOLBOX_SOURCE, at.TOOLBOX_ERP_PASSWORD = "http", "very-secret"
    at.TOOLBOX_LISTS_FILE = str(GOLDEN / "listas.json")
    source = open_source()
    assert isinstance(source, HttpSource)
    assert "very-secret" not in repr(source.addresses)
    assert source.lists().alias_ejecutivos["CUATRO"] == "Diego, Luna"
    source.client.close()


def test_samples_are_made_on_first_use_and_kept(at: Settings) -> None:
    at.TOOLBOX_SOURCE = "samples"
    first = open_source().fetch(SourceName.PLACEMENTS, until=UNTIL)
    assert first.rows == 5_000
    assert open_source().fetch(SourceName.PLACEMENTS, until=UNTIL).digest == first.digest


def test_rates_of_samples_go_on_after_the_day_they_were_made(at: Settings) -> None:
    answer = open_source(kind="samples").rates([date(2031, 5, 5), GAP[0]])
    assert answer.failed == {GAP[0]: NO_RATE}
    assert answer.found[date(2031, 5, 5)].ask > answer.found[date(2031, 5, 5)].bid > 3
