"""Jobs whose effects are counted: rows in a table that tests make, one for each effect."""

import time

from django.db import connection

from background import TaskContext, db_task, task


@db_task(name="worksite.mark", repeatable=True, retry_policy="no_retry")
def mark(ctx: TaskContext, seconds: float = 0.02) -> None:
    """Leave one mark, in the transaction that ends the run."""
    leave_mark(ctx, 0)
    time.sleep(seconds)


@task(name="worksite.mark_parts", repeatable=True, retry="no_retry")
def mark_parts(ctx: TaskContext, parts: int = 3, seconds: float = 0.02) -> None:
    """Leave a mark for each part, and go on after the last one when begun again."""
    for batch in ctx.iter_batches(list(range(parts)), size=1):
        with ctx.atomic():
            leave_mark(ctx, batch[0])
            ctx.commit_batch()
        time.sleep(seconds)


def leave_mark(ctx: TaskContext, part: int) -> None:
    """Write one row in the open transaction; nothing keeps a second one out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO worksite_effect VALUES (%s, %s, %s)", [str(ctx.run_id), part, ctx.attempt]
        )
