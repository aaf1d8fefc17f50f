"""The database in the worker's parent process, which forks the processes that do the work.

A process that is forked while SQLite has its file open inherits locks that it does not hold, and
reads a broken database from then on; one that inherits a connection to a server may end it for
both. So the parent forks only while it has no connection.
"""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock

from django.db import Error, connection

logger = logging.getLogger(__name__)

_connected = RLock()


@contextmanager
def parents_database(purpose: str) -> Iterator[None]:
    """Use the database in the parent; nothing is forked meanwhile, and the connection is closed.

    A database that does not answer is logged, not raised: the leases tell others what to do, and
    the parent must live on.
    """
    with _connected:
        try:
            try:
                yield
            finally:
                connection.close()
        except Error as error:
            logger.warning("The worker could not %s: %s", purpose, error)


os.register_at_fork(
    before=_connected.acquire,
    after_in_parent=_connected.release,
    after_in_child=_connected.release,
)
