"""Whether the console's port is free, and if not, in one sentence, why not."""

import errno
import json
import socket
import urllib.request
from urllib.error import HTTPError, URLError

ANSWER_SECONDS = 2


def obstacle(port: int) -> str | None:
    """Return why a server cannot listen on this port of the local machine; None if it can."""
    try:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
    except OverflowError:
        return f"PORT must be between 1 and 65535, not {port}."
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            return f"Port {port} cannot be opened ({error.strerror}); choose another with PORT."
        return _taken(port)
    return None


def _taken(port: int) -> str:
    address = f"http://127.0.0.1:{port}/"
    if _is_console(address):
        return f"A console already runs at {address}; open it, or choose another port with PORT."
    return f"Port {port} is taken by another program; choose another, such as PORT={port + 1}."


def _is_console(address: str) -> bool:
    """Whether the server there answers /health as a console does, well or not."""
    try:
        with urllib.request.urlopen(address + "health", timeout=ANSWER_SECONDS) as answer:  # noqa: S310
            body = answer.read(10_000)
    except HTTPError as error:
        body = error.read(10_000)
    except (URLError, OSError, ValueError):
        return False
    try:
        return "checks" in json.loads(body)
    except (ValueError, TypeError):
        return False
