"""Each call of an outside system goes through the circuit breaker of the service behind it."""

from pathlib import Path

from pytest_django import Settings

from background.testing import FakeContext
from tests.toolbox.sources.conftest import GOLDEN
from toolbox.sources import SourceName, open_source
from toolbox.sources.guarding import ERP, RATES, SHEETS


def test_every_call_asks_the_breaker_of_its_service(settings: Settings, tmp_path: Path) -> None:
    settings.TOOLBOX_SOURCE, settings.TOOLBOX_SOURCE_DIR = "folder", GOLDEN
    settings.VAR_DIR = tmp_path
    ctx = FakeContext()
    until, source = ctx.now().date(), open_source(ctx)
    source.fetch(SourceName.PLACEMENTS, until=until)
    source.fetch(SourceName.SECTORS, until=until)
    source.rates([until])
    source.lists()
    assert ctx.ports.called == [ERP, SHEETS, RATES]
