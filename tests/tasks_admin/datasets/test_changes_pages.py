"""What a version changed is told on the pages of its run and its dataset, and as a file."""

import csv
import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tasks_admin.models import DatasetDifference, DatasetVersion

Publish = Callable[..., DatasetVersion]
ROWS = [
    {
        "kind": "changed",
        "key": ["F001-1"],
        "currency": "PEN",
        "sums": {"Colocacion": ["1000.5", "250000"]},
        "others": {"Ejecutivo": ["Ana", "=1+1"], "FechaOperacion": ["2024-07-01", None]},
    },
    {
        "kind": "gone",
        "key": ["F001-2"],
        "currency": "USD",
        "sums": {"Colocacion": ["7", None]},
        "others": {},
    },
]


@pytest.fixture
def difference(publish: Publish, settings: Any, tmp_path: Path) -> DatasetDifference:
    settings.MEDIA_ROOT = tmp_path
    before, after = publish(), publish()
    assert after.run is not None
    with gzip.open(tmp_path / "rows.jsonl.gz", "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in ROWS)
    return DatasetDifference.objects.create(
        run=after.run,
        dataset="colocaciones",
        version=after,
        before=before,
        gone=1,
        changed=12_345,
        totals=[{"currency": "PEN", "rows": [2, 1], "sums": {"Colocacion": ["1000.5", "250000"]}}],
        columns={"Ejecutivo": 12_345},
        largest=ROWS,
        kept=2,
        file="rows.jsonl.gz",
    )


def signed_in(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


@pytest.mark.parametrize("page", ["/datasets/colocaciones/", "/runs/{run}/"])
def test_the_pages_tell_what_changed(
    page: str, difference: DatasetDifference, client: Client, operator: User
) -> None:
    text = signed_in(client, operator).get(page.format(run=difference.run_id)).content.decode()
    for told in ("Changed: 12,345", "Gone: 1", "+248,999.50", "1,000.50 → 250,000.00", "F001-2"):
        assert told in text
    assert f"/runs/{difference.run_id}/changes/colocaciones/" in text
    assert difference.before is not None
    assert f"/runs/{difference.before.run_id}/" in text


def test_they_tell_it_in_spanish(
    difference: DatasetDifference, client: Client, operator: User
) -> None:
    page = signed_in(client, operator).get(
        f"/runs/{difference.run_id}/", headers={"Accept-Language": "es"}
    )
    text = page.content.decode()
    assert "Cambiadas: 12,345" in text or "Cambiadas: 12.345" in text


def test_who_may_not_download_is_offered_no_file(
    difference: DatasetDifference, client: Client, viewer: User
) -> None:
    browser = signed_in(client, viewer)
    assert "/changes/" not in browser.get(f"/runs/{difference.run_id}/").content.decode()
    address = f"/runs/{difference.run_id}/changes/colocaciones/"
    assert browser.get(address).status_code == 403


def test_the_file_has_a_line_for_each_row(
    difference: DatasetDifference, client: Client, operator: User
) -> None:
    answer = signed_in(client, operator).get(
        f"/runs/{difference.run_id}/changes/colocaciones/", headers={"Accept-Language": "en"}
    )
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    first, second = csv.DictReader(io.StringIO(text))
    assert first == {
        "Change": "Changed",
        "NroDocumento": "F001-1",
        "Moneda": "PEN",
        "Colocacion (before)": "1000.500000",
        "Colocacion (after)": "250000.000000",
        "Colocacion (difference)": "248999.500000",
        "Further changes": "Ejecutivo: Ana → =1+1; FechaOperacion: 2024-07-01 → –",  # noqa: RUF001
    }
    assert (second["Change"], second["Colocacion (after)"]) == ("Gone", "")
    assert second["Colocacion (difference)"] == "-7.000000"


def test_a_file_that_is_gone_is_not_found(
    difference: DatasetDifference, client: Client, operator: User
) -> None:
    Path(difference.file.path).unlink()
    address = f"/runs/{difference.run_id}/changes/colocaciones/"
    assert signed_in(client, operator).get(address).status_code == 404


def test_a_version_without_a_difference_says_nothing_of_changes(
    publish: Publish, client: Client, viewer: User
) -> None:
    version = publish()
    text = signed_in(client, viewer).get(f"/runs/{version.run_id}/").content.decode()
    assert "What changed" not in text


def test_a_difference_costs_a_page_one_query(
    difference: DatasetDifference, client: Client, viewer: User, django_assert_num_queries: Any
) -> None:
    browser = signed_in(client, viewer)
    browser.get("/datasets/colocaciones/")
    with django_assert_num_queries(6 + 4):
        browser.get("/datasets/colocaciones/")
