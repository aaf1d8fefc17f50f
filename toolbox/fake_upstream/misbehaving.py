"""Each fault, done over HTTP as the real services do it."""

import time
from http import HTTPStatus
from pathlib import Path
from typing import Protocol

from toolbox.fake_upstream.faults import FaultKind

HOLD_SECONDS = 120
DRIP_SECONDS = 0.05
RETRY_AFTER_SECONDS = "1"
PAGE = b"<!DOCTYPE html><html><head><title>Error</title></head><body>Script error</body></html>"
BODIES = {
    FaultKind.HTML: (PAGE, "text/html"),
    FaultKind.EMPTY_ARRAY: (b"[]", "application/json"),
    FaultKind.EMPTY_BODY: (b"", "application/json"),
    FaultKind.NOT_A_LIST: (b'{"error": "quota exceeded"}', "application/json"),
}


class Answering(Protocol):
    """What a fault needs of the call that it spoils."""

    path: str
    close_connection: bool

    def send_response(self, code: int, message: str | None = None) -> None: ...
    def send_header(self, keyword: str, value: str) -> None: ...
    def end_headers(self) -> None: ...
    def send_body(self, body: bytes, kind: str, status: HTTPStatus = ...) -> None: ...
    @property
    def wfile(self) -> "Writing": ...


class Writing(Protocol):
    """Where the bytes of an answer go."""

    def write(self, data: bytes, /) -> object: ...
    def flush(self) -> None: ...


def misbehave(call: Answering, kind: FaultKind, file: Path | None) -> None:
    """Answer a call with a fault; `file` is what it would have been answered with."""
    content = file.read_bytes() if file else b"[]"
    match kind:
        case FaultKind.TIMEOUT:
            time.sleep(HOLD_SECONDS)
        case FaultKind.DRIP:
            _drip(call, content)
        case FaultKind.TRUNCATED:
            call.send_body(content[: len(content) * 2 // 3], "application/json")
        case FaultKind.CUT_OFF:
            _announce(call, len(content))
            call.wfile.write(content[: len(content) // 2])
            call.close_connection = True
        case FaultKind.REDIRECT_LOOP:
            call.send_response(HTTPStatus.FOUND)
            call.send_header("Location", call.path)
            call.send_header("Content-Length", "0")
            call.end_headers()
        case FaultKind.ELSEWHERE:
            call.send_response(HTTPStatus.FOUND)
            call.send_header("Location", f"http://elsewhere.invalid{call.path}")
            call.send_header("Content-Length", "0")
            call.end_headers()
        case _ if kind in BODIES:
            call.send_body(*BODIES[kind])
        case _:
            _refuse(call, kind)


def _refuse(call: Answering, kind: FaultKind) -> None:
    """Answer with a status; the faults that no service has of its own count as 503."""
    status = int(kind) if kind.value.isdigit() else HTTPStatus.SERVICE_UNAVAILABLE
    call.send_response(status)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        call.send_header("Retry-After", RETRY_AFTER_SECONDS)
    call.send_header("Content-Length", "0")
    call.end_headers()


def _announce(call: Answering, length: int) -> None:
    call.send_response(HTTPStatus.OK)
    call.send_header("Content-Type", "application/json")
    call.send_header("Content-Length", str(length))
    call.end_headers()


def _drip(call: Answering, content: bytes) -> None:
    """Send a byte now and then, until the other side has had enough."""
    _announce(call, len(content))
    try:
        for place in range(len(content)):
            call.wfile.write(content[place : place + 1])
            call.wfile.flush()
            time.sleep(DRIP_SECONDS)
    except OSError:
        call.close_connection = True
