"""Waiting for a run: those who wait share one look, and never take all threads."""

import threading
from collections.abc import Callable, Collection
from uuid import UUID, uuid4

import pytest

from tasks_admin.queries.watch import TooManyWaiting, Versions, Watch


class Table:
    """Versions of runs that a test changes, and which it was asked for last."""

    def __init__(self, *runs: UUID) -> None:
        self.versions = dict.fromkeys(runs, 1)
        self.asked: tuple[UUID, ...] = ()

    def look(self, wanted: Collection[UUID]) -> Versions:
        self.asked = tuple(wanted)
        return {one: self.versions[one] for one in wanted if one in self.versions}


def waiting(watch: Watch, *runs: UUID) -> list[threading.Thread]:
    """A thread for each of the runs, waiting for another version than 1."""
    threads = [threading.Thread(target=watch.wait, args=(run, 1, 30)) for run in runs]
    for one in threads:
        one.start()
    return threads


def until(is_so: Callable[[], bool]) -> None:
    """Return once it is so."""
    while not is_so():
        threading.Event().wait(0.01)


def test_all_who_wait_for_a_run_share_one_look_and_go_on_with_the_change() -> None:
    run = uuid4()
    table = Table(run)
    watch = Watch(table.look, period=0.01, most=50)
    threads = waiting(watch, *[run] * 50)
    until(lambda: table.asked == (run,))
    table.versions[run] = 2
    for one in threads:
        one.join(timeout=20)
    assert not any(one.is_alive() for one in threads)


def test_one_too_many_is_refused_at_once_and_room_is_made_again() -> None:
    runs = uuid4(), uuid4()
    table = Table(*runs)
    watch = Watch(table.look, period=0.01, most=2)
    threads = waiting(watch, *runs)
    until(lambda: set(table.asked) == set(runs))
    with pytest.raises(TooManyWaiting):
        watch.wait(uuid4(), 1, 30)
    table.versions = dict.fromkeys(runs, 2)
    for one in threads:
        one.join(timeout=20)
    watch.wait(runs[0], 1, 0.01)
