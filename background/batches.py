"""Work in batches that a repeated run does not do again."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol


class Checkpoints(Protocol):
    """Where a run keeps how far each of its loops came; survives the attempt."""

    def checkpoint(self) -> Mapping[str, Any]: ...

    def fetched(self, rows: Iterable[Any]) -> list[Any]: ...

    def save_checkpoint(self, value: Mapping[str, Any]) -> None: ...


class Batches:
    """Cuts a list or a Django queryset into batches, beginning after the last checkpoint.

    A queryset is read by its primary key (`pk > last`), so rows that change meanwhile are neither
    skipped nor read twice. The checkpoint is the position in a list, the last key of a queryset.
    """

    def __init__(self, checkpoints: Checkpoints, name: str) -> None:
        self.checkpoints = checkpoints
        self.name = name
        self._reached: Any = None

    def of(self, items: Any, size: int) -> Iterator[list[Any]]:
        """Return batches of at most `size` items; raises ValueError for a size below 1."""
        if size < 1:
            raise ValueError("A batch has at least one item")
        last = self.checkpoints.checkpoint().get(self.name)
        rows = self._of_queryset if hasattr(items, "query") else self._of_list
        return rows(items, size, last)

    def done(self) -> None:
        """Keep that the batch in hand is done; nothing happens before the first batch."""
        if self._reached is not None:
            others = self.checkpoints.checkpoint()
            self.checkpoints.save_checkpoint({**others, self.name: self._reached})

    def _of_list(self, items: Sequence[Any], size: int, last: Any) -> Iterator[list[Any]]:
        for start in range(last or 0, len(items), size):
            batch = list(items[start : start + size])
            self._reached = start + len(batch)
            yield batch

    def _of_queryset(self, rows: Any, size: int, last: Any) -> Iterator[list[Any]]:
        ordered = rows.order_by("pk")
        while True:
            rest = ordered.filter(pk__gt=last) if last is not None else ordered
            batch = self.checkpoints.fetched(rest[:size])
            if not batch:
                return
            last = self._reached = batch[-1].pk
            yield batch
