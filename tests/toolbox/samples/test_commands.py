"""`make_samples` and `fake_upstream` as commands: what they write, and how they refuse."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from toolbox.fake_upstream.faults import ALWAYS, Fault, FaultKind
from toolbox.sources.ports import SourceName


def make(folder: Path, *options: Any) -> str:
    out = StringIO()
    call_command("make_samples", "--to", folder, *options, stdout=out)
    return out.getvalue()


def test_make_samples_writes_a_source_folder_and_says_where(tmp_path: Path) -> None:
    said = make(tmp_path / "s", "--documents", 30, "--seed", 5, "--until", "2024-06-30")
    assert said == f"Wrote 30 documents to {tmp_path / 's'}\n"
    rows = json.loads((tmp_path / "s" / "colocaciones-2.json").read_bytes())
    rates = json.loads((tmp_path / "s" / "tipo-cambio.json").read_bytes())
    assert len(rows) == 30
    assert rates[-1]["fecha"] <= "2024-06-30"


def test_make_samples_can_be_held_to_some_sources(tmp_path: Path) -> None:
    make(tmp_path, "--documents", 30, "--no-cases", "--only", "sectores")
    assert {path.name for path in tmp_path.iterdir()} == {
        "sectores.json", "listas.json", "_cases.json",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--documents", 0], "--documents must be at least 1"),
        (["--documents", 5, "--until", "2019-06-30"], "the history begins on 2019-07-01"),
    ],
)
def test_make_samples_refuses_what_it_cannot_make(
    tmp_path: Path, options: list[Any], sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence):
        make(tmp_path / "s", *options)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("sectores=html", Fault(SourceName.SECTORS, FaultKind.HTML, ALWAYS)),
        ("colocaciones-2=429:2", Fault(SourceName.PLACEMENTS, FaultKind.TOO_MANY, 2)),
    ],
)
def test_a_fault_is_written_in_one_word(text: str, fault: Fault) -> None:
    assert Fault.parse(text) == fault


@pytest.mark.parametrize("wish", ["sectores=rain", "nowhere=html", "sectores=html:often"])
def test_fake_upstream_refuses_a_fault_that_it_does_not_know(tmp_path: Path, wish: str) -> None:
    with pytest.raises(CommandError, match="SOURCE=KIND"):
        call_command("fake_upstream", "--dir", tmp_path, "--fault", wish)


def test_fake_upstream_needs_a_folder(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no folder"):
        call_command("fake_upstream", "--dir", tmp_path / "nowhere")
