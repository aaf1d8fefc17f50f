"""What a task is: all that pages, commands and workers need to know about it."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from background import params
from background.context import TaskContext
from background.datasets import Dataset
from background.fields import Field, fields_of
from background.once import Place, WhenTaken
from background.ports import Child
from background.queues import Queue
from background.retry import POLICIES, RetryPolicy
from background.scopes import Scope, scopes_of

Concludes = Callable[[Sequence[Child]], Any]


@dataclass(frozen=True, kw_only=True)
class TaskSpec:
    """The definition of a task, as its declaration fixes it.

    `repeatable` says whether a run may be started again after its worker was lost.
    `lock` keeps two runs from working at once, `unique` from being done twice; `when_taken` says
    what becomes of the second. `soft_time_limit` ends a run as timed out, `time_limit` its process.
    `writes` are the datasets it produces, `permission` an extra right that launching needs,
    `destructive` asks people to confirm, `breaker` names the circuit breaker it shares;
    `dry_run` says that it can be tried: the job does all its work, and nothing of it stays;
    `zone` is where its relative days and months are counted, if not where it is launched;
    `concludes` makes the result of a run with children out of how they ended, at the end of the
    last one, and again when some of them were done again.
    `covers` names the scope of which it works on every thing.
    `takes_model` says that the function gets its parameters as one object.
    """

    name: str
    title: str
    summary: str
    description: str
    area: str
    function: Callable[..., Any] = field(repr=False)
    params_model: type[BaseModel] = field(repr=False)
    queue: Queue = Queue.DEFAULT
    priority: int = 0
    retry: RetryPolicy = POLICIES["no_retry"]
    repeatable: bool = False
    time_limit: timedelta = timedelta(minutes=30)
    soft_time_limit: timedelta = timedelta(minutes=29)
    lock: Place | None = None
    unique: Place | None = None
    when_taken: WhenTaken = WhenTaken.REFUSE
    atomic: bool = False
    breaker: str = ""
    destructive: bool = False
    dry_run: bool = False
    permission: str = ""
    writes: tuple[Dataset, ...] = ()
    tags: tuple[str, ...] = ()
    zone: str = ""
    concludes: Concludes | None = None
    covers: Scope | None = None
    takes_model: bool = False

    def fields(self, now: datetime) -> tuple[Field, ...]:
        """Describe the parameters, relative days resolved at `now`."""
        return fields_of(self.params_model, now=self._local(now))

    @property
    def scope(self) -> tuple[Scope, str | None] | None:
        """What its runs belong to: the scope, and the parameter that says which thing of it.

        Without such a parameter they belong to all of them. None where they belong to nothing.
        """
        if self.covers:
            return self.covers, None
        return next(((scope, name) for name, scope in scopes_of(self.params_model)), None)

    def read(self, raw: Mapping[str, Any], *, now: datetime) -> BaseModel:
        """Judge outside input; raises InvalidParams with one sentence a field.

        Relative days are counted from `now`, in the zone of the parameter, else in that of the
        task, else in the one that `now` comes in.
        """
        return params.read(self.params_model, raw, now=self._local(now))

    def named(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values of a call by parameter; raises InvalidParams."""
        return params.named(self.params_model, args, kwargs)

    def call(self, ctx: TaskContext, judged: BaseModel) -> Any:
        """Run the job with judged parameters and return what it hands back.

        An `async def` job is awaited here, inside the attempt, so that what it raises is the
        attempt's error and may be retried as any other.
        """
        if not self.atomic:
            return self._body(ctx, judged)
        with ctx.atomic():
            return self._body(ctx, judged)

    def _local(self, now: datetime) -> datetime:
        return now.astimezone(ZoneInfo(self.zone)) if self.zone else now

    def _body(self, ctx: TaskContext, judged: BaseModel) -> Any:
        result = self.plainly(ctx, judged)
        return ctx.ports.awaited(result) if inspect.isawaitable(result) else result

    def plainly(self, ctx: TaskContext, judged: BaseModel) -> Any:
        """Call the function itself; that of an `async def` job gives a coroutine."""
        if self.takes_model:
            return self.function(ctx, judged)
        return self.function(ctx, **dict(judged))
