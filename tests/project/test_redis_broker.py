"""The Redis broker, whose connection may be gone when a message in hand is acknowledged."""

from typing import Any

import pytest
from celery import current_app
from kombu import Connection

from project.redis_broker import Channel, Transport

URL = "redis://127.0.0.1:1/0"


def channel_of(connection: Connection) -> Any:
    """A channel as it stands when its worker has messages in hand, without a server."""
    channel: Any = Channel.__new__(Channel)
    channel.connection = connection.transport
    return channel


@pytest.mark.parametrize("scheme", ["redis", "rediss"])
def test_the_consoles_redis_is_the_one_whose_worker_survives_it(scheme: str) -> None:
    url = URL.replace("redis", scheme)
    assert isinstance(current_app.connection_for_write(url).transport, Transport)


def test_what_is_asked_of_a_closed_connection_is_an_error_that_celery_recovers_from() -> None:
    connection = Connection(URL)
    channel = channel_of(connection)
    recoverable = connection.recoverable_connection_errors
    connection.release()
    with pytest.raises(recoverable):
        channel._connparams()
