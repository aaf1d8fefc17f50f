"""A line to a server that can be cut at a word."""

import select
import socket
from threading import Thread


class Wire:
    """Listens on a port of its own and carries what it hears to a server, and the answers back."""

    def __init__(self, host: str, port: int) -> None:
        self.server = (host, port)
        self.cut_at = b""
        self._ear = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._ear.getsockname()[1]
        Thread(target=self._listen, daemon=True).start()

    def cut(self, word: bytes) -> None:
        """Cut the line, once, when the client says the word; the server never hears it."""
        self.cut_at = word.lower()

    def close(self) -> None:
        """Carry no new connection."""
        self._ear.shutdown(socket.SHUT_RDWR)
        self._ear.close()

    def _listen(self) -> None:
        while True:
            try:
                client, _ = self._ear.accept()
            except OSError:
                return
            Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        with client, socket.create_connection(self.server) as server:
            ends = {client: server, server: client}
            while True:
                for end in select.select([*ends], [], [])[0]:
                    said = end.recv(65_536)
                    if not said or (end is client and self._is_cut(said)):
                        return
                    ends[end].sendall(said)

    def _is_cut(self, said: bytes) -> bool:
        met = bool(self.cut_at) and self.cut_at in said.lower()
        if met:
            self.cut_at = b""
        return met
