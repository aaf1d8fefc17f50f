"""Lists kept by hand: valid on a day, taken from tables or a source's file, imported."""

import json
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import CommandError

from background.testing import FakeContext
from toolbox.lists.models import (
    BusinessRate,
    ExecutiveAlias,
    ExecutiveCommission,
    SpecialSettlement,
)
from toolbox.lists.valid import kept_on, lists_for
from toolbox.sources import FixedLists
from toolbox.sources.folder import FolderSource
from toolbox.sources.guarding import GuardedSource
from toolbox.sources.samples import SampleSource
from toolbox.sources.snapshots import SnapshotStore

pytestmark = pytest.mark.django_db

JUNE, JULY = date(2024, 6, 15), date(2024, 7, 15)


def special(code: str = "LIQ1", **validity: Any) -> SpecialSettlement:
    entry = SpecialSettlement(which="cobranza_especial", code=code, **validity)
    entry.full_clean()
    entry.save()
    return entry


def folder_of(
    tmp_path: Path, kind: type[FolderSource] = FolderSource, **lists: Any
) -> FolderSource:
    if lists:
        (tmp_path / "listas.json").write_text(json.dumps(lists), encoding="utf-8")
    return kind(tmp_path, SnapshotStore(tmp_path / "snapshots"))


def test_an_entry_counts_from_its_first_day_to_its_last() -> None:
    special(valid_from=date(2024, 6, 1), valid_until=date(2024, 6, 30))
    special("LIQ2", valid_from=date(2024, 6, 30))
    listed = {day: kept_on(date(2024, *day)).cobranza_especial for day in
              [(5, 31), (6, 1), (6, 30), (7, 1)]}  # fmt: skip
    assert list(listed.values()) == [(), ("LIQ1",), ("LIQ1", "LIQ2"), ("LIQ2",)]


@pytest.mark.parametrize(
    ("validity", "reason"),
    [
        ({"valid_from": date(2024, 6, 30)}, "Another entry about the same"),
        ({"valid_from": date(2024, 1, 1)}, "Another entry about the same"),
        ({"valid_from": JULY, "valid_until": JUNE}, "It ends before it begins"),
    ],
)
def test_of_one_thing_one_entry_at_most_is_valid_on_a_day(
    validity: dict[str, Any], reason: str
) -> None:
    special(valid_from=date(2024, 6, 1), valid_until=date(2024, 6, 30))
    with pytest.raises(ValidationError, match=reason):
        special(**validity)
    special(" LIQ1 ", valid_from=date(2024, 7, 1))
    assert kept_on(JULY).cobranza_especial == ("LIQ1",), "blanks around a code are taken off"


def test_an_external_executive_needs_a_rate() -> None:
    with pytest.raises(ValidationError, match="An external executive has a rate"):
        ExecutiveCommission(executive="Ana", kind="externo").full_clean()
    ExecutiveCommission(executive="Ana", kind="especial").full_clean()


def test_a_list_of_the_sources_file_wins_and_one_it_lacks_comes_from_the_tables(
    tmp_path: Path,
) -> None:
    special()
    ExecutiveAlias.objects.create(alias="ANITA", executive="Ana, Perez")
    lists = lists_for(folder_of(tmp_path, cobranza_especial=[], mora_a_mayo=["LIQ9"]), JUNE)

    assert (lists.cobranza_especial, lists.mora_a_mayo) == ((), ("LIQ9",))
    assert lists.alias_ejecutivos == {"ANITA": "Ana, Perez"}


def test_the_lists_of_samples_only_stand_in_for_tables_that_are_empty(tmp_path: Path) -> None:
    samples = folder_of(tmp_path, SampleSource, cobranza_especial=["A"], mora_a_mayo=["B"])
    assert lists_for(samples, JUNE).cobranza_especial == ("A",)
    special()
    lists = lists_for(GuardedSource(samples, FakeContext()), JUNE)
    assert (lists.cobranza_especial, lists.mora_a_mayo) == (("LIQ1",), ("B",))


def test_without_a_file_and_without_entries_there_are_no_lists(tmp_path: Path) -> None:
    assert lists_for(folder_of(tmp_path), JUNE) == FixedLists()


def imported(path: Path, *more: str) -> str:
    said = StringIO()
    call_command("import_lists", str(path), *more, stdout=said)
    return said.getvalue().strip()


LISTS = {
    "alias_ejecutivos": {"ANITA": "Ana, Perez"},
    "cobranza_especial": ["LIQ1", " LIQ1"],
    "tasas": {"costo_fondo_soles": 0.14},
    "ejecutivos_externos": {"Ana, Perez": 0.15},
    "ejecutivos_especiales": ["Beto"],
}


def test_lists_of_a_file_are_taken_in_once(tmp_path: Path) -> None:
    path = tmp_path / "listas.json"
    path.write_text(json.dumps(LISTS), encoding="utf-8")

    assert imported(path) == "5 entries added, 0 ended for them, 0 there already"
    assert imported(path) == "0 entries added, 0 ended for them, 5 there already"
    lists = kept_on(JUNE)
    assert lists.alias_ejecutivos == {"ANITA": "Ana, Perez"}
    assert lists.tasas == {"costo_fondo_soles": Decimal("0.14")}
    assert lists.ejecutivos_externos == {"Ana, Perez": 0.15}
    assert lists.ejecutivos_especiales == ("Beto",)


def test_a_new_rate_ends_the_former_the_day_before(tmp_path: Path) -> None:
    path = tmp_path / "listas.json"
    path.write_text(json.dumps(LISTS), encoding="utf-8")
    imported(path)
    path.write_text(json.dumps({"tasas": {"costo_fondo_soles": 0.13}}), encoding="utf-8")

    assert imported(path, "--from=2024-07-01") == (
        "1 entries added, 1 ended for them, 0 there already"
    )
    rates = {day: kept_on(day).tasas["costo_fondo_soles"] for day in (JUNE, JULY)}
    assert rates == {JUNE: Decimal("0.14"), JULY: Decimal("0.13")}
    assert BusinessRate.objects.get(value="0.14").valid_until == date(2024, 6, 30)


def test_a_file_with_an_entry_that_cannot_be_is_refused_whole(tmp_path: Path) -> None:
    path = tmp_path / "listas.json"
    wrong = {"alias_ejecutivos": {"A": "B"}, "tasas": {"propina": 0.1}}
    path.write_text(json.dumps(wrong), encoding="utf-8")
    with pytest.raises(CommandError, match="propina"):
        imported(path)
    assert not ExecutiveAlias.objects.exists()
    with pytest.raises(CommandError, match="There is no file"):
        imported(tmp_path / "other.json")
