"""Django's engine for MariaDB and MySQL, whose connections do not outlive a broken transaction.

A server that goes away just after a commit, before autocommit is switched on again, leaves Django
a connection that it holds to be in a transaction nobody can end. Every query of that process or
thread is refused from then on, also when the server is back. Here such a connection is closed, and
the next query opens another one.

Django finds an engine by the name of this module.
"""

from django.db.backends.mysql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that is closed when a transaction cannot be begun or left."""

    def _set_autocommit(self, autocommit: bool) -> None:
        try:
            super()._set_autocommit(autocommit)  # type: ignore[misc]  # not in its stubs
        except BaseException:
            self.close()
            raise
