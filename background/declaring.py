"""`@task`, and its short forms: a typed function becomes a task."""

import inspect
import re
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, ParamSpec, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, SecretStr

from background import params, scopes
from background.datasets import Dataset
from background.errors import DeclarationError
from background.files import File
from background.kinds import buried
from background.once import WhenTaken, place
from background.queues import Queue
from background.retry import RetryPolicy, policy
from background.scopes import Scope
from background.spec import Concludes, TaskSpec
from background.task import Task

NAME = re.compile(r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$")
LIMIT = re.compile(r"^(\d+)([smh])$")
UNITS = {"s": "seconds", "m": "minutes", "h": "hours"}
CLEAN_UP = timedelta(minutes=1)
"""Between the soft limit, at which a job can still clean up, and the end of its process."""

P = ParamSpec("P")
R = TypeVar("R")


def task(
    *,
    name: str,
    title: str = "",
    queue: str = Queue.DEFAULT,
    priority: int = 0,
    retry: str | RetryPolicy = "no_retry",
    repeatable: bool = False,
    time_limit: str = "30m",
    soft_time_limit: str | None = None,
    lock: Sequence[str] | None = None,
    lock_name: str = "",
    unique: Sequence[str] | None = None,
    when_taken: str = WhenTaken.REFUSE,
    atomic: bool = False,
    breaker: str = "",
    destructive: bool = False,
    dry_run: bool = False,
    permission: str = "",
    writes: tuple[Dataset, ...] = (),
    tags: tuple[str, ...] = (),
    zone: str = "",
    concludes: Concludes | None = None,
    covers: Scope | None = None,
) -> Callable[[Callable[P, R]], Task[P, R]]:
    """Declare a task from a function whose first argument is the context.

    The docstring's first line is the summary that operators read, the rest the longer text.
    `lock=()` lets one run of the task work at a time, `lock=("company_id",)` one a company;
    `unique` likewise keeps a run from being done twice. Tasks with the same `lock_name` keep out of
    each other's way as if they were one: those that write the same table. What the options mean is
    told at `TaskSpec`.
    Raises DeclarationError, at import, for anything that cannot work.
    """

    def declare(function: Callable[P, R]) -> Task[P, R]:
        summary, description = _texts(function)
        model = params.model_of(function)
        limit = _limit(time_limit)
        soft = _limit(soft_time_limit) if soft_time_limit else _soft(limit)
        _check(name, model, limit, soft)
        scopes.check(name, model, covers)
        spec = TaskSpec(
            name=_name(name),
            title=title or name.rpartition(".")[2].replace("_", " ").capitalize(),
            summary=summary,
            description=description,
            area=_area(function.__module__),
            function=function,
            params_model=model,
            queue=_member(Queue, queue),
            priority=priority,
            retry=policy(retry),
            repeatable=repeatable,
            time_limit=limit,
            soft_time_limit=soft,
            lock=place(name, lock, model, lock_name),
            unique=place(name, unique, model),
            when_taken=_member(WhenTaken, when_taken),
            atomic=atomic,
            breaker=breaker,
            destructive=destructive,
            dry_run=dry_run,
            permission=permission,
            writes=writes,
            tags=tags,
            zone=_zone(zone),
            concludes=concludes,
            covers=covers,
            takes_model=params.takes_model(function),
        )
        return Task(spec, function)

    return declare


def simple_task(
    name: str, retry_policy: str = "standard", queue: str = Queue.DEFAULT, **options: Any
) -> Callable[[Callable[P, R]], Task[P, R]]:
    """Declare a task that writes nothing: messages, calls of other systems."""
    return task(name=name, retry=retry_policy, queue=queue, **options)


def db_task(
    name: str, retry_policy: str = "standard", queue: str = Queue.DEFAULT, **options: Any
) -> Callable[[Callable[P, R]], Task[P, R]]:
    """Declare a task whose whole body is one fenced transaction: all of it happens, or nothing."""
    return task(name=name, retry=retry_policy, queue=queue, atomic=True, **options)


def _name(name: str) -> str:
    if not NAME.match(name):
        raise DeclarationError(
            "{name} is no task name: write area.verb, in lower case with underscores", name=name
        )
    return name


def _texts(function: Callable[..., Any]) -> tuple[str, str]:
    summary, _, rest = inspect.cleandoc(function.__doc__ or "").partition("\n")
    if not summary:
        raise DeclarationError(
            "{task} has no docstring; its first line is what operators read", task=function.__name__
        )
    return summary, rest.strip()


def _area(module: str) -> str:
    """`toolbox.rates.jobs.tipo_cambio` belongs to the area `rates`."""
    parts = module.split(".")
    return parts[parts.index("jobs") - 1] if "jobs" in parts[1:] else parts[0]


def _zone(zone: str) -> str:
    try:
        return ZoneInfo(zone).key if zone else ""
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise DeclarationError(
            "{zone} is no time zone: write one such as America/Lima", zone=zone
        ) from error


Member = TypeVar("Member", Queue, WhenTaken)


def _member(kind: type[Member], value: str) -> Member:
    if value not in list(kind):
        raise DeclarationError(
            "Unknown {kind} {value}; there are {known}",
            kind="queue" if kind is Queue else "policy",
            value=value,
            known=", ".join(kind),
        )
    return kind(value)


def _limit(limit: str) -> timedelta:
    match = LIMIT.match(limit)
    if not match or not int(match[1]):
        raise DeclarationError("{limit} is no time limit: write 90s, 30m or 2h", limit=limit)
    return timedelta(**{UNITS[match[2]]: int(match[1])})


def _check(task: str, model: type[BaseModel], limit: timedelta, soft: timedelta) -> None:
    """Refuse what each option alone does not show to be wrong."""
    if soft > limit:
        raise DeclarationError(
            "The soft time limit of {task} is longer than its time limit", task=task
        )
    for kind in (SecretStr, File):
        if inside := buried(kind, model):
            raise DeclarationError(
                "A {kind} of {task} is inside of {names}: make it a parameter of its own",
                kind="secret" if kind is SecretStr else "file",
                task=task,
                names=", ".join(sorted(inside)),
            )


def _soft(limit: timedelta) -> timedelta:
    return max(limit - CLEAN_UP, limit / 2)
