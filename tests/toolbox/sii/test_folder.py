"""A folder of files of the tax office: what is listed, what is left to others, what is refused."""

import json
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from tests.toolbox.sii.any_rows import COMPANY, SEPTEMBER, SUPPLIER, filing, purchase
from toolbox.sii.calc.books import FileKind
from toolbox.sii.models import Company
from toolbox.sii.reading import FileFault, read
from toolbox.sii.samples.layouts import write_detail
from toolbox.sii.samples.names import file_name
from toolbox.sii.samples.returns import write_filing
from toolbox.sii.sources import folder as folder_source
from toolbox.sii.sources.folder import FolderOfFiles
from toolbox.sii.sources.ports import SourceItem
from toolbox.sources.errors import SourceFailed, SourceNotConfigured

KIND = FileKind.PURCHASES_REGISTERED
OCTOBER = date(2026, 10, 1)
CONTENT = write_detail(KIND, [purchase()])
ALL = frozenset(FileKind)


def company(rut: str = COMPANY, folder: str = "") -> Company:
    return Company(rut=rut, name="Empresa", folder=folder)


def put(place: Path, name: str, content: bytes = CONTENT) -> None:
    path = place / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def source(root: Path, largest: int = 1_000_000) -> FolderOfFiles:
    return FolderOfFiles(root, largest=largest)


def names(root: Path, whose: Company, *periods: date) -> list[str]:
    return [one.name for one in source(root).list(whose, ALL, periods or [SEPTEMBER])]


def test_a_file_is_listed_with_what_its_name_tells(tmp_path: Path) -> None:
    name = file_name(KIND, COMPANY, SEPTEMBER, copy=1)
    put(tmp_path / COMPANY, name)

    (item,) = source(tmp_path).list(company(), ALL, [SEPTEMBER])

    assert item == SourceItem(
        name=f"{COMPANY}/{name}",
        size=len(CONTENT),
        digest=sha256(CONTENT).hexdigest(),
        kind=KIND,
        rut=COMPANY,
        period=SEPTEMBER,
    )
    assert source(tmp_path).open(item) == CONTENT


def test_other_months_and_kinds_are_left_out_and_what_tells_neither_is_listed(
    tmp_path: Path,
) -> None:
    put(tmp_path / COMPANY, file_name(KIND, COMPANY, OCTOBER))
    put(tmp_path / COMPANY, file_name(FileKind.SALES, COMPANY, SEPTEMBER))
    put(tmp_path / COMPANY, "2026/informeMensualREC.xls")
    put(tmp_path / COMPANY, "leeme.docx")
    put(tmp_path / COMPANY, "companies.json")

    items = source(tmp_path).list(company(), {KIND}, [SEPTEMBER])

    assert [one.name for one in items] == [f"{COMPANY}/2026/informeMensualREC.xls"]


def test_a_folder_for_all_is_divided_by_the_ruts_of_names_and_contents(tmp_path: Path) -> None:
    put(tmp_path, file_name(KIND, COMPANY, SEPTEMBER))
    put(tmp_path, file_name(KIND, SUPPLIER, SEPTEMBER))
    put(tmp_path, "mine.json", write_filing(filing()))
    put(tmp_path, "theirs.json", write_filing(filing(rut=SUPPLIER)))
    put(tmp_path, "nobodys.csv")

    mine = [file_name(KIND, COMPANY, SEPTEMBER), "mine.json", "nobodys.csv"]
    assert names(tmp_path, company()) == sorted(mine)


def test_a_manifest_outranks_the_names(tmp_path: Path) -> None:
    put(tmp_path / COMPANY, "compras.csv")
    put(tmp_path / COMPANY, "RCV_COMPRA_REGISTRO_76086428-9_202610.csv")
    entries = [
        {"file": "compras.csv", "rut": "76.086.428-5", "period": "2026-09"},
        {"file": "RCV_COMPRA_REGISTRO_76086428-9_202610.csv", "rut": COMPANY, "period": "2026-09"},
        {"file": "lost.csv", "period": "2026-09"},
    ]
    put(tmp_path / COMPANY, "manifest.json", json.dumps(entries).encode())

    items = source(tmp_path).list(company(), ALL, [SEPTEMBER])

    assert [(one.rut, one.period) for one in items[:2]] == [(COMPANY, SEPTEMBER)] * 2
    for item in items[:2]:
        reading = read(source(tmp_path).open(item), item.name, rut=item.rut, period=item.period)
        assert (reading.rut, reading.period) == (COMPANY, SEPTEMBER)
    assert items[2].name == f"{COMPANY}/lost.csv"
    with pytest.raises(FileFault, match="not there"):
        source(tmp_path).open(items[2])


def test_a_manifest_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    put(tmp_path / COMPANY, "manifest.json", b'[{"file": "x.csv", "period": "soon"}]')
    with pytest.raises(SourceFailed, match=r"at 0\.period"):
        names(tmp_path, company())


def test_nothing_outside_of_the_folder_is_read(tmp_path: Path) -> None:
    root = tmp_path / "root"
    put(tmp_path, "secret.csv")
    put(tmp_path / "secrets", "deep.csv")
    put(root / COMPANY, "own.csv")
    (root / COMPANY / "link.csv").symlink_to(tmp_path / "secret.csv")
    (root / COMPANY / "linked").symlink_to(tmp_path / "secrets")
    manifest = json.dumps([{"file": "../../secret.csv"}]).encode()
    put(root / COMPANY, "manifest.json", manifest)

    items = source(root).list(company(), ALL, [SEPTEMBER])

    assert [one.name for one in items] == [
        "../secret.csv",
        f"{COMPANY}/link.csv",
        f"{COMPANY}/own.csv",
    ]
    for item in items[:2]:
        assert (item.size, item.digest) == (0, "")
        with pytest.raises(FileFault, match="outside"):
            source(root).open(item)


@pytest.mark.parametrize("folder", ["..", "../elsewhere", "/"])
def test_the_folder_of_a_company_lies_below_the_root(tmp_path: Path, folder: str) -> None:
    (tmp_path / "root").mkdir()
    with pytest.raises(SourceNotConfigured, match="outside"):
        names(tmp_path / "root", company(folder=folder))


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceNotConfigured, match="is not there"):
        source(tmp_path / "no")
    with pytest.raises(SourceNotConfigured, match="is not there"):
        names(tmp_path, company(folder="no"))


def test_a_file_that_is_too_large_is_listed_and_refused(tmp_path: Path) -> None:
    put(tmp_path / COMPANY, "large.csv", b"x" * 2_000_000)
    (item,) = source(tmp_path).list(company(), ALL, [SEPTEMBER])
    assert (item.size, item.digest) == (2_000_000, "")
    with pytest.raises(FileFault, match="larger than 1 MB"):
        source(tmp_path).open(item)


def test_every_kind_of_file_that_can_be_read_is_looked_for() -> None:
    assert {".csv", ".xls", ".json"} <= folder_source.SUFFIXES
