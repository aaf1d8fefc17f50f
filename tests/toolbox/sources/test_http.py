"""The live services, played by a stand-in in another process: right answers, and every fault."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from time import monotonic

import httpx
import pytest
from polars.testing import assert_frame_equal

from tests.toolbox.sources.conftest import GOLDEN, IMPATIENT, FakeUpstream
from toolbox.fake_upstream.faults import FaultKind
from toolbox.sources.errors import SourceFailed, SourceNotConfigured, SourceUnavailable
from toolbox.sources.folder import FolderSource
from toolbox.sources.http import HttpSource
from toolbox.sources.http_calls import Patience
from toolbox.sources.ports import SourceName
from toolbox.sources.snapshots import SnapshotStore

Connect = Callable[..., HttpSource]
UNTIL = date(2024, 7, 27)
ERP, SHEET = SourceName.PLACEMENTS, SourceName.SECTORS


@pytest.mark.parametrize(
    "name", [ERP, SHEET, SourceName.OUT_OF_SYSTEM_PEN, SourceName.OUT_OF_SYSTEM_USD]
)
def test_the_services_give_what_the_folder_gives(
    connect: Connect, store: SnapshotStore, name: SourceName
) -> None:
    served = connect().fetch(name, until=UNTIL)
    kept = FolderSource(GOLDEN, store).fetch(name, until=UNTIL)
    assert served.digest == kept.digest
    assert served.rows == kept.rows > 0
    assert_frame_equal(served.scan().collect(), kept.scan().collect())


FAULTS = [
    (ERP, FaultKind.TOO_MANY, "colocaciones-2 is overloaded or down for the moment (status 429)"),
    (
        ERP,
        FaultKind.BAD_GATEWAY,
        "colocaciones-2 is overloaded or down for the moment (status 502)",
    ),
    (SHEET, FaultKind.UNAVAILABLE, "sectores is overloaded or down for the moment (status 503)"),
    (
        SHEET,
        FaultKind.GATEWAY_TIMEOUT,
        "sectores is overloaded or down for the moment (status 504)",
    ),
    (ERP, FaultKind.SERVER_ERROR, "colocaciones-2 refused the request with status 500"),
    (SHEET, FaultKind.TIMEOUT, "sectores did not answer in time"),
    (ERP, FaultKind.DRIP, "colocaciones-2 did not answer in time"),
    (ERP, FaultKind.TRUNCATED, "colocaciones-2 broke off in the middle of its data"),
    (ERP, FaultKind.CUT_OFF, "colocaciones-2 broke off its answer in the middle"),
    (SHEET, FaultKind.HTML, "sectores answered with an HTML page instead of data"),
    (ERP, FaultKind.EMPTY_BODY, "colocaciones-2 answered with nothing at all"),
    (SHEET, FaultKind.NOT_A_LIST, "sectores answered with something that is not a list of rows"),
    (SHEET, FaultKind.REDIRECT_LOOP, "sectores sends every call on to another address"),
    (ERP, FaultKind.TOKEN_EXPIRED, "colocaciones-2 refused the request with status 401"),
]


@pytest.mark.parametrize(("name", "kind", "sentence"), FAULTS)
def test_a_fault_is_a_failure_that_names_the_source_and_never_an_empty_list(
    connect: Connect, upstream: FakeUpstream, store: SnapshotStore, name: SourceName,
    kind: FaultKind, sentence: str,
) -> None:  # fmt: skip
    upstream.switch(name, kind)
    with pytest.raises(SourceFailed) as failure:
        connect(patience_with(kind, 0.3)).fetch(name, until=UNTIL)
    assert sentence in str(failure.value)
    assert failure.value.source == name.value
    assert not list(store.folder.glob("*")), "nothing of a failed answer is kept"


SLOW = {FaultKind.TIMEOUT, FaultKind.DRIP}


def patience_with(kind: FaultKind, seconds: float) -> Patience:
    """Return a short patience for the faults that use it up."""
    return replace(IMPATIENT, sheets=seconds, erp=seconds) if kind in SLOW else IMPATIENT


PASSING = [
    FaultKind.TOO_MANY,
    FaultKind.BAD_GATEWAY,
    FaultKind.UNAVAILABLE,
    FaultKind.GATEWAY_TIMEOUT,
    FaultKind.TIMEOUT,
    FaultKind.CUT_OFF,
]


@pytest.mark.parametrize("kind", PASSING)
def test_what_may_pass_is_asked_again(
    connect: Connect, upstream: FakeUpstream, kind: FaultKind
) -> None:
    upstream.switch(ERP, kind, times=2)
    assert connect(patience_with(kind, 1)).fetch(ERP, until=UNTIL).rows == 900
    assert upstream.calls() == {"token": 1, ERP.value: 3}


LASTING = [FaultKind.SERVER_ERROR, FaultKind.HTML, FaultKind.TRUNCATED, FaultKind.EMPTY_BODY]


@pytest.mark.parametrize("kind", LASTING)
def test_what_will_not_pass_is_asked_once(
    connect: Connect, upstream: FakeUpstream, kind: FaultKind
) -> None:
    upstream.switch(ERP, kind)
    with pytest.raises(SourceFailed) as failure:
        connect().fetch(ERP, until=UNTIL)
    assert not failure.value.retriable
    assert upstream.calls()[ERP.value] == 1


def test_after_three_tries_the_failure_says_that_a_later_run_may_work(
    connect: Connect, upstream: FakeUpstream
) -> None:
    upstream.switch(SHEET, FaultKind.TOO_MANY)
    with pytest.raises(SourceUnavailable) as failure:
        connect().fetch(SHEET, until=UNTIL)
    assert failure.value.retriable
    assert failure.value.retry_after == timedelta(seconds=1)
    assert upstream.calls()[SHEET.value] == 3


def test_the_wait_that_a_source_asks_for_is_kept(connect: Connect, upstream: FakeUpstream) -> None:
    upstream.switch(SHEET, FaultKind.TOO_MANY, times=1)
    begun = monotonic()
    connect(Patience(first_wait=0, longest_wait=0)).fetch(SHEET, until=UNTIL)
    assert monotonic() - begun >= 1


def test_an_expired_token_is_renewed_once(connect: Connect, upstream: FakeUpstream) -> None:
    source = connect()
    source.fetch(ERP, until=UNTIL)
    upstream.switch(ERP, FaultKind.TOKEN_EXPIRED, times=1)
    assert source.fetch(ERP, until=UNTIL).rows == 900
    assert upstream.calls() == {"token": 2, ERP.value: 3}


def test_one_sign_in_serves_several_reports(connect: Connect, upstream: FakeUpstream) -> None:
    source = connect()
    source.fetch(ERP, until=UNTIL)
    source.fetch(ERP, until=UNTIL)
    assert upstream.calls()["token"] == 1


def test_a_wrong_password_is_said_to_be_one(connect: Connect, upstream: FakeUpstream) -> None:
    with pytest.raises(SourceFailed, match=r"refused the sign-in .* TOOLBOX_ERP_PASSWORD"):
        connect(erp_password="wrong").fetch(ERP, until=UNTIL)
    assert upstream.calls() == {"token": 1}


def test_an_empty_list_is_an_empty_source_and_no_failure(
    connect: Connect, upstream: FakeUpstream
) -> None:
    upstream.switch(SHEET, FaultKind.EMPTY_ARRAY)
    assert connect().fetch(SHEET, until=UNTIL).rows == 0


def test_a_service_that_is_down_is_unavailable(connect: Connect) -> None:
    with pytest.raises(SourceUnavailable, match="sectores cannot be reached"):
        connect(sheets={"sectores": "http://127.0.0.1:9"}).fetch(SHEET, until=UNTIL)


@pytest.mark.parametrize("address", ["sectores.example", "ftp://127.0.0.1/x"])
def test_an_address_that_is_none_is_a_failure(connect: Connect, address: str) -> None:
    with pytest.raises(SourceFailed, match="sectores has an address that cannot be called"):
        connect(sheets={"sectores": address}).fetch(SHEET, until=UNTIL)


@pytest.mark.parametrize("name", [ERP, SHEET, SourceName.PAYMENTS, SourceName.RATES])
def test_a_source_without_an_address_is_not_configured(
    connect: Connect, upstream: FakeUpstream, name: SourceName
) -> None:
    with pytest.raises(SourceNotConfigured, match=f"{name} is not configured"):
        connect(erp="", sheets={}).fetch(name, until=UNTIL)
    assert upstream.calls() == {}


def test_the_receivables_services_need_no_sign_in(connect: Connect, upstream: FakeUpstream) -> None:
    with pytest.raises(SourceFailed, match="pagos refused the request with status 404"):
        connect().fetch(SourceName.PAYMENTS, until=UNTIL)
    assert "token" not in upstream.calls()


def test_the_stand_in_refuses_a_fault_that_it_does_not_know(upstream: FakeUpstream) -> None:
    answer = httpx.post(f"{upstream.url}/_faults", json={"source": "sectores", "kind": "rain"})
    assert answer.status_code == 422
    assert "rain" in answer.json()["detail"]


def test_patience_is_what_the_legacy_clients_had() -> None:
    assert (Patience().sheets, Patience().erp, Patience().attempts) == (60, 120, 3)
    assert IMPATIENT.attempts == Patience().attempts
