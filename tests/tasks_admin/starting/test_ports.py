"""A port that is not free is explained in one sentence."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tasks_admin.management.starting.ports import obstacle


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def server(body: bytes, status: int = 200) -> Iterator[int]:
    """A web server that answers every request with this body; yields its port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield running.server_port
        running.shutdown()
        thread.join()


def test_a_free_port_is_no_obstacle() -> None:
    assert obstacle(free_port()) is None


def test_a_port_that_was_used_a_moment_ago_is_free() -> None:
    with server(b"x") as port, socket.create_connection(("127.0.0.1", port)) as visitor:
        visitor.sendall(b"GET / HTTP/1.0\r\n\r\n")
        visitor.recv(100)
    assert obstacle(port) is None


@pytest.mark.parametrize("status", [200, 503])
def test_another_console_is_recognised_well_or_not(status: int) -> None:
    body = json.dumps({"status": "ok", "checks": {}}).encode()
    with server(body, status) as port:
        assert obstacle(port) == (
            f"A console already runs at http://127.0.0.1:{port}/; "
            "open it, or choose another port with PORT."
        )


@pytest.mark.parametrize("body", [b"<html>hello</html>", b"[1, 2]", b"7", b"\xff\xfe", b""])
def test_any_other_program_is_called_that(body: bytes) -> None:
    with server(body) as port:
        assert obstacle(port) == (
            f"Port {port} is taken by another program; choose another, such as PORT={port + 1}."
        )


@pytest.mark.parametrize("port", [70_000, -1])
def test_a_number_that_is_no_port_is_refused(port: int) -> None:
    assert obstacle(port) == f"PORT must be between 1 and 65535, not {port}."
