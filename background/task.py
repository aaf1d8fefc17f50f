"""A task in a developer's hand: call the function, or queue a run of it."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import update_wrapper
from typing import Any, Generic, ParamSpec, Self, TypeVar

from background.context import TaskContext
from background.door import Handle, Order, door
from background.params import WHOLE
from background.spec import TaskSpec

P = ParamSpec("P")
R = TypeVar("R")


class Task(Generic[P, R]):
    """A job's function and its spec; calling it runs the function, its parameters judged first.

    The call of an `async def` job gives a coroutine, as the function itself would.

    `delay` and `apply_async` are Celery's words for queueing a run, `enqueue`, `using` and
    `get_result` those of `django.tasks`; all go through the one door.
    """

    def __init__(
        self, spec: TaskSpec, function: Callable[P, R], order: Order | None = None
    ) -> None:
        self.spec = spec
        self.order = order or Order()
        update_wrapper(self, function)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        ctx, raw = self._bound(args, kwargs)
        now = ctx.now() if isinstance(ctx, TaskContext) else datetime.now(UTC)
        judged = self.spec.read(raw, now=now)
        is_async = inspect.iscoroutinefunction(self.spec.function)
        result: R = (self.spec.plainly if is_async else self.spec.call)(ctx, judged)
        return result

    def delay(self, /, *args: Any, **params: Any) -> Handle:
        """Queue a run; raises InvalidParams, and then nothing was queued."""
        return door().launch(self.spec, self.spec.named(args, params), self.order)

    def enqueue(self, /, *args: Any, **params: Any) -> Handle:
        """Queue a run, as `django.tasks` calls it."""
        return self.delay(*args, **params)

    def apply_async(
        self,
        args: Sequence[Any] = (),
        kwargs: Mapping[str, Any] | None = None,
        *,
        countdown: float | None = None,
        eta: datetime | None = None,
        queue: str | None = None,
        priority: int | None = None,
        task_id: str | None = None,
    ) -> Handle:
        """Queue a run that starts `countdown` seconds from now, or at the aware moment `eta`.

        A `task_id` names the launch: a second one of that name is the same run, and Celery finds
        the result under it too.
        """
        if countdown is not None:
            eta = datetime.now(UTC) + timedelta(seconds=countdown)
        order = Order(queue=queue, priority=priority, not_before=eta, message_id=task_id)
        raw = self.spec.named(args, kwargs or {})
        return door().launch(self.spec, raw, _over(self.order, order))

    def using(
        self,
        *,
        queue_name: str | None = None,
        priority: int | None = None,
        run_after: datetime | None = None,
        dry_run: bool | None = None,
    ) -> Self:
        """Return the same task with another queue, priority or earliest moment, or as a dry run."""
        order = Order(queue=queue_name, priority=priority, not_before=run_after, dry_run=dry_run)
        function: Callable[P, R] = self.spec.function
        return type(self)(self.spec, function, _over(self.order, order))

    def get_result(self, run_id: str) -> Handle:
        """Return the handle of an earlier run."""
        return door().result(run_id)

    def _bound(self, args: Any, kwargs: Any) -> tuple[Any, dict[str, Any]]:
        """The context and the raw parameters of a plain call."""
        bound = inspect.signature(self.spec.function).bind(*args, **kwargs)
        (_, ctx), *rest = bound.arguments.items()
        raw = dict(rest)
        return ctx, dict(raw[WHOLE]) if self.spec.takes_model else raw


def _over(base: Order, order: Order) -> Order:
    """The second order where it says something, else the first."""
    given = {name: value for name, value in vars(order).items() if value is not None}
    return replace(base, **given)
