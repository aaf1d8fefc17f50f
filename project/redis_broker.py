"""The Redis broker: kombu's, whose worker survives a Redis that goes away.

kombu (5.7) forgets the address when it closes a connection, and asks for it when it then gives
back or acknowledges the messages in hand. The AttributeError ends the worker's consumer: the
process stays and takes no message any more. Here it hears that the connection is gone, for which
it has an answer: it connects again.
"""

from typing import Any

from kombu.transport import redis as kombu_redis
from redis import ConnectionError as RedisIsAway


class Channel(kombu_redis.Channel):
    """Says that its connection is closed where kombu would stumble over it."""

    def _connparams(self, asynchronous: bool = False) -> Any:
        transport: Any = self.connection
        if transport is None or transport.client is None:
            raise RedisIsAway("The connection is closed")
        return super()._connparams(asynchronous=asynchronous)  # type: ignore[misc]  # not in stubs


class Transport(kombu_redis.Transport):
    """What `redis://` means here."""

    Channel = Channel
