"""The next batch is calculated while this one is loaded: each keeps a core of its own busy."""

from collections.abc import Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def ahead(items: Iterable[T]) -> Generator[T, None, None]:
    """Yield the items in order; a thread makes the next one while this one is used.

    Whatever the making of an item raises is raised here, in its turn. Items must need nothing
    that belongs to the thread that uses them, as its database connection does.
    """
    making = iter(items)

    def made() -> list[T]:
        return list(islice(making, 1))

    with ThreadPoolExecutor(1, thread_name_prefix="ahead") as pool:
        coming = pool.submit(made)
        while found := coming.result():
            coming = pool.submit(made)
            yield from found
