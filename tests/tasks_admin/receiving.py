"""Another program that webhooks lead to: a real server on this machine."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest

from tasks_admin.models import Delivery, HookEvent, Webhook
from tasks_admin.services import signing
from tests.tasks_admin.making import NOW

SECRET = signing.new_secret()


@dataclass
class Receiver:
    """What it got, and what it answers."""

    url: str = ""
    status: int = 200
    words: bytes = b"Noted"
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def told(self) -> list[dict[str, Any]]:
        """The messages, read."""
        return [json.loads(body) for _, body in self.got]

    def close(self) -> None:
        """Be away from now on."""
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def open(self) -> None:
        """Listen on a free port."""
        there = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                headers = {name.lower(): one for name, one in self.headers.items()}
                there.got.append((headers, body))
                self.send_response(there.status)
                self.send_header("location", f"{there.url}elsewhere")
                self.send_header("content-length", str(len(there.words)))
                self.end_headers()
                self.wfile.write(there.words)

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://localhost:{self.server.server_port}/hooks/"
        self.thread = Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    """A receiver on this machine, which the settings allow to be written to."""
    settings.TASKS_ADMIN_WEBHOOK_PRIVATE_ADDRESSES = True
    there = Receiver()
    there.open()
    yield there
    there.close()


def make_webhook(url: str = "https://hooks.example/", **fields: Any) -> Webhook:
    """Store a webhook that is told of everything, or of the `events` that are named."""
    values = {"name": "On call", "events": HookEvent.values} | fields
    return Webhook.objects.create(url=url, sealed_secret=signing.seal(SECRET), **values)


def make_delivery(webhook: Webhook | None, **fields: Any) -> Delivery:
    """Store a message to a webhook, or a mail, that is due."""
    values = {
        "key": str(uuid4()),
        "kind": Delivery.Kind.WEBHOOK if webhook else Delivery.Kind.EMAIL,
        "event": HookEvent.ALERT_OPENED,
        "recipient": webhook.name if webhook else "ana@example.com",
        "data": {},
        "made_at": NOW,
        "due_at": NOW,
    }
    return Delivery.objects.create(webhook=webhook, **values | fields)
