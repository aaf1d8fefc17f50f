"""Jobs for tests with a real worker: too slow, deaf to warnings, alone in their place."""

import asyncio
import time
from typing import Any

from background import TaskContext, task


def sleep(ctx: TaskContext, seconds: float) -> None:
    """Sleep, and look up now and then."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        ctx.progress(0, step="Sleeping")
        time.sleep(0.05)


@task(name="worksite.slow", time_limit="60s", soft_time_limit="1s", retry="standard")
def slow(ctx: TaskContext) -> None:
    """Take longer than allowed."""
    sleep(ctx, 30)


@task(name="worksite.deaf", time_limit="2s", soft_time_limit="1s", repeatable=True)
def deaf(ctx: TaskContext) -> None:
    """Take longer than allowed, and not listen."""
    while True:
        try:
            sleep(ctx, 30)
        except Exception:  # noqa: BLE001 - this is the fault
            continue


@task(name="worksite.alone", lock=(), repeatable=True)
def alone(ctx: TaskContext, seconds: float = 0) -> None:
    """Work alone."""
    sleep(ctx, seconds)


@task(name="worksite.unrepeatable")
def unrepeatable(ctx: TaskContext, seconds: float = 0) -> None:
    """Work that must not be begun again."""
    sleep(ctx, seconds)


@task(name="worksite.fetch", soft_time_limit="1s", time_limit="60s")
async def fetch(ctx: TaskContext, seconds: float = 0) -> str:
    """Wait for something."""
    ctx.log_info("Waiting")
    await asyncio.sleep(seconds)
    return "fetched"


@task(name="worksite.spread", repeatable=True)
def spread(ctx: TaskContext) -> Any:
    """Launch walks."""
    params = [{"steps": 1, "seconds": 0.01} for _ in range(4)]
    return ctx.launch_children("worksite.walk", params, max_at_once=2)
