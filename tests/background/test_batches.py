"""A repeated run resumes after the last committed batch, in each of its loops."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from hypothesis import given
from hypothesis import strategies as st

from background.testing import FakeContext


def again(ctx: FakeContext) -> FakeContext:
    """The next attempt of the same run."""
    repeated = FakeContext(attempt=ctx.attempt + 1)
    repeated.ports.reached = ctx.ports.reached
    return repeated


@given(count=st.integers(0, 60), size=st.integers(1, 20))
def test_every_item_is_in_exactly_one_batch_in_order(count: int, size: int) -> None:
    batches = list(FakeContext().iter_batches(list(range(count)), size))
    assert [item for batch in batches for item in batch] == list(range(count))
    assert all(len(batch) == size for batch in batches[:-1])


@given(count=st.integers(1, 60), size=st.integers(1, 20), data=st.data())
def test_an_attempt_that_dies_anywhere_leaves_the_rest_for_the_next(
    count: int, size: int, data: st.DataObject
) -> None:
    ctx, done = FakeContext(), []
    committed = data.draw(st.integers(0, count // size))
    for number, batch in enumerate(ctx.iter_batches(list(range(count)), size)):
        if number == committed:
            break
        done += batch
        ctx.commit_batch()
    rest = [item for batch in again(ctx).iter_batches(list(range(count)), size) for item in batch]
    assert done + rest == list(range(count))


def test_two_loops_resume_each_at_their_own_place() -> None:
    ctx = FakeContext()
    for _ in ctx.iter_batches([1, 2], 1, "customers"):
        ctx.commit_batch()
    orders = ctx.iter_batches([10, 20, 30], 1, "orders")
    next(orders)
    ctx.commit_batch()
    repeated = again(ctx)
    assert list(repeated.iter_batches([1, 2], 1, "customers")) == []
    assert list(repeated.iter_batches([10, 20, 30], 1, "orders")) == [[20], [30]]


def test_an_outer_loop_is_committed_by_its_name() -> None:
    ctx = FakeContext()
    for _ in ctx.iter_batches([1, 2], 1, "outer"):
        inner = ctx.iter_batches([3], 1, "inner")
        next(inner)
        ctx.commit_batch("outer")
        break
    assert ctx.ports.reached == {"outer": 1}


def _without_size(ctx: FakeContext) -> Any:
    return ctx.iter_batches([1], 0)


def _two_without_names(ctx: FakeContext) -> Any:
    ctx.iter_batches([1])
    return ctx.iter_batches([1])


@pytest.mark.parametrize("wrong", [_without_size, _two_without_names])
def test_a_loop_that_would_lose_rows_is_refused(wrong: Callable[[FakeContext], Any]) -> None:
    with pytest.raises(ValueError, match=r"A batch|Every loop"):
        wrong(FakeContext())


@pytest.mark.django_db
def test_rows_are_read_by_key_whatever_happens_to_them_meanwhile() -> None:
    for number in range(7):
        Group.objects.create(name=f"g{number}")
    seen: list[str] = []
    for batch in FakeContext().iter_batches(Group.objects.filter(name__startswith="g"), 2):
        seen += [group.name for group in batch]
        Group.objects.filter(pk__in=[group.pk for group in batch]).delete()
    assert seen == [f"g{number}" for number in range(7)]


@pytest.mark.django_db
def test_a_repeated_run_reads_rows_on_from_the_last_key() -> None:
    for number in range(5):
        Group.objects.create(name=f"g{number}")
    rows = Group.objects.filter(name__startswith="g").order_by("name")
    ctx = FakeContext()
    next(batches := ctx.iter_batches(rows, 2))
    ctx.commit_batch()
    next(batches)
    names = [group.name for batch in again(ctx).iter_batches(rows, 2) for group in batch]
    assert names == ["g2", "g3", "g4"]


@pytest.mark.django_db
@pytest.mark.parametrize("nothing", [[], Group.objects.none()])
def test_nothing_to_do_is_nothing_to_do(nothing: Any) -> None:
    assert list(FakeContext().iter_batches(nothing)) == []
