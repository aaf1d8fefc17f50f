"""Bodies that are `async def`: awaited in the thread that carries out the run."""

import asyncio
from asyncio.events import _get_running_loop, _set_running_loop
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import AbstractContextManager, contextmanager
from functools import wraps
from typing import Any

from asgiref.sync import ThreadSensitiveContext

from background.ports import Ports


def awaited(result: Awaitable[Any]) -> Any:
    """Await what a job returned, and return what that gives.

    All of it happens in this thread, on its database connection: `ctx.atomic()` holds what the
    body writes through Django's async methods too, and a time limit interrupts the body itself.
    """
    return asyncio.run(_here(result))


async def _here(result: Awaitable[Any]) -> Any:
    async with ThreadSensitiveContext(executor=Here()):
        return await result


class Here(Executor):
    """Does at once, in the thread that asks, what others would do in theirs."""

    def submit(self, work: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Call it and return its outcome."""
        outcome: Future[Any] = Future()
        try:
            with outside_the_loop():
                outcome.set_result(work(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - whoever waits for the outcome gets it
            outcome.set_exception(error)
        return outcome


class PortsOfAsync:
    """The ports of an `async def` job: what they do is not part of its event loop."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports

    def __getattr__(self, name: str) -> Any:
        port = getattr(self._ports, name)

        @wraps(port)
        def call(*args: Any, **kwargs: Any) -> Any:
            with outside_the_loop():
                return port(*args, **kwargs)

        return call

    def atomic(self) -> AbstractContextManager[None]:
        """Open the transaction, and end it, as a job that is not async does."""
        return at_its_ends(outside_the_loop, self._ports.atomic())

    def guarded(self, service: str) -> AbstractContextManager[None]:
        """Ask and tell the circuit breaker as a job that is not async does."""
        return at_its_ends(outside_the_loop, self._ports.guarded(service))


@contextmanager
def at_its_ends(
    around: Callable[[], AbstractContextManager[None]], block: AbstractContextManager[None]
) -> Iterator[None]:
    """Begin and end a block inside of `around`; what happens in the block is outside of it."""
    with around():
        block.__enter__()
    try:
        yield
    except BaseException as error:
        with around():
            if not block.__exit__(type(error), error, error.__traceback__):
                raise
    else:
        with around():
            block.__exit__(None, None, None)


@contextmanager
def outside_the_loop() -> Iterator[None]:
    """Let the block count as code that no event loop runs, which it holds up meanwhile.

    Django gives code inside of a loop another connection, or none; a job has but one.
    """
    loop = _get_running_loop()
    _set_running_loop(None)
    try:
        yield
    finally:
        _set_running_loop(loop)
