"""Jobs for tests with a real worker: they take a while, and leave a mark of each effect."""

import time
from typing import Annotated

from pydantic import Field

from background import JobFailed, TaskContext, task


@task(name="worksite.walk", repeatable=True)
def walk(
    ctx: TaskContext,
    steps: Annotated[int, Field(ge=1, description="How many steps")] = 3,
    seconds: Annotated[float, Field(ge=0, description="How long a step takes")] = 0.1,
) -> int:
    """Walk some steps and count them."""
    for done in range(steps):
        ctx.progress(done, steps, step="Walking")
        time.sleep(seconds)
    with ctx.atomic():
        ctx.log_success("Walked {steps} steps", steps=steps)
    ctx.progress(steps, steps, step="Walking")
    return steps


@task(name="worksite.stumble")
def stumble(ctx: TaskContext) -> None:
    """Fail on purpose."""
    raise JobFailed("The path ends at step {step}", step=7)


@task(name="worksite.hesitate", repeatable=True)
def hesitate(ctx: TaskContext) -> None:
    """Wait for minutes at the first attempt, as if to be killed; leave a mark at the next."""
    ctx.progress(1, 2, step="Waiting")
    if ctx.attempt == 1:
        time.sleep(300)
    with ctx.atomic():
        ctx.log_success("Begun again in attempt {attempt}", attempt=ctx.attempt)
