"""How old a dataset is, against what it promises."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from background import Dataset
from background.errors import UnknownDataset
from tasks_admin.models import DatasetVersion
from tasks_admin.queries.datasets import Freshness, card, freshness
from tests.tasks_admin.datasets.conftest import NOW

Publish = Callable[..., DatasetVersion]


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


def test_all_datasets_are_read_with_one_query(
    publish: Publish, django_assert_num_queries: Any
) -> None:
    publish()

    with django_assert_num_queries(1):
        cards = freshness(NOW)
        assert [one.ties for one in cards if one.dataset.name == "colocaciones"] == [True]


def test_an_unknown_dataset_is_an_error_of_its_own(dataset: Dataset) -> None:
    with pytest.raises(UnknownDataset):
        card("nada")
