"""Items made ahead of their use: the same items, in the same order, and the same errors."""

import threading
from collections.abc import Iterator

import pytest

from toolbox.placements.ahead import ahead


@pytest.mark.parametrize("items", [[], ["a"], ["a", "b", "c"], [None, 0, ""]])
def test_every_item_arrives_in_its_order(items: list[object]) -> None:
    assert list(ahead(items)) == items


def test_the_next_item_is_made_while_this_one_is_used() -> None:
    second = threading.Event()

    def items() -> Iterator[int]:
        yield 1
        second.set()
        yield 2

    for _ in ahead(items()):
        assert second.wait(10)


def test_an_error_comes_after_the_items_made_before_it() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise ValueError("the second")

    taking = ahead(items())
    assert next(taking) == 1
    with pytest.raises(ValueError, match="the second"):
        next(taking)


def test_nothing_more_is_made_once_nobody_takes_it() -> None:
    made = []

    def items() -> Iterator[int]:
        for number in range(100):
            made.append(number)
            yield number

    taking = ahead(items())
    next(taking)
    taking.close()
    assert len(made) <= 2
