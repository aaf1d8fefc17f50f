"""Datasets through the API: exact figures, filtered rows, whole files, and who took them."""

import json
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import polars as pl
import pytest
from django.contrib.auth.models import User
from django.test import Client

from tasks_admin.models import AuditEntry, DatasetVersion, Scope
from tasks_admin.services.issuing import issue
from tests.tasks_admin.datasets.conftest import Add

DATASET = "/api/v1/datasets/colocaciones"
Publish = Any


@pytest.fixture
def client(operator: User) -> Client:
    """A program of an operator's that may read."""
    _, secret = issue(operator, "BI", [Scope.READ], expires_at=None, by=operator)
    return Client(headers={"Authorization": f"Bearer {secret}"})


@pytest.fixture
def three(add: Add) -> None:
    add(document="F1", amount=Decimal("0.100000"), executive="=Ana")
    add(document="F2", currency="USD", placed_on=date(2024, 2, 29), executive=None)
    add(document="F3", currency="USD")


def test_it_tells_how_fresh_it_is_and_what_it_holds(
    client: Client, three: None, publish: Publish
) -> None:
    version: DatasetVersion = publish()
    told = client.get(DATASET).json()
    assert (told["as_of"], told["run"], told["rows"]) == ("2024-07-27", str(version.run_id), 3)
    assert told["written_by"] == ["example.place"]
    assert {"name": "Colocacion", "kind": "number", "nullable": False} in told["columns"]
    assert told["name"] in [one["name"] for one in client.get("/api/v1/datasets").json()]
    assert client.get("/api/v1/datasets/none").json()["code"] == "dataset_not_found"


def test_rows_are_filtered_sorted_and_exact(client: Client, three: None) -> None:
    told = client.get(f"{DATASET}/rows?Moneda=PEN&cols=NroDocumento&cols=Colocacion").json()
    assert told["rows"] == [{"NroDocumento": "F1", "Colocacion": "0.100000"}]
    first = client.get(f"{DATASET}/rows?limit=2&sort=-NroDocumento&cols=NroDocumento").json()
    assert [row["NroDocumento"] for row in first["rows"]] == ["F3", "F2"]
    rest = client.get(
        f"{DATASET}/rows",
        {"limit": 2, "sort": "-NroDocumento", "cols": "NroDocumento", "after": first["after"]},
    ).json()
    assert [row["NroDocumento"] for row in rest["rows"]] == ["F1"]
    assert rest["after"] == ""


@pytest.mark.parametrize("query", ["Colour=red", "FechaOperacion__from=soon", "limit=0"])
def test_a_filter_that_makes_no_sense_is_refused(client: Client, three: None, query: str) -> None:
    for rest in ("rows", "export"):
        refused = client.get(f"{DATASET}/{rest}?{query}")
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid_request")


def taken(client: Client, form: str) -> bytes:
    answer = client.get(
        f"{DATASET}/export?format={form}&Moneda=USD&cols=NroDocumento&cols=Ejecutivo"
    )
    assert answer.status_code == 200
    assert f'filename="colocaciones-0001-01-01.{form}"' in answer["Content-Disposition"]
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def test_all_rows_come_as_a_file(client: Client, three: None) -> None:
    wanted = [("F2", None), ("F3", "Ana Pérez")]
    rows = json.loads(taken(client, "json"))
    assert [(row["NroDocumento"], row["Ejecutivo"]) for row in rows] == wanted
    assert taken(client, "csv").decode().splitlines()[1:] == ["F2,", "F3,Ana Pérez"]
    assert pl.read_parquet(BytesIO(taken(client, "parquet"))).rows() == wanted
    assert pl.read_excel(BytesIO(taken(client, "xlsx")), engine="openpyxl").rows() == wanted


def test_no_rows_are_an_empty_array(client: Client, three: None) -> None:
    answer = client.get(f"{DATASET}/export?format=json&Moneda=EUR")
    assert json.loads(b"".join(answer.streaming_content)) == []  # type: ignore[attr-defined]


def test_who_took_it_out_is_on_record_in_either_door(
    client: Client, three: None, operator: User
) -> None:
    taken(client, "csv")
    browser = Client()
    browser.force_login(operator)
    b"".join(browser.get("/datasets/colocaciones/export/?Moneda=USD").streaming_content)  # type: ignore[attr-defined]
    entries = AuditEntry.objects.filter(action="exported").order_by("id")
    assert [(one.username, one.subject, one.details["form"]) for one in entries] == [
        ("operator", "colocaciones", "csv"),
        ("operator", "colocaciones", "csv"),
    ]
    assert entries[1].details["query"] == "Moneda=USD"
