"""Who is limited to some companies sees the rows of no other, in tables, files and boards."""

import re
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from background import registry
from tasks_admin.models import (
    DatasetDifference,
    DatasetVersion,
    Run,
    RunSource,
    RunStatus,
    UserLimit,
)
from tasks_admin.models.reading import reading
from tasks_admin.queries.differences import difference_of, stored
from tests.toolbox.sii.making import COMPANY_ID, OTHER, company, file, kept, sale
from toolbox.sii.calc.books import Book, FileKind
from toolbox.sii.models import Company, Sale
from toolbox.sii.scope import COMPANY

pytestmark = pytest.mark.django_db
FIRST, SECOND = re.compile("77,?701"), re.compile("88,?802")


@pytest.fixture
def limited(operator: User, client: Client) -> Client:
    """The operator, limited to the first of two companies that have a sale each."""
    first = company()
    kept(Book.SALES, file(FileKind.SALES, sale(77_701)))
    second = company(id="00000000-0000-0000-0000-000000000002", rut=OTHER, name="Segunda SpA")
    row = Sale.objects.get()
    row.pk, row.company, row.company_name, row.folio = None, second, second.name, 88_802
    row.save()
    UserLimit.objects.create(user=operator, scope=COMPANY.name, value=str(first.pk))
    client.force_login(operator)
    return client


def shown(limited: Client) -> Iterator[str]:
    for address in (
        "/datasets/sii_ventas/",
        "/datasets/sii_ventas/export/?format=csv",
        "/api/v1/datasets/sii_ventas/rows",
    ):
        answer = limited.get(address)
        assert answer.status_code == 200, address
        yield answer.getvalue().decode()


def test_rows_of_other_companies_are_in_no_table_file_or_answer(limited: Client) -> None:
    for text in shown(limited):
        assert FIRST.search(text)
        assert not SECOND.search(text)
        assert "Segunda" not in text


def test_without_limits_all_companies_are_there(limited: Client) -> None:
    UserLimit.objects.all().delete()
    for text in shown(limited):
        assert FIRST.search(text)
        assert SECOND.search(text)


@pytest.fixture
def version(limited: Client) -> DatasetVersion:
    """The sales of all companies as published by a run of them all, and what that changed."""
    run = Run.objects.create(
        task_name="test.all",
        source=RunSource.CODE,
        queue="default",
        status=RunStatus.SUCCEEDED,
        requested_at=timezone.now(),
        ties=False,
    )
    made = DatasetVersion.objects.create(
        dataset="sii_ventas",
        run=run,
        as_of=timezone.localdate(),
        rows=98_765,
        rows_before=0,
        published_at=timezone.now(),
    )
    DatasetDifference.objects.create(
        run=run,
        dataset="sii_ventas",
        version=made,
        totals=[],
        columns={},
        largest=[],
        added=45_454,
        file="rows.jsonl.gz",
    )
    return made


def test_totals_over_all_companies_are_not_told(limited: Client, version: DatasetVersion) -> None:
    told = limited.get("/api/v1/datasets/sii_ventas").json()
    assert (told["rows"], told["run"], told["ties"]) == (None, None, None)
    for address in ("/", "/datasets/", "/datasets/sii_ventas/"):
        html = limited.get(address).content.decode()
        assert "98,765" not in html
        assert "/datasets/sii_ventas/" in html
    assert str(version.run_id) not in html
    assert "45,454" not in html


def test_who_is_not_limited_is_told_the_totals(limited: Client, version: DatasetVersion) -> None:
    UserLimit.objects.all().delete()
    told = limited.get("/api/v1/datasets/sii_ventas").json()
    assert (told["rows"], told["run"], told["ties"]) == (98_765, str(version.run_id), False)
    html = limited.get("/datasets/sii_ventas/").content.decode()
    assert "98,765" in html
    assert "45,454" in html


def test_what_changed_over_all_companies_is_not_sent(
    operator: User, version: DatasetVersion
) -> None:
    assert version.run_id is not None
    with reading(lambda: operator):
        assert stored(version.run_id, "sii_ventas") is None
        assert difference_of(version) is None
    assert stored(version.run_id, "sii_ventas") is not None


def test_what_a_run_of_another_company_changed_is_not_found(
    operator: User, version: DatasetVersion
) -> None:
    assert version.run_id is not None
    DatasetDifference.objects.update(dataset="kpi")
    with reading(lambda: operator):
        assert stored(version.run_id, "kpi") is not None
        Run.objects.update(scope=f"{COMPANY.name}:somebody")
        assert stored(version.run_id, "kpi") is None


def test_every_table_of_a_company_belongs_to_it() -> None:
    tables = {
        dataset.name: dataset
        for spec in registry
        for dataset in spec.writes
        if dataset.name.startswith("sii_")
    }
    assert len(tables) >= 9
    for name, dataset in tables.items():
        assert dataset.scope is not None, name
        scope, path = dataset.scope
        assert scope == COMPANY
        assert list(dataset.model.objects.filter(**{f"{path}__in": [COMPANY_ID]})) == []


def test_companies_are_offered_by_name_the_inactive_ones_left_out() -> None:
    company()
    company(id="00000000-0000-0000-0000-000000000002", rut=OTHER, name="Otra", is_active=False)
    assert [one.value for one in COMPANY.offer()] == [str(COMPANY_ID)]
    assert Company.objects.count() == 2
