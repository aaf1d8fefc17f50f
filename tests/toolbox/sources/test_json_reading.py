"""An array of any shape becomes text columns, whole and in order, or a named failure."""

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolbox.sources.errors import SourceFailed
from toolbox.sources.json_reading import PIECE_BYTES, cut, read_json
from toolbox.sources.ports import ROW, SourceName
from toolbox.sources.snapshots import SnapshotStore

Rows = list[dict[str, Any]]

NAMES = st.sampled_from(["Liquidación", "N° Factura/ Letra", "a'b", 'say "x"', "_z", "GRUPO ECO."])
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    st.sampled_from(["},{", '},{"a":1},{', "]", "[", '\\"},{\\"', "null", "0E-17", "=1+1", ""]),
)
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**25), 10**25),
    st.floats(allow_nan=False, allow_infinity=False),
    TEXTS,
    TEXTS.map(lambda text: {"f_jsdate__java_util_Date": text}),
)
ARRAYS = st.lists(st.dictionaries(NAMES, VALUES, min_size=1, max_size=4), max_size=12)
LAYOUTS = st.sampled_from([(",", ":"), (", ", ": "), (",\n  ", " : ")])


def text_of(value: Any) -> str | None:
    """Return the text that a scan must give for a JSON value."""
    match value:
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case {"f_jsdate__java_util_Date": inner}:
            return str(inner)
        case _:
            return str(value)


def expected(rows: Rows) -> list[dict[str, str | None]]:
    """Return what a scan must give for the rows."""
    names = {name for row in rows for name in row}
    return [{name: text_of(row.get(name)) for name in names} for row in rows]


def read(text: str, folder: Path, piece_bytes: int = PIECE_BYTES) -> Rows:
    """Return the rows that the parts of an array hold."""
    path = folder / "answer.json"
    path.write_text(text, encoding="utf-8")
    read_json(path, folder / "parts", "colocaciones-2", piece_bytes)
    parts = [pl.read_parquet(part) for part in sorted((folder / "parts").glob("*.parquet"))]
    return pl.concat(parts, how="diagonal").to_dicts() if parts else []


@settings(max_examples=25)
@given(rows=ARRAYS, layout=LAYOUTS, ascii_only=st.booleans(), piece_bytes=st.integers(1, 200))
def test_every_value_of_every_row_is_read_however_the_array_is_cut(
    tmp_path_factory: pytest.TempPathFactory,
    rows: Rows,
    layout: tuple[str, str],
    ascii_only: bool,
    piece_bytes: int,
) -> None:
    text = json.dumps(rows, separators=layout, ensure_ascii=ascii_only)
    whole = read(text, tmp_path_factory.mktemp("whole"))
    in_pieces = read(text, tmp_path_factory.mktemp("pieces"), piece_bytes)
    assert whole == expected(rows)
    assert in_pieces == expected(rows)


@pytest.mark.parametrize("last", ["null", "{}", "[2]", "3"])
def test_an_element_that_is_no_row_is_found_in_a_later_piece_too(tmp_path: Path, last: str) -> None:
    rows = ", ".join('{"a": 1, "b": null}' for _ in range(20))
    with pytest.raises(SourceFailed, match="not every element of it is a row"):
        read(f'[{rows}, {{"a": 2}}, {last}]', tmp_path, piece_bytes=50)


def test_names_that_differ_by_case_only_are_refused_wherever_they_stand(tmp_path: Path) -> None:
    rows = ", ".join('{"Moneda": 1}' for _ in range(20))
    with pytest.raises(SourceFailed, match='the column "MONEDA" twice'):
        read(f'[{rows}, {{"MONEDA": 2}}]', tmp_path, piece_bytes=50)


def test_a_cut_falls_between_rows(tmp_path: Path) -> None:
    path = tmp_path / "answer.json"
    path.write_bytes(b'[{"a":1}, {"a":2},{"a":3}]')
    content = path.read_bytes()
    pieces = [content[start:end] for start, end in cut(path, 1, len(content) - 1, 4)]
    assert pieces == [b'{"a":1}', b'{"a":2}', b'{"a":3}']


