"""Documents that are true: their links lead somewhere, their commands exist."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from background import NotFound
from background.testing import FakeContext
from tasks_admin.queries.boards.faults import faults
from tests.house import source
from toolbox.rates.models import ExchangeRate
from toolbox.rates.zone import LIMA

DOCUMENTS = [
    path for path in source.tracked() if path.suffix == ".md" and "golden" not in path.parts
]
DOCUMENTS = [path for path in DOCUMENTS if "vendor" not in path.parts]
LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#\s]+)")


@pytest.mark.parametrize("path", DOCUMENTS, ids=source.name)
def test_every_link_leads_to_a_file(path: Path) -> None:
    targets = LINK.findall(path.read_text(encoding="utf-8"))
    assert [target for target in targets if not (path.parent / target).exists()] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=source.name)
def test_every_command_exists(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    makefile = (source.ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"`(?:[A-Z_]+=\S+ )*make ([a-z]+)", text):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
    for command in re.findall(r"manage\.py ([a-z_]+)", text):
        assert command in COMMANDS, command


@pytest.mark.parametrize("path", DOCUMENTS, ids=source.name)
def test_every_test_that_a_document_names_exists(path: Path) -> None:
    named = set(re.findall(r"`(test_\w+)`", path.read_text(encoding="utf-8")))
    assert named - TESTS == set()


def _tests() -> set[str]:
    texts = [path.read_text("utf-8") for path in (source.ROOT / "tests").rglob("*.py")]
    return {name for text in texts for name in re.findall(r"^def (test_\w+)", text, re.MULTILINE)}


def _commands() -> set[str]:
    from django.core.management import get_commands

    return set(get_commands())


COMMANDS = _commands()
TESTS = _tests()


@pytest.mark.parametrize("name", ["README.md", "docs/adding-a-job.md"])
@pytest.mark.django_db
def test_the_job_that_a_document_shows_works(name: str) -> None:
    text = (source.ROOT / name).read_text(encoding="utf-8")
    [code] = re.findall(r"```python\n(# toolbox/\S+\n.*?)```", text, re.DOTALL)
    shown: dict[str, Any] = {"__name__": "toolbox.rates.jobs.last_rate"}
    exec(compile(code, name, "exec"), shown)
    job, ctx = shown["last_rate"], FakeContext()
    with pytest.raises(NotFound):
        job(ctx)
    ExchangeRate.objects.create(day=ctx.today(LIMA), bid=Decimal("3.70"), ask=Decimal("3.72"))
    assert job(ctx).figures[0].value == Decimal("3.72")


def test_the_board_that_the_document_shows_can_be_drawn() -> None:
    text = (source.ROOT / "docs/declaring-a-board.md").read_text(encoding="utf-8")
    [code] = re.findall(r"```python\n(# toolbox/\S+\n.*?)```", text, re.DOTALL)
    shown: dict[str, Any] = {"__name__": "toolbox.placements.boards"}
    exec(compile(code, "docs/declaring-a-board.md", "exec"), shown)
    assert list(faults(shown["PLACEMENTS"])) == []
