"""A job that does nothing, so that what remains is the cost of a run."""

from background import TaskContext, task


@task(name="bench.nothing")
def nothing(ctx: TaskContext, number: int = 0) -> None:
    """Do nothing."""
