"""How old a dataset is, against what it promises."""

import json
from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta
from io import StringIO
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from background import Dataset
from background.errors import UnknownDataset
from tasks_admin import sql_views
from tasks_admin.models import DatasetVersion
from tasks_admin.queries.datasets import Freshness, card, freshness
from tests.tasks_admin.datasets.conftest import NOW

Publish = Callable[..., DatasetVersion]
SIGNED_IN = 4
"""Session, user, and the rights of the user and of the groups."""


def test_a_dataset_that_was_never_published_says_so(dataset: Dataset) -> None:
    found = card("colocaciones", NOW)

    assert (found.freshness, found.version, found.run, found.ties) == (
        Freshness.NEVER,
        None,
        None,
        None,
    )


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (timedelta(0), Freshness.FRESH),
        (timedelta(days=1), Freshness.FRESH),
        (timedelta(days=1, seconds=1), Freshness.STALE),
    ],
)
def test_a_dataset_is_stale_once_it_is_older_than_it_promises(
    publish: Publish, age: timedelta, expected: Freshness
) -> None:
    publish(NOW - age)

    assert card("colocaciones", NOW).freshness is expected


def test_only_the_newest_version_counts_and_it_knows_its_run(publish: Publish) -> None:
    publish(NOW - timedelta(days=9), ties=True)
    newest = publish(NOW, ties=False)

    found = card("colocaciones", NOW)

    assert (found.version, found.run, found.ties) == (newest, newest.run, False)
    assert found.freshness is Freshness.LOOSE


def test_what_is_late_is_stale_before_it_does_not_tie(publish: Publish) -> None:
    publish(NOW - timedelta(days=2), ties=False)

    assert card("colocaciones", NOW).freshness is Freshness.STALE


def test_all_datasets_are_read_with_one_query(
    publish: Publish, django_assert_num_queries: Any
) -> None:
    publish()

    with django_assert_num_queries(1):
        cards = freshness(NOW)
        assert [one.ties for one in cards if one.dataset.name == "colocaciones"] == [True]


def test_programs_are_told_the_same_as_json(
    publish: Publish, client: Client, viewer: User, django_assert_num_queries: Any
) -> None:
    version = publish(timezone.now() - timedelta(days=3))
    client.force_login(viewer)

    with django_assert_num_queries(SIGNED_IN + 1):
        one = client.get("/datasets/colocaciones/freshness.json").json()
    with django_assert_num_queries(SIGNED_IN + 1):
        every = client.get("/datasets/freshness.json").json()

    assert (one["freshness"], every["freshness"]) == ("stale", "never")
    assert (one["as_of"], one["run"], one["ties"]) == ("2024-07-27", str(version.run_id), True)
    assert one["fresh_until"] > one["published_at"]
    assert one in every["datasets"]
    assert client.get("/datasets/nada/freshness.json").status_code == 404


@pytest.mark.parametrize(
    ("age", "ties", "said", "code"),
    [
        (timedelta(hours=1), True, "Placements: Fresh; as of 27 Jul 2024, run ", None),
        (timedelta(hours=1), False, "Does not tie", 1),
        (timedelta(days=2), True, "Stale", 2),
    ],
)
def test_the_command_tells_people_and_leaves_with_a_code_for_monitors(
    publish: Publish, age: timedelta, ties: bool, said: str, code: int | None
) -> None:
    publish(timezone.now() - age, ties=ties)
    out = StringIO()

    with pytest.raises(SystemExit) if code else nullcontext() as left:
        call_command("freshness", "colocaciones", stdout=out, no_color=True)

    assert said in out.getvalue()
    assert "Promised: no older than 1 d." in out.getvalue()
    assert (left.value.code if left else None) == code


def test_the_command_writes_json_for_all_and_refuses_what_it_does_not_know(
    publish: Publish,
) -> None:
    publish()
    out = StringIO()

    with pytest.raises(SystemExit) as left:
        call_command("freshness", "--json", stdout=out)
    with pytest.raises(CommandError, match="nada"):
        call_command("freshness", "nada")

    said = json.loads(out.getvalue())
    assert (said["freshness"], left.value.code) == ("never", 2)
    assert "colocaciones" in [one["dataset"] for one in said["datasets"]]


def test_power_bi_reads_the_live_version_of_each_dataset_from_a_view(publish: Publish) -> None:
    publish(NOW - timedelta(days=9), ties=True)
    newest = publish(NOW, ties=False)
    DatasetVersion.objects.filter(pk=newest.pk).update(fresh_until=NOW, rows=7)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT dataset, fecha_datos, publicado_utc, vigente_hasta_utc, cuadra, filas, corrida"
            f" FROM {sql_views.FRESHNESS} WHERE dataset = %s",
            ["colocaciones"],
        )
        [[name, as_of, published, until, ties, rows, run]] = cursor.fetchall()

    assert (name, str(as_of), bool(ties), rows) == ("colocaciones", "2024-07-27", False, 7)
    assert str(published).startswith("2024-07-27 15:00:00")
    assert published == until
    assert UUID(str(run)) == newest.run_id


def test_a_migration_finds_no_view_in_its_way_and_leaves_one_behind(db: None) -> None:
    sql_views.drop(using="default")
    sql_views.create(using="default")
    sql_views.create(using="default")

    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor, include_views=True)
    assert sql_views.FRESHNESS in names


def test_an_unknown_dataset_is_an_error_of_its_own(dataset: Dataset) -> None:
    with pytest.raises(UnknownDataset):
        card("nada")
