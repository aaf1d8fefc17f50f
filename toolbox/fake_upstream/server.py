"""The stand-in as a server: the endpoints of the real services, on a thread for each call."""

import json
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

from toolbox.fake_upstream.faults import TAX_FILES, Fault, FaultBoard, FaultKind, known_source
from toolbox.fake_upstream.folder import PATHS, REPORTS, ServedFolder
from toolbox.fake_upstream.misbehaving import misbehave
from toolbox.sources.ports import SourceName

RATES_PATH = "/v1/tipo-cambio-sunat"
BLOCK = 1 << 20


@dataclass(frozen=True)
class Upstream:
    """Everything that a call looks at."""

    folder: ServedFolder
    board: FaultBoard


class UpstreamServer(ThreadingHTTPServer):
    """Serves one folder on 127.0.0.1; port 0 takes a free one."""

    daemon_threads: ClassVar[bool] = True  # type: ignore[misc]

    def __init__(self, port: int, upstream: Upstream) -> None:
        super().__init__(("127.0.0.1", port), UpstreamHandler)
        self.upstream = upstream

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}"


class UpstreamHandler(BaseHTTPRequestHandler):
    """One call: finds the source it is for, meets its fault, or sends its file."""

    protocol_version = "HTTP/1.1"
    server: UpstreamServer

    def do_POST(self) -> None:
        """Sign in, or switch a fault on or off."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        path = urlsplit(self.path).path
        if path == "/token":
            self._sign_in(parse_qs(body))
        elif path == "/_faults":
            self._switch(body)
        else:
            self.send_json({"detail": "Not Found"}, HTTPStatus.NOT_FOUND)

    def do_DELETE(self) -> None:
        """Put every source right again and start counting calls anew."""
        self.server.upstream.board.reset()
        self.send_json({})

    def do_GET(self) -> None:
        """Answer for a source, or say how often each was called."""
        url = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(url.query).items()}
        if url.path == "/_calls":
            self.send_json(self.server.upstream.board.calls())
        elif url.path == "/colocaciones":
            self._placements(query)
        elif url.path == RATES_PATH:
            self._rate(query.get("fecha", ""))
        elif url.path.startswith(("/sheets/", "/echo/")):
            self._sheet(url.path)
        elif url.path.startswith("/tax/files"):
            self._tax_files(url.path, query)
        elif url.path in PATHS:
            self._source(PATHS[url.path])
        else:
            self.send_json({"detail": "Not Found"}, HTTPStatus.NOT_FOUND)

    def _sign_in(self, form: dict[str, list[str]]) -> None:
        self.server.upstream.board.count("token")
        user, password = form.get("username", [""])[-1], form.get("password", [""])[-1]
        token = self.server.upstream.folder.sign_in(user, password)
        if token is None:
            self.send_json({"detail": "Incorrect username or password"}, HTTPStatus.UNAUTHORIZED)
        else:
            self.send_json({"access_token": token, "token_type": "bearer"})

    def _switch(self, body: str) -> None:
        try:
            wish = json.loads(body)
            kind = FaultKind(wish["kind"]) if wish.get("kind") else None
            fault = Fault(known_source(wish["source"]), kind)
            if "times" in wish:
                fault = Fault(fault.source, kind, int(wish["times"]))
        except (ValueError, KeyError, TypeError) as error:
            self.send_json({"detail": str(error)}, HTTPStatus.UNPROCESSABLE_ENTITY)
            return
        self.server.upstream.board.switch(fault)
        self.send_json({"source": fault.source, "kind": fault.kind, "times": fault.times})

    def _placements(self, query: dict[str, str]) -> None:
        source = REPORTS.get(query.get("reporte", ""))
        if source is None or not {"desde", "hasta", "fechaCorte"} <= query.keys():
            self.send_json({"detail": "missing parameters"}, HTTPStatus.UNPROCESSABLE_ENTITY)
            return
        fault = self.server.upstream.board.call(source)
        if fault is FaultKind.TOKEN_EXPIRED:
            self.server.upstream.folder.expire_tokens()
            fault = None
        if not self.server.upstream.folder.knows(self.headers.get("Authorization", "")):
            self.send_json({"detail": "Could not validate"}, HTTPStatus.UNAUTHORIZED)
        elif fault is not None:
            misbehave(self, fault, self.server.upstream.folder.file(source))
        else:
            self._send_file(source)

    def _sheet(self, path: str) -> None:
        """Answer as the published scripts do: a redirect first, then the data elsewhere."""
        _, step, name, *_ = path.split("/")
        try:
            source = SourceName(name)
        except ValueError:
            self.send_json({"detail": "Not Found"}, HTTPStatus.NOT_FOUND)
            return
        if step == "sheets":
            self.send_response(HTTPStatus.FOUND)
            self.send_header("Location", f"/echo/{source}")
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            self._source(source)

    def _tax_files(self, path: str, query: dict[str, str]) -> None:
        """List the files of a company, or send one."""
        upstream = self.server.upstream
        fault, file = upstream.board.call(TAX_FILES), upstream.folder.tax_file(path)
        if not upstream.folder.is_signed(self.headers.get("Authorization", "")):
            self.send_json({"detail": "No such token"}, HTTPStatus.UNAUTHORIZED)
        elif fault is not None:
            misbehave(self, fault, file)
        elif path == "/tax/files":
            self.send_json(upstream.folder.tax_files(query.get("rut", "")))
        elif file is None:
            self.send_json({"detail": "Not Found"}, HTTPStatus.NOT_FOUND)
        else:
            self.send_body(file.read_bytes(), "application/octet-stream")

    def _source(self, source: SourceName) -> None:
        fault = self.server.upstream.board.call(source)
        if fault is not None:
            misbehave(self, fault, self.server.upstream.folder.file(source))
        else:
            self._send_file(source)

    def _rate(self, day: str) -> None:
        upstream = self.server.upstream
        fault, row = upstream.board.call(SourceName.RATES), upstream.folder.rate(day)
        if row is None and fault in (None, FaultKind.EARLIER_DATE, FaultKind.FLAKY):
            self.send_json({"detail": "no rate for this day"}, HTTPStatus.NOT_FOUND)
        elif fault is FaultKind.EARLIER_DATE:
            self.send_json({**(row or {}), "fecha": "2019-06-30"})
        elif fault is None or (fault is FaultKind.FLAKY and not self._first_call(day)):
            self.send_json(row)
        else:
            misbehave(self, fault, upstream.folder.file(SourceName.RATES))

    def _first_call(self, day: str) -> bool:
        """Whether a day is one of the 3 % that fail on the first try, and this is that try."""
        calls = self.server.upstream.board
        calls.count(f"rate of {day}")
        return sum(day.encode()) % 33 == 0 and calls.calls()[f"rate of {day}"] == 1

    def _send_file(self, source: SourceName) -> None:
        path = self.server.upstream.folder.file(source)
        if path is None:
            self.send_json({"detail": "Not Found"}, HTTPStatus.NOT_FOUND)
            return
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(path.stat().st_size))
        self.end_headers()
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                self.wfile.write(block)

    def send_json(self, content: Any, status: HTTPStatus = HTTPStatus.OK) -> None:
        """Send a small JSON answer."""
        self.send_body(json.dumps(content).encode(), "application/json", status)

    def send_body(self, body: bytes, kind: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        """Send a whole answer."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the library's name)
        """Say nothing: whoever tests asks for the calls."""
