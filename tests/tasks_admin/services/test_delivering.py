"""Deliveries: mails and webhooks, over a real connection to a server of the test's own."""

import base64
import hashlib
import hmac
import ipaddress
import json
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any

import pytest
import time_machine
from django.core import mail
from hypothesis import given
from hypothesis import strategies as st

from background import ValidationFailed
from background.errors import NotPossible
from tasks_admin.models import PING, AuditEntry, Delivery, HookEvent, Webhook
from tasks_admin.services import posting, resolving, signing, subscribing
from tasks_admin.services.announcing import News, announce
from tasks_admin.services.delivering import (
    AT_ONCE,
    PATIENCE,
    WHILE_TRYING,
    claim,
    deliver_due,
    ping,
    send_again,
)
from tasks_admin.wording import say
from tests.tasks_admin.receiving import SECRET, Receiver, make_webhook

pytestmark = pytest.mark.django_db

NOW = datetime(2024, 7, 27, 17, tzinfo=UTC)
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


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def announced(event: HookEvent = HookEvent.ALERT_OPENED, key: str = "1", **fields: Any) -> None:
    announce([News(event=event, key=key, data=DATA)], now=NOW, **fields)


def why(delivery: Delivery) -> str:
    """The sentence of what went wrong, its fields filled in."""
    return say(**{name: (delivery.error or {})[name] for name in ("message", "fields")})


def test_a_webhook_gets_the_event_signed_and_dated(receiver: Receiver) -> None:
    make_webhook(receiver.url)
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
    assert (delivery.status, delivery.status_code, delivery.answer) == ("arrived", 200, "Noted")
    assert told["id"] == number == f"msg_{delivery.pk}"
    assert deliver_due(NOW) == 0


def test_an_event_that_is_announced_twice_is_told_once(receiver: Receiver) -> None:
    make_webhook(receiver.url)
    announced()
    announced()
    deliver_due(NOW)
    assert len(receiver.got) == 1


def test_what_does_not_arrive_is_tried_again_with_growing_patience_and_given_up(
    receiver: Receiver, clock: time_machine.Traveller
) -> None:
    make_webhook(receiver.url)
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
    assert (delivery.status, delivery.status_code, delivery.answer) == ("given_up", 503, "Noted")
    assert delivery.attempts == len(receiver.got) == len(PATIENCE) + 1
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1
    assert len({headers["webhook-signature"] for headers, _ in receiver.got}) > 1


def test_a_redirect_is_not_followed(receiver: Receiver) -> None:
    make_webhook(receiver.url)
    receiver.status = 307
    announced()
    deliver_due(NOW)
    assert len(receiver.got) == 1
    assert Delivery.objects.get().status == "waiting"


def test_a_host_that_is_not_there_is_tried_again(settings: Any) -> None:
    settings.TASKS_ADMIN_WEBHOOK_PRIVATE_ADDRESSES = True
    make_webhook("http://127.0.0.1:9/")
    announced()
    deliver_due(NOW)
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.due_at) == ("waiting", NOW + PATIENCE[0])
    assert why(delivery) == "127.0.0.1 could not be reached: ConnectError"


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("https://localhost:{port}/", "which is no public address"),
        ("https://127.0.0.1:{port}/", "which is no public address"),
        ("https://[::1]:{port}/", "which is no public address"),
        ("http://localhost:{port}/", "is no https:// address"),
        ("https://user@localhost:{port}/", "is no https:// address"),
        ("https://localhost\\@example.com:{port}/", "is no https:// address"),
        ("ftp://localhost/", "is no https:// address"),
    ],
)
def test_nothing_is_sent_into_our_own_network(
    receiver: Receiver, settings: Any, url: str, sentence: str
) -> None:
    settings.TASKS_ADMIN_WEBHOOK_PRIVATE_ADDRESSES = False
    make_webhook(url.format(port=receiver.url.split(":")[2].split("/")[0]))
    announced()
    deliver_due(NOW)
    delivery = Delivery.objects.get()
    assert delivery.status == "given_up"
    assert sentence in why(delivery)
    assert receiver.got == []


@given(st.text() | st.text().map(lambda text: f"https://{text}") | st.from_regex("https?://.+"))
def test_whatever_is_typed_is_an_address_or_refused(text: str) -> None:
    try:
        url = posting.judged(text)
    except ValidationFailed:
        return
    assert (url.scheme, url.userinfo) == ("https", b"")
    assert url.raw_host.decode("ascii")


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True), ("2606:2800:21f:cb07::1", True), ("10.0.0.1", False),
        ("172.31.0.1", False), ("192.168.1.1", False), ("127.0.0.1", False), ("0.0.0.0", False),
        ("169.254.169.254", False), ("100.64.0.1", False), ("224.0.0.1", False),
        ("255.255.255.255", False), ("::1", False), ("fe80::1", False), ("fd00::1", False),
        ("::ffff:10.0.0.1", False), ("::ffff:93.184.215.14", True), ("64:ff9b::a00:1", False),
        ("fec0::1", False), ("192.88.99.1", False),
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
    assert why(delivery).startswith("The mail server did not take it: ")


