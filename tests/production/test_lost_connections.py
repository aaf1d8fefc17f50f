"""A server that goes away at the worst moment costs a connection, not the process that had it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.transaction import atomic
from django.db.utils import ConnectionHandler
from pytest_django import DjangoDbBlocker

from project.databases import parse
from tests.production.wire import Wire

pytestmark = pytest.mark.production

ALIAS = "wired"
LEAVING, BEGINNING = b"set autocommit=1", b"set autocommit=0"


@pytest.fixture
def wire(
    servers: tuple[str, str], tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> Iterator[Wire]:
    """The line that Django's connection `wired` goes through."""
    database = parse(servers[0], conn_max_age=60, var_dir=tmp_path)
    wire = Wire(database["HOST"], int(database["PORT"] or 3306))
    through = database | {"HOST": "127.0.0.1", "PORT": wire.port}
    connection = ConnectionHandler({"default": {}, ALIAS: through}).create_connection(ALIAS)
    connections[ALIAS] = connection
    with django_db_blocker.unblock():
        yield wire
    connection.close()
    del connections[ALIAS]
    wire.close()


@pytest.mark.parametrize("word", [LEAVING, BEGINNING])
def test_a_connection_that_is_lost_beside_a_transaction_is_replaced(
    wire: Wire, word: bytes
) -> None:
    connection: BaseDatabaseWrapper = connections[ALIAS]
    assert one(connection) == 1
    wire.cut(word)
    with pytest.raises(OperationalError), atomic(ALIAS):
        one(connection)
    with atomic(ALIAS):
        assert one(connection) == 1
    assert connection.get_autocommit()


def one(connection: BaseDatabaseWrapper) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return int(cursor.fetchone()[0])