def test_a_column_that_first_appears_in_the_last_row_is_kept(store: SnapshotStore) -> None:
    rows = [{"DiasEfectivo": number} for number in range(30_000)]
    answer = json.dumps([*rows, {"DiasEfectivo": "treinta", "Nueva": "x"}]).encode()
    frame = store.land(SourceName.PLACEMENTS, ".json", [answer]).scan().collect()
    assert frame.columns == [ROW, "DiasEfectivo", "Nueva"]
    assert frame.row(-1) == (30_001, "treinta", "x")
    assert frame["Nueva"].null_count() == 30_000


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("20100000001", "20100000001"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
        ("3.70", "3.7"),
        ("1e3", "1000.0"),
        ("1E-7", "1e-07"),
        ("NaN", "NaN"),
        ("true", "true"),
        ("null", None),
        ('"0E-17"', "0E-17"),
        ('"1,234.50"', "1,234.50"),
        ('"\\u00d1and\\u00fa \\ud83d\\udccc"', "Ñandú 📌"),
        ('{"f_jsdate__java_util_Date":"2022-01-01T05:00:00.000Z"}', "2022-01-01T05:00:00.000Z"),
        ('{"f_jsdate__java_util_Date":null}', None),
        ("[1, 2]", "[1,2]"),
    ],
)
def test_a_value_is_read_as_its_exact_text(tmp_path: Path, value: str, text: str | None) -> None:
    assert read(f'[{{"x": {value}}}]', tmp_path) == [{"x": text}]


@pytest.mark.parametrize("text", ["[]", " [ \n] ", "\ufeff[]"])
def test_an_empty_array_is_an_empty_source(store: SnapshotStore, text: str) -> None:
    snapshot = store.land(SourceName.SECTORS, ".json", [text.encode()])
    assert snapshot.rows == 0
    assert snapshot.scan().collect().shape == (0, 0)


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_an_answer_in_another_encoding_is_a_failure(store: SnapshotStore, encoding: str) -> None:
    with pytest.raises(SourceFailed):
        store.land(SourceName.SECTORS, ".json", ['[{"SECTOR": "Minería"}]'.encode(encoding)])


def test_a_column_without_a_header_is_left_out(tmp_path: Path) -> None:
    assert read('[{"": "note", "RUC": 1}]', tmp_path) == [{"RUC": "1"}]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "answered with nothing at all"),
        ("  \n", "answered with nothing at all"),
        ("<!DOCTYPE html><p>Sorry</p>", "answered with an HTML page instead of data"),
        ('{"error": "quota"}', 'not a list of rows. It begins: "{"error": "quota"}"'),
        ('[{"a": 1}, {"a"', "broke off in the middle of its data"),
        ('[{"a": 1}', "broke off in the middle of its data"),
        ('[{"a": 1}, {"a": "cut ]', "broken JSON"),
        ('[{"a": 1},]', "broken JSON"),
        ('[{"a": 1} {"a": 2}]', "broken JSON"),
        ('[{"a": 1, "a": 2}]', "broken JSON"),
        ("[1, 2]", "not every element of it is a row"),
        ('[{"a": 1}, null]', "not every element of it is a row"),
        ('[{"a": 1}, [2]]', "not every element of it is a row"),
        ("[{}]", "not every element of it is a row"),
        ('[{"Moneda": 1, "MONEDA": 2}]', 'the column "MONEDA" twice'),
        ('[{"_row": 1}]', 'the column "_row" twice, or under a name that is reserved'),
    ],
)
def test_anything_but_a_whole_list_of_rows_is_a_failure_of_the_source(
    store: SnapshotStore, text: str, sentence: str
) -> None:
    with pytest.raises(SourceFailed) as failure:
        store.land(SourceName.SECTORS, ".json", [text.encode()])
    assert str(failure.value).startswith("sectores ")
    assert sentence in str(failure.value)
    assert list(store.folder.iterdir()) == []
