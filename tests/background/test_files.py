"""Files as parameters: who may hand one over, which are taken, and what a job gets."""

import hashlib
from pathlib import Path
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from background import Accept, File, TaskContext, task
from background.errors import DeclarationError, InvalidParams
from background.fields import Kind
from background.files import LONGEST_NAME, safe_name, stored_file
from background.testing import FakeContext

CONTENT = b"a,b\n1,2\n"
KEPT = {"name": "rows.csv", "size": 8, "sha256": hashlib.sha256(CONTENT).hexdigest()}


@task(name="test.load")
def load(
    ctx: TaskContext,
    statement: Annotated[File, Accept(".csv", ".TXT", megabytes=1)],
    extra: Annotated[File, Accept(".zip")] | None = None,
) -> str:
    """Load a statement."""
    return statement.path.read_text()


def read(value: Any, **more: Any) -> Any:
    return load.spec.read({"statement": value, **more}, now=FakeContext().now())


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    path = tmp_path / "rows.csv"
    path.write_bytes(CONTENT)
    return path


def test_a_job_reads_the_file_at_its_path(csv: Path) -> None:
    assert load(FakeContext(), statement=File.at(csv)) == CONTENT.decode()


def test_a_file_is_told_by_name_size_and_digest_and_read_again_from_them(csv: Path) -> None:
    told = read(csv).model_dump(mode="json")
    assert told == {"statement": KEPT, "extra": None}
    again = read(told["statement"])
    assert again.model_dump(mode="json") == told
    assert (read(csv).statement.local, again.statement.local) == (csv, None)
    assert stored_file(told["statement"]) == again.statement


@pytest.mark.parametrize("path", ["/etc/passwd", "rows.csv", "@rows.csv"])
def test_a_text_from_outside_never_names_a_path(path: str) -> None:
    refused(path, "Choose a file.")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": "rows.exe"}, "Choose a file of one of these kinds: .csv, .txt."),
        ({"size": 1_000_001}, "The file has more than 1 MB."),
        ({"size": 0}, "The file is empty."),
        ({"size": -1}, "Choose a file."),
        ({"sha256": "../../secret_key"}, "Choose a file."),
        ({"path": "/etc/passwd"}, "Choose a file."),
    ],
)
def test_a_wrong_file_gets_its_own_sentence(change: dict[str, Any], sentence: str) -> None:
    refused(KEPT | change, sentence)


def test_a_path_without_a_file_is_said(tmp_path: Path) -> None:
    refused(tmp_path / "gone.csv", f"There is no file {tmp_path / 'gone.csv'}.")


def refused(value: Any, sentence: str) -> None:
    with pytest.raises(InvalidParams) as refusal:
        read(value)
    assert [(one.name, str(one)) for one in refusal.value.errors] == [("statement", sentence)]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\rosa\\Estado de cuenta.XLSX", "Estado de cuenta.XLSX"),
        ("a\x00b\n.csv", "ab.csv"),
        (".bashrc", "bashrc"),
        ("..", "file"),
        ("", "file"),
    ],
)
def test_a_name_leads_nowhere(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@given(st.text(max_size=400), st.sampled_from(["", ".csv", ".tar.gz"]))
def test_any_name_becomes_one_that_is_short_and_plain(name: str, suffix: str) -> None:
    safe = safe_name(name + suffix)
    assert 0 < len(safe) <= LONGEST_NAME
    assert not set(safe) & {"/", "\\", "\x00", "\n"}
    assert safe_name(safe) == safe
    assert safe not in {".", ".."}


def test_a_form_knows_what_it_may_offer() -> None:
    statement, extra = load.spec.fields(FakeContext().now())
    assert (statement.kind, statement.suffixes, statement.maximum, statement.required) == (
        Kind.FILE,
        (".csv", ".txt"),
        1,
        True,
    )
    assert (extra.kind, extra.suffixes, extra.required) == (Kind.FILE, (".zip",), False)


def test_a_file_inside_of_something_else_is_refused_when_declared() -> None:
    with pytest.raises(DeclarationError, match=r"A file of .* is inside of files"):

        @task(name="test.many")
        def many(ctx: TaskContext, files: list[File]) -> None:
            """Load many."""
