"""A place for snapshots, and the stand-in for the live services as a process of its own."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from toolbox.fake_upstream.faults import FaultKind
from toolbox.sources.http import Addresses, HttpSource
from toolbox.sources.http_calls import Patience
from toolbox.sources.ports import SourceName
from toolbox.sources.snapshots import SnapshotStore

ROOT = Path(__file__).resolve().parents[3]
GOLDEN = ROOT / "tests" / "golden" / "kpi"
IMPATIENT = Patience(
    sheets=10, erp=10, rates=10, first_wait=0.01, longest_wait=0.01, longest_retry_after=0.05
)
"""Waits hardly at all between tries, but long enough for a busy machine to answer."""
SHEETS = ("fuera-sistema-pen", "fuera-sistema-usd", "sectores", "referidos")


@dataclass(frozen=True)
class FakeUpstream:
    """The running stand-in, as a test talks to it."""

    url: str

    def switch(self, source: SourceName, kind: FaultKind, **more: Any) -> None:
        """Switch a fault on."""
        wish = {"source": source, "kind": kind, **more}
        httpx.post(f"{self.url}/_faults", json=wish).raise_for_status()

    def reset(self) -> None:
        """Put everything right and count calls from here on."""
        httpx.delete(f"{self.url}/_faults").raise_for_status()

    def calls(self) -> dict[str, int]:
        """Return how often each source was called."""
        answer: dict[str, int] = httpx.get(f"{self.url}/_calls").json()
        return answer


@pytest.fixture(scope="session")
def upstream_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FakeUpstream]:
    """`manage.py fake_upstream` on a free port, serving the golden folder."""
    command = [sys.executable, "manage.py", "fake_upstream", "--port", "0", "--dir", str(GOLDEN)]
    environment = {**os.environ, "TOOLBOX_VAR": str(tmp_path_factory.mktemp("var"))}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        yield FakeUpstream(line.split()[-1])
        process.terminate()


@pytest.fixture
def upstream(upstream_process: FakeUpstream) -> FakeUpstream:
    """The stand-in in good order."""
    upstream_process.reset()
    return upstream_process


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    """An empty store of snapshots."""
    return SnapshotStore(tmp_path / "snapshots")


Connect = Callable[..., HttpSource]


@pytest.fixture
def connect(upstream: FakeUpstream, store: SnapshotStore) -> Iterator[Connect]:
    """Return sources that ask the stand-in; what a test names differs from the right settings."""
    opened: list[HttpSource] = []

    def connect(patience: Patience = IMPATIENT, **changes: Any) -> HttpSource:
        addresses: dict[str, Any] = {
            "erp": upstream.url,
            "erp_user": "demo",
            "erp_password": "demo",
            "rates": upstream.url,
            "sheets": {name: f"{upstream.url}/sheets/{name}/exec" for name in SHEETS},
        }
        source = HttpSource(Addresses(**{**addresses, **changes}), store, patience=patience)
        opened.append(source)
        return source

    yield connect
    for source in opened:
        source.client.close()
