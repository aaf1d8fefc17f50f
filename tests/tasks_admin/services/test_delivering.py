"""Deliveries: mails and webhooks, over a real connection to a server of the test's own."""

import base64
import hashlib
import hmac
import ipaddress
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
import time_machine
from django.core import mail

from tasks_admin.models import Delivery, Webhook
from tasks_admin.services import resolving, signing
from tasks_admin.services.announcing import announce
from tasks_admin.services.delivering import PATIENCE, deliver_due

pytestmark = pytest.mark.django_db

NOW = datetime(2024, 7, 27, 17, tzinfo=UTC)
SECRET = signing.new_secret()
DATA = {
    "about": "missed",
    "subject": "Morning report",
    "since": "2024-07-27T12:00:00Z",
    "times": 3,
    "message": {"message": "{schedule} did not run at {moment}: {why}", "fields": {
        "schedule": "Morning report", "moment": "2024-07-27T12:00:00+00:00",
        "why": {"message": "The stored values are no JSON object", "fields": {}},
    }},
    "recovery": None,
}  # fmt: skip


@dataclass
class Receiver:
    """Another program: what it got, and what it answers."""

    url: str = ""
    status: int = 200
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    settings.TASKS_ADMIN_WEBHOOK_PRIVATE_ADDRESSES = True
    there = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            there.got.append(({name.lower(): one for name, one in self.headers.items()}, body))
            self.send_response(there.status)
            self.send_header("location", f"{there.url}elsewhere")
            self.send_header("content-length", "5")
            self.end_headers()
            self.wfile.write(b"Noted")

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    there.url = f"http://localhost:{server.server_port}/hooks/"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield there
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def webhook(url: str, **fields: Any) -> Webhook:
    sealed = signing.seal(SECRET)
    return Webhook.objects.create(name="On call", url=url, sealed_secret=sealed, **fields)


def announced(event: str = "alert.opened", **fields: Any) -> None:
    announce(event, DATA, key=f"{event}:1", now=NOW, **fields)


def test_a_webhook_gets_the_event_signed_and_dated(receiver: Receiver) -> None:
    webhook(receiver.url)
    announced()
    assert deliver_due(NOW) == 1
    headers, body = receiver.got[0]
    told = json.loads(body)
    assert (told["type"], told["data"]["subject"]) == ("alert.opened", "Morning report")
    number, timestamp = headers["webhook-id"], headers["webhook-timestamp"]
    assert int(timestamp) == NOW.timestamp()
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    signed = hmac.new(key, f"{number}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    assert headers["webhook-signature"] == f"v1,{base64.b64encode(signed).decode()}"
    assert headers["host"] == receiver.url.split("/")[2]
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.answer) == ("arrived", "200 Noted")
    assert deliver_due(NOW) == 0


def test_an_event_that_is_announced_twice_is_told_once(receiver: Receiver) -> None:
    webhook(receiver.url)
    announced()
    announced()
    deliver_due(NOW)
    assert len(receiver.got) == 1


def test_what_does_not_arrive_is_tried_again_with_growing_patience_and_given_up(
    receiver: Receiver, clock: time_machine.Traveller
) -> None:
    webhook(receiver.url)
    receiver.status = 503
    announced()
    at = NOW
    for wait in PATIENCE:
        assert deliver_due(at) == 1
        assert deliver_due(at + wait - timedelta(seconds=1)) == 0
        at += wait
        clock.move_to(at)
    assert deliver_due(at) == 1
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.answer) == ("given_up", "It answered 503: Noted")
    assert delivery.attempts == len(receiver.got) == len(PATIENCE) + 1
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1
    assert len({headers["webhook-signature"] for headers, _ in receiver.got}) > 1


def test_a_redirect_is_not_followed(receiver: Receiver) -> None:
    webhook(receiver.url)
    receiver.status = 307
    announced()
    deliver_due(NOW)
    assert len(receiver.got) == 1
    assert Delivery.objects.get().status == "waiting"


def test_a_host_that_is_not_there_is_tried_again(settings: Any) -> None:
    settings.TASKS_ADMIN_WEBHOOK_PRIVATE_ADDRESSES = True
    webhook("http://127.0.0.1:9/")
    announced()
    deliver_due(NOW)
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.due_at) == ("waiting", NOW + PATIENCE[0])
    assert "could not be reached" in delivery.answer


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("https://localhost:{port}/", "which is no public address"),
        ("https://127.0.0.1:{port}/", "which is no public address"),
        ("https://[::1]:{port}/", "which is no public address"),
        ("http://localhost:{port}/", "is no https:// address"),
        ("https://user@localhost:{port}/", "is no https:// address"),
        ("ftp://localhost/", "is no https:// address"),
    ],
)
def test_nothing_is_sent_into_our_own_network(
    receiver: Receiver, settings: Any, url: str, sentence: str
) -> None:
    settings.TASKS_ADMIN_WEBHOOK_PRIVATE_ADDRESSES = False
    webhook(url.format(port=receiver.url.split(":")[2].split("/")[0]))
    announced()
    deliver_due(NOW)
    delivery = Delivery.objects.get()
    assert delivery.status == "given_up"
    assert sentence in delivery.answer
    assert receiver.got == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True), ("2606:2800:21f:cb07::1", True), ("10.0.0.1", False),
        ("172.31.0.1", False), ("192.168.1.1", False), ("127.0.0.1", False), ("0.0.0.0", False),
        ("169.254.169.254", False), ("100.64.0.1", False), ("224.0.0.1", False),
        ("255.255.255.255", False), ("::1", False), ("fe80::1", False), ("fd00::1", False),
        ("::ffff:10.0.0.1", False), ("::ffff:93.184.215.14", True), ("64:ff9b::a00:1", False),
        ("2002:a00:1::", False), ("ff02::1", False), ("2001:0:a00:1::", False),
    ],
)  # fmt: skip
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert resolving.is_public(ipaddress.ip_address(address)) is public


def test_a_mail_says_what_is_wrong_in_the_language_of_the_settings(settings: Any) -> None:
    settings.TASKS_ADMIN_URL = "https://console.example"
    announced(emails=["ana@example.com", "ana@example.com"])
    assert deliver_due(NOW) == 1
    [sent] = mail.outbox
    assert sent.to == ["ana@example.com"]
    assert sent.subject == "Momento perdido: Morning report"
    assert "Morning report no se ejecutó el 27 jul 2024 07:00" in sent.body.lower().replace(
        "morning", "Morning"
    )
    assert "https://console.example/alerts/" in sent.body
    assert Delivery.objects.get().status == "arrived"


def test_a_mail_server_that_is_away_is_tried_again(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    announced(emails=["ana@example.com"])
    deliver_due(NOW)
    delivery = Delivery.objects.get()
    assert delivery.status == "waiting"
    assert "The mail server did not take it" in delivery.answer


def test_a_webhook_that_was_switched_off_is_told_no_more(receiver: Receiver) -> None:
    one = webhook(receiver.url)
    announced()
    Webhook.objects.filter(pk=one.pk).update(is_enabled=False)
    deliver_due(NOW)
    assert (Delivery.objects.get().status, receiver.got) == ("given_up", [])


def test_of_two_processes_one_sends(receiver: Receiver) -> None:
    """The other one has read the row before it was claimed."""
    from tasks_admin.services.delivering import _claimed

    webhook(receiver.url)
    announced()
    read_before = Delivery.objects.select_related("webhook").get()
    assert deliver_due(NOW) == 1
    assert not _claimed(read_before)
    assert len(receiver.got) == 1
