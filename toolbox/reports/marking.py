"""A refresh that fails leaves its mark too, so that readers of the tables can tell."""

from collections.abc import Iterator
from contextlib import contextmanager

from background import ConfigError, JobFailed, PublicationRefused, TaskContext
from toolbox.reports import store
from toolbox.sources import SourceFailed


@contextmanager
def errors_marked(ctx: TaskContext) -> Iterator[None]:
    """Add a mark with the reason when the refresh inside fails, and let the failure go on.

    A run that was cancelled, or that another worker has taken over, did not fail.
    """
    try:
        yield
    except (ConfigError, JobFailed, PublicationRefused, SourceFailed) as failure:
        with ctx.atomic():
            store.mark_error(ctx.now(), str(failure))
        raise
