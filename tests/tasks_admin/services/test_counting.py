"""Counters: every process counts in the same place, and what is old is forgotten."""

import os
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
import redis
import time_machine

from tasks_admin.services import counting

URL = os.environ.get("CELERY_BROKER_URL", "")
NAME = "test:counting"


with_redis = (
    pytest.mark.production,
    pytest.mark.skipif(not URL.startswith("redis"), reason="needs CELERY_BROKER_URL"),
)


@pytest.fixture(params=["file", pytest.param("redis", marks=with_redis)])
def place(request: pytest.FixtureRequest, settings: Any) -> Iterator[None]:
    """Both places where is counted."""
    if request.param == "redis":
        settings.TASKS_ADMIN_COUNTERS_URL = URL
        redis.Redis.from_url(URL).delete(NAME)
    yield
    counting.forget(NAME)


def test_each_count_is_one_more(place: None) -> None:
    assert [counting.add(NAME, 60) for _ in range(3)] == [1, 2, 3]
    assert 59 < counting.left(NAME) <= 60
    counting.forget(NAME)
    assert counting.left(NAME) == 0
    assert counting.add(NAME, 60) == 1


def test_no_count_of_many_threads_is_lost(place: None) -> None:
    with ThreadPoolExecutor(8) as threads:
        counts = list(threads.map(lambda _: counting.add(NAME, 60), range(200)))
    assert sorted(counts) == list(range(1, 201))


def test_what_was_not_counted_for_its_time_begins_anew() -> None:
    with time_machine.travel("2024-07-27T12:00:00Z", tick=False) as clock:
        assert [counting.add(NAME, 60), counting.add(NAME, 60)] == [1, 2]
        clock.shift(61)
        assert counting.left(NAME) == 0
        assert counting.add(NAME, 60) == 1


def _count(path: Path, times: int) -> None:
    counters = counting.InFile(path)
    for _ in range(times):
        counters.add(NAME, 60)


def test_processes_count_together(tmp_path: Path) -> None:
    path, context = tmp_path / "counters", get_context("spawn")
    others = [context.Process(target=_count, args=(path, 50)) for _ in range(2)]
    for other in others:
        other.start()
    _count(path, 50)
    for other in others:
        other.join()
    assert counting.InFile(path).add(NAME, 60) == 151


def test_a_redis_that_is_away_is_in_nobodys_way(
    settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.TASKS_ADMIN_COUNTERS_URL = "redis://127.0.0.1:1/0"
    assert [counting.add(NAME, 60), counting.add(NAME, 60)] == [1, 2]
    assert "Redis does not count" in caplog.text


def test_a_file_that_cannot_be_opened_is_in_nobodys_way(
    settings: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings.TASKS_ADMIN_COUNTERS_FILE = tmp_path / "no folder" / "counters"
    assert (counting.add(NAME, 60), counting.left(NAME)) == (0, 0)
    counting.forget(NAME)
    assert caplog.text.count("Nothing is counted: unable to open") == 3


def test_while_another_process_holds_the_file_nothing_is_counted(
    settings: Any, tmp_path: Path
) -> None:
    settings.TASKS_ADMIN_COUNTERS_FILE = tmp_path / "counters"
    assert counting.add(NAME, 60) == 1
    with closing(sqlite3.connect(tmp_path / "counters", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert counting.add(NAME, 60) == 0
        other.execute("ROLLBACK")
    assert counting.add(NAME, 60) == 2


def test_the_first_error_of_the_file_is_the_one_that_is_told(
    settings: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings.TASKS_ADMIN_COUNTERS_FILE = tmp_path / "counters"
    assert counting.add(NAME, 60) == 1
    with closing(sqlite3.connect(tmp_path / "counters")) as other:
        other.execute(
            "CREATE TRIGGER full BEFORE UPDATE ON counters"
            " BEGIN SELECT RAISE(ROLLBACK, 'the disk is full'); END"
        )
    assert counting.add(NAME, 60) == 0
    assert "Nothing is counted: the disk is full" in caplog.text
