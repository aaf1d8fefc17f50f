"""Django's admin over our tables: to look at, and never counting a whole table."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.tasks_admin.making import make_run

MODELS = ("run", "datasetversion", "heartbeat")


@pytest.fixture
def as_superuser(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("root", password="root-secret"))
    return client


@pytest.mark.parametrize("model", MODELS)
def test_rows_can_be_looked_at_and_not_changed(as_superuser: Client, model: str) -> None:
    assert as_superuser.get(f"/admin/tasks_admin/{model}/").status_code == 200
    assert as_superuser.get(f"/admin/tasks_admin/{model}/add/").status_code == 403


def test_a_run_is_shown_with_the_way_to_its_page(as_superuser: Client) -> None:
    run = make_run()
    response = as_superuser.get(f"/admin/tasks_admin/run/{run.pk}/change/")
    assert response.status_code == 200
    assert f'href="/runs/{run.pk}/"' in response.content.decode()
    assert as_superuser.post(f"/admin/tasks_admin/run/{run.pk}/delete/").status_code == 403


@pytest.mark.parametrize("model", MODELS)
def test_no_list_counts_a_whole_table(as_superuser: Client, model: str) -> None:
    make_run()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        as_superuser.get(f"/admin/tasks_admin/{model}/")
    counts = [query["sql"] for query in queries if "COUNT(" in query["sql"]]
    assert all("LIMIT" in sql for sql in counts)
