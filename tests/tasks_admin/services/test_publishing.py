"""A new version of a dataset is swapped in whole, or not at all."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import polars as pl
import pytest
from django.db import connection
from pytest_django import Settings

from background import Dataset, Publication, PublicationRefused, TaskContext, task
from background.errors import LeaseLost
from tasks_admin.models import DatasetVersion, Delivery, Heartbeat, Run, RunSource
from tasks_admin.services import publishing
from tasks_admin.services.claiming import claim
from tasks_admin.services.launching import launch
from tasks_admin.services.tables import staging
from tests.conftest import Declare
from tests.tasks_admin.receiving import make_webhook

pytestmark = pytest.mark.django_db(transaction=True)

# Any table serves; this one has texts, moments and a JSON column, and nothing depends on it.
BEATS = Dataset(
    name="beats", title="Beats", description="A table.", model=Heartbeat, filters=("name", "kind")
)
AS_OF = date(2024, 7, 27)
MOMENT = datetime(2024, 7, 27, 12, tzinfo=UTC)


def batch(*names: str) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "kind": ["worker"] * len(names),
            "name": names,
            "started_at": [MOMENT.replace(tzinfo=None)] * len(names),
            "seen_at": [MOMENT.replace(tzinfo=None)] * len(names),
            "queues": ["[]"] * len(names),
        }
    )


@task(name="test.publish", writes=(BEATS,))
def nothing(ctx: TaskContext) -> None:
    """Publish."""


@pytest.fixture
def run(declare: Declare) -> Run:
    """A run that its worker holds."""
    declare(nothing)
    launched = launch("test.publish", {}, source=RunSource.API, publish=False)
    held = claim(launched.pk, worker="here")
    assert held is not None
    return held.run


def publish(run: Run, *batches: pl.DataFrame, allow_shrink: bool = False) -> int:
    publication = Publication(BEATS, batches, AS_OF, allow_shrink=allow_shrink)
    return publishing.publish(run.pk, run.attempt, [publication])[0].rows


def names() -> list[str]:
    return list(Heartbeat.objects.order_by("pk").values_list("name", flat=True))


def test_a_webhook_is_told_of_what_was_published_and_of_nothing_that_was_refused(run: Run) -> None:
    make_webhook()
    publish(run, batch("a", "b", "c"))
    with pytest.raises(PublicationRefused):
        publish(run, batch("d"))
    delivery = Delivery.objects.get()
    assert delivery.event == "dataset.published"
    assert (delivery.data["dataset"], delivery.data["rows"]) == ("beats", 3)
    assert delivery.data["task"] == "test.publish"


def test_a_version_replaces_the_whole_table_and_is_recorded(run: Run) -> None:
    publish(run, batch("a"))
    assert publish(run, batch("b", "c"), batch("d")) == 3
    assert names() == ["b", "c", "d"]
    newest = DatasetVersion.objects.first()
    assert newest is not None
    assert (newest.rows, newest.rows_before, newest.as_of, newest.run) == (3, 1, AS_OF, run)


TRICKY = (
    "NULL", "", " blank ", 'say "so"', "it's", "a,b;c", "two\nlines", "back\\slash", "tab\there",
    "Año ñandú", "🙂", "=1+1", "\\N", "0E-17",
)  # fmt: skip


def test_every_text_arrives_as_it_was(run: Run) -> None:
    publish(run, batch(*TRICKY))
    assert names() == list(TRICKY)


def test_the_columns_that_operators_filter_by_have_an_index(run: Run) -> None:
    publish(run, batch("a"))
    publish(run, batch("a"))
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, Heartbeat._meta.db_table)
    assert {tuple(one["columns"]) for one in found.values() if one["index"]} >= {
        ("name",),
        ("kind",),
    }


@pytest.mark.parametrize(
    ("batches", "sentence"),
    [([], "is empty"), ([batch()], "is empty"), ([batch("x", "y")], "more than 30 %")],
)
def test_an_empty_or_shrunken_version_is_refused_and_the_live_one_stays(
    run: Run, batches: list[pl.DataFrame], sentence: str
) -> None:
    publish(run, batch("a", "b", "c"))
    with pytest.raises(PublicationRefused, match=sentence):
        publish(run, *batches)
    assert names() == ["a", "b", "c"]
    assert DatasetVersion.objects.count() == 1
    assert staging.leftovers(BEATS) == []


def test_how_much_may_disappear_is_a_setting(run: Run, settings: Settings) -> None:
    publish(run, batch("a", "b", "c"))
    settings.TASKS_ADMIN_SHRINK_PERCENT = 40
    publish(run, batch("x", "y"))
    assert names() == ["x", "y"]


def test_an_operator_may_allow_the_table_to_shrink(run: Run) -> None:
    publish(run, batch("a", "b", "c"))
    publish(run, batch("z"), allow_shrink=True)
    assert names() == ["z"]


def test_an_attempt_that_lost_its_run_publishes_nothing(run: Run) -> None:
    publish(run, batch("a"))
    Run.objects.filter(pk=run.pk).update(attempt=2)
    with pytest.raises(LeaseLost):
        publish(run, batch("b"))
    assert names() == ["a"]
    assert staging.leftovers(BEATS) == []


def test_an_error_in_the_middle_of_the_batches_leaves_the_live_table(run: Run) -> None:
    def broken() -> Iterator[pl.DataFrame]:
        yield batch("b")
        raise RuntimeError("the source broke off")

    publish(run, batch("a"))
    with pytest.raises(RuntimeError):
        publishing.publish(run.pk, run.attempt, [Publication(BEATS, broken(), AS_OF)])
    assert names() == ["a"]
    assert staging.leftovers(BEATS) == []


@pytest.mark.parametrize("pragma", ["wal_autocheckpoint", "cache_size", "threads", "synchronous"])
def test_a_connection_is_given_back_as_it_was(run: Run, pragma: str) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("Pragmas are SQLite's")

    def value() -> int:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA {pragma}")
            return int(cursor.fetchone()[0])

    before = value()
    publish(run, batch("a"))
    with pytest.raises(PublicationRefused):
        publish(run)
    assert value() == before


def test_a_value_that_does_not_fit_its_column_is_refused_by_name(run: Run) -> None:
    wrong = batch("b").with_columns(name=pl.lit(None, pl.String))
    with pytest.raises(PublicationRefused, match="does not fit its table"):
        publish(run, wrong)


def test_a_table_written_in_place_counts_as_refreshed(run: Run) -> None:
    publish(run, batch("a"))
    publishing.refreshed(run.pk, run.attempt, BEATS, AS_OF)
    newest = DatasetVersion.objects.first()
    assert newest is not None
    assert (newest.rows, newest.rows_before, newest.as_of) == (1, 1, AS_OF)


def test_the_staging_table_of_a_process_that_died_is_dropped_by_the_next(run: Run) -> None:
    staging.create(BEATS, "deadbeef_1")
    publish(run, batch("a"))
    assert staging.leftovers(BEATS) == []


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    """The table gets its own indexes back: other tests use it."""
    yield
    with connection.schema_editor() as editor:
        editor.delete_model(Heartbeat)
        editor.create_model(Heartbeat)
