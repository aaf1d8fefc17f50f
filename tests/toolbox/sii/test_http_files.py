"""The service with files of the tax office, played by the stand-in on a real port."""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest

from tests.toolbox.sii.any_rows import COMPANY, SEPTEMBER, SUPPLIER, purchase
from tests.toolbox.sources.conftest import IMPATIENT
from toolbox.fake_upstream.faults import TAX_FILES, Fault, FaultBoard, FaultKind
from toolbox.fake_upstream.folder import ServedFolder
from toolbox.fake_upstream.server import Upstream, UpstreamServer
from toolbox.sii.calc.books import FileKind
from toolbox.sii.models import Company
from toolbox.sii.reading import FileFault
from toolbox.sii.samples.layouts import write_detail
from toolbox.sii.samples.names import file_name
from toolbox.sii.sources.http import Address, HttpFiles
from toolbox.sources.errors import SourceFailed, SourceUnavailable

KIND = FileKind.PURCHASES_REGISTERED
NAME = file_name(KIND, COMPANY, SEPTEMBER)
CONTENT = write_detail(KIND, [purchase()])
TOKEN = "token-of-the-service"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[UpstreamServer]:
    """The stand-in, with one file of the company and one of another."""
    for rut in (COMPANY, SUPPLIER):
        (tmp_path / "tax" / rut).mkdir(parents=True)
        (tmp_path / "tax" / rut / file_name(KIND, rut, SEPTEMBER)).write_bytes(CONTENT)
    upstream = Upstream(ServedFolder(tmp_path, "demo", TOKEN), FaultBoard())
    with UpstreamServer(0, upstream) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


Connect = Callable[..., HttpFiles]


@pytest.fixture
def connect(served: UpstreamServer) -> Iterator[Connect]:
    """Return sources that ask the stand-in; what a test names differs from the right settings."""
    opened: list[HttpFiles] = []

    def connect(token: str = TOKEN, largest: int = 1_000_000) -> HttpFiles:
        address = Address(f"{served.url}/tax", token)
        opened.append(HttpFiles(address, largest=largest, patience=IMPATIENT))
        return opened[-1]

    yield connect
    for one in opened:
        one.client.close()


def company() -> Company:
    return Company(rut=COMPANY, name="Empresa")


def listed(files: HttpFiles) -> list[str]:
    return [one.name for one in files.list(company(), set(FileKind), [SEPTEMBER])]


def switch(served: UpstreamServer, kind: FaultKind, times: int = 1_000) -> None:
    served.upstream.board.switch(Fault(TAX_FILES, kind, times))


def calls(served: UpstreamServer) -> int:
    return served.upstream.board.calls()[TAX_FILES]


def test_the_files_of_a_company_are_listed_and_fetched(
    served: UpstreamServer, connect: Connect
) -> None:
    files = connect()
    (item,) = files.list(company(), set(FileKind), [SEPTEMBER])
    assert (item.name, item.size) == (NAME, len(CONTENT))
    assert files.open(item) == CONTENT


@pytest.mark.parametrize("kind", [FaultKind.UNAVAILABLE, FaultKind.CUT_OFF, FaultKind.TOO_MANY])
def test_what_may_pass_is_asked_again(
    served: UpstreamServer, connect: Connect, kind: FaultKind
) -> None:
    switch(served, kind, times=2)
    assert listed(connect()) == [NAME]
    assert calls(served) == 3


def test_a_service_that_stays_away_is_told_so_that_a_later_run_may_work(
    served: UpstreamServer, connect: Connect
) -> None:
    switch(served, FaultKind.GATEWAY_TIMEOUT)
    with pytest.raises(SourceUnavailable, match="status 504") as failure:
        listed(connect())
    assert failure.value.retriable


@pytest.mark.parametrize("kind", [FaultKind.HTML, FaultKind.NOT_A_LIST, FaultKind.EMPTY_BODY])
def test_an_answer_that_is_no_list_is_refused_at_once(
    served: UpstreamServer, connect: Connect, kind: FaultKind
) -> None:
    switch(served, kind)
    with pytest.raises(SourceFailed, match="not as agreed"):
        listed(connect())
    assert calls(served) == 1


def test_a_wrong_token_is_refused_at_once(served: UpstreamServer, connect: Connect) -> None:
    with pytest.raises(SourceFailed, match="status 401"):
        listed(connect(token="another"))
    assert calls(served) == 1


def test_nobody_is_sent_on_to_a_host_that_the_settings_do_not_name(
    served: UpstreamServer, connect: Connect
) -> None:
    switch(served, FaultKind.ELSEWHERE)
    with pytest.raises(SourceFailed, match=r"http://elsewhere\.invalid, which is not among"):
        listed(connect())
    assert calls(served) == 1


def test_a_loop_of_redirects_comes_to_an_end(served: UpstreamServer, connect: Connect) -> None:
    switch(served, FaultKind.REDIRECT_LOOP)
    with pytest.raises(SourceFailed, match="without end"):
        listed(connect())


def test_a_file_that_was_replaced_meanwhile_is_not_taken_for_the_one_listed(
    served: UpstreamServer, connect: Connect
) -> None:
    files = connect()
    (item,) = files.list(company(), set(FileKind), [SEPTEMBER])
    path = served.upstream.folder.tax_file(f"/tax/files/{COMPANY}/{NAME}")
    assert path is not None
    path.write_bytes(b"something else")
    with pytest.raises(SourceUnavailable, match="another content"):
        files.open(item)


def test_a_file_that_is_gone_or_too_large_is_refused_alone(
    served: UpstreamServer, connect: Connect
) -> None:
    files = connect(largest=len(CONTENT) - 1)
    (item,) = files.list(company(), set(FileKind), [SEPTEMBER])
    with pytest.raises(FileFault, match="larger"):
        files.open(item)

    path = served.upstream.folder.tax_file(f"/tax/files/{COMPANY}/{NAME}")
    assert path is not None
    path.unlink()
    gone = connect()
    gone._urls = files._urls
    with pytest.raises(FileFault, match="not there"):
        gone.open(item)
