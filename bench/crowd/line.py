"""A connection that asks one thing after the other: so little that a crowd fits into a process."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered; names of headers are in small letters."""

    status: int
    headers: Mapping[str, str]
    text: str


class Line:
    """HTTP/1.1 to one address, kept open as long as the server keeps it open."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, way: str, headers: Mapping[str, str]) -> Answer:
        """Ask once; on a line that was cut meanwhile, a second time."""
        try:
            return await self._get(way, headers)
        except (asyncio.IncompleteReadError, ConnectionError):
            self._streams = None
            return await self._get(way, headers)

    def close(self) -> None:
        """Hang up."""
        if self._streams:
            self._streams[1].close()

    async def _get(self, way: str, headers: Mapping[str, str]) -> Answer:
        if self._streams is None:
            self._streams = await asyncio.open_connection(self.host, self.port)
        reader, writer = self._streams
        sent = {"Host": self.host, **headers}
        lines = [f"GET {way} HTTP/1.1", *(f"{name}: {value}" for name, value in sent.items())]
        writer.write("\r\n".join([*lines, "", ""]).encode())
        first, *rest = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        told = {name.lower(): value for name, _, value in (one.partition(": ") for one in rest)}
        body = await reader.readexactly(int(told.get("content-length", 0)))
        if told.get("connection") == "close":
            writer.close()
            self._streams = None
        return Answer(int(first.split()[1]), told, body.decode())