def test_a_webhook_that_was_switched_off_is_told_no_more(receiver: Receiver) -> None:
    one = make_webhook(receiver.url)
    announced()
    Webhook.objects.filter(pk=one.pk).update(is_enabled=False)
    deliver_due(NOW)
    assert (Delivery.objects.get().status, receiver.got) == ("given_up", [])


def test_of_two_processes_one_sends(receiver: Receiver) -> None:
    """The other one has read the row before it was claimed."""
    make_webhook(receiver.url)
    announced()
    read_before = Delivery.objects.get()
    assert deliver_due(NOW) == 1
    assert not claim(read_before)
    assert len(receiver.got) == 1


def test_who_is_away_keeps_nobody_waiting_and_is_not_overrun(
    receiver: Receiver, clock: time_machine.Traveller
) -> None:
    away = Receiver()
    away.open()
    away.close()
    make_webhook(away.url, name="Away")
    make_webhook(receiver.url, name="There")
    for number in range(AT_ONCE + 5):
        announced(key=str(number))
    assert deliver_due(NOW) == 2 * AT_ONCE + 5
    assert len(receiver.got) == AT_ONCE + 5
    waiting = Delivery.objects.filter(status="waiting")
    assert set(waiting.values_list("recipient", "due_at")) == {("Away", NOW + PATIENCE[0])}
    assert waiting.filter(attempts=0).count() == 5


def test_after_a_new_secret_messages_are_signed_with_both_for_a_day(
    receiver: Receiver, clock: time_machine.Traveller, administrator: Any
) -> None:
    one = make_webhook(receiver.url)
    secret = subscribing.renew_secret(one, user=administrator)
    for at in (NOW + timedelta(hours=23), NOW + timedelta(hours=25)):
        clock.move_to(at)
        announced(key=str(at))
        deliver_due(at)
    (both, _), (new, _) = receiver.got
    assert len(both["webhook-signature"].split()) == 2
    headers, body = receiver.got[1]
    signed = signing.headers(
        [secret],
        message_id=headers["webhook-id"],
        timestamp=int(headers["webhook-timestamp"]),
        body=body,
    )
    assert new["webhook-signature"] == signed["webhook-signature"]


def test_a_test_is_sent_at_once_and_once(receiver: Receiver, administrator: Any) -> None:
    one = make_webhook(receiver.url, is_enabled=False)
    receiver.status, receiver.words = 500, b"Out\x00 of\n order" * 100
    sent = ping(one, user=administrator)
    assert (sent.status, sent.status_code, sent.attempts) == ("given_up", 500, 1)
    assert sent.answer.startswith("Out of order")
    assert len(sent.answer) <= posting.MOST_READ
    assert receiver.told[0]["type"] == PING
    assert AuditEntry.objects.get().details == {"name": "On call", "deed": "tested"}
    assert deliver_due(NOW + timedelta(days=1)) == 0


def test_what_was_given_up_can_be_sent_again_under_its_name(
    receiver: Receiver, administrator: Any
) -> None:
    one = make_webhook(receiver.url)
    announced()
    deliver_due(NOW)
    delivery = Delivery.objects.get()
    send_again(delivery, user=administrator)
    deliver_due(NOW)
    first, again = (headers["webhook-id"] for headers, _ in receiver.got)
    assert first == again
    assert Delivery.objects.get().attempts == 2
    Webhook.objects.filter(pk=one.pk).update(is_enabled=False)
    with pytest.raises(NotPossible):
        send_again(Delivery.objects.get(), user=administrator)


@pytest.fixture
def endless(settings: Any, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a program that begins to answer, with these bytes, and never gets further."""
    settings.TASKS_ADMIN_WEBHOOK_PRIVATE_ADDRESSES = True
    server = socket.create_server(("127.0.0.1", 0))

    def begin() -> None:
        connection, _ = server.accept()
        with connection:
            connection.sendall(request.param)
            while connection.recv(1 << 16):
                """Take what comes, until the other side has had enough."""

    thread = Thread(target=begin)
    thread.start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}/"
    thread.join()
    server.close()


@pytest.mark.parametrize("endless", [b"HTTP/1.1 2"], indirect=True)
def test_who_never_gets_to_an_answer_is_not_waited_for(
    endless: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "SECONDS", 0.2)
    make_webhook(endless)
    announced()
    deliver_due(NOW)
    delivery = Delivery.objects.get()
    assert why(delivery) == "127.0.0.1 did not answer within 0 seconds"
    assert delivery.status == "waiting"


@pytest.mark.parametrize("endless", [b"HTTP/1.1 202 Accepted\r\n\r\n"], indirect=True)
def test_who_has_answered_has_answered_though_its_words_never_end(
    endless: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "SECONDS_OF_WORDS", 0.2)
    make_webhook(endless)
    announced()
    deliver_due(NOW)
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.status_code, delivery.answer) == ("arrived", 202, "")


def test_what_a_process_took_on_and_never_sent_another_one_sends(receiver: Receiver) -> None:
    make_webhook(receiver.url)
    announced()
    assert claim(Delivery.objects.get())
    assert deliver_due(NOW + WHILE_TRYING - timedelta(seconds=1)) == 0
    assert deliver_due(NOW + WHILE_TRYING) == 1
    assert len(receiver.got) == 1
