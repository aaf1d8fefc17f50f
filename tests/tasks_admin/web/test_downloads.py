"""Files that a run offers as part of its result."""

from pathlib import Path

import pytest
from django.test import Client

from background import Report, TaskContext, task
from background.testing import FakeContext, run_now
from tests.conftest import Declare

pytestmark = pytest.mark.django_db


@task(name="test.export")
def export(ctx: TaskContext) -> Report:
    """Write two files, and offer one of them."""
    for name in ("figures.csv", "notes.txt"):
        (ctx.workdir / name).write_text(name)
    ctx.attach("notes.txt", ctx.workdir / "notes.txt")
    offered = ctx.attach("figures.csv", ctx.workdir / "figures.csv", label="The figures")
    return Report(downloads=[offered, offered.model_copy(update={"file": "gone.csv"})])


def test_what_is_attached_can_be_part_of_the_result(tmp_path: Path) -> None:
    ctx = FakeContext(workdir=tmp_path)
    report = export(ctx)
    assert set(ctx.attached) == {"figures.csv", "notes.txt"}
    assert report.downloads[0].model_dump() == {"file": "figures.csv", "label": "The figures"}


def test_the_page_offers_it_above_the_other_files(
    declare: Declare, as_operator: Client, as_viewer: Client
) -> None:
    run = run_now(declare(export)).id
    page = " ".join(as_operator.get(f"/runs/{run}/").content.decode().split())
    offers, files = page.split('id="files-title"')
    assert 'download title="figures.csv"' in offers
    assert "The run kept no such file." in offers
    assert "notes.txt" in files
    assert "figures.csv" not in files
    seen = as_viewer.get(f"/runs/{run}/").content.decode()
    assert "The figures" in seen
    assert f'href="/runs/{run}/files/' not in seen
