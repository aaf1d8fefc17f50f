"""What the document gives receivers knows a genuine message from any other."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from background import ConfigError
from tasks_admin.models import HookEvent
from tasks_admin.services import signing
from tasks_admin.services.announcing import News, announce
from tasks_admin.services.delivering import deliver_due
from tests.house import source
from tests.tasks_admin.receiving import SECRET, Receiver, make_webhook

NOW = datetime(2024, 7, 27, 17, tzinfo=UTC)
Check = Callable[[str, dict[str, str], bytes], bool]


def shown() -> Check:
    """The function that docs/webhooks.md shows."""
    text = (source.ROOT / "docs/webhooks.md").read_text(encoding="utf-8")
    [code] = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    names: dict[str, Any] = {}
    exec(compile(code, "docs/webhooks.md", "exec"), names)
    check: Check = names["is_genuine"]
    return check


is_genuine = shown()


def signed(body: bytes, *secrets: str, at: datetime = NOW, name: str = "msg_1") -> dict[str, str]:
    moment = int(at.timestamp())
    return signing.headers(secrets or [SECRET], message_id=name, timestamp=moment, body=body)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.mark.django_db
def test_what_is_sent_is_genuine_and_grows_old(
    receiver: Receiver, clock: time_machine.Traveller
) -> None:
    make_webhook(receiver.url)
    announce([News(event=HookEvent.RUN_FAILED, key="1", data={"año": "ñandú"})], now=NOW)
    deliver_due(NOW)
    [(headers, body)] = receiver.got
    assert is_genuine(SECRET, headers, body)
    assert not is_genuine(signing.new_secret(), headers, body)
    clock.move_to(NOW + timedelta(minutes=6))
    assert not is_genuine(SECRET, headers, body), "it may be sent again by somebody else"


def test_either_of_two_secrets_is_good() -> None:
    other = signing.new_secret()
    headers = signed(b"{}", SECRET, other)
    assert is_genuine(SECRET, headers, b"{}")
    assert is_genuine(other, headers, b"{}")


@given(st.binary(), st.binary())
def test_a_body_is_good_for_its_own_signature_alone(body: bytes, other: bytes) -> None:
    with time_machine.travel(NOW, tick=False):
        assert is_genuine(SECRET, signed(body), other) is (body == other)


@pytest.mark.parametrize(
    "change",
    [
        {"webhook-id": "msg_2"},
        {"webhook-timestamp": str(int(NOW.timestamp()) + 1)},
        {"webhook-signature": "v1,"},
        {"webhook-signature": ""},
    ],
    ids=str,
)
def test_a_message_under_another_name_or_moment_is_not_genuine(change: dict[str, str]) -> None:
    assert not is_genuine(SECRET, signed(b"{}") | change, b"{}")


def test_a_secret_is_stored_sealed_and_lost_with_the_key(settings: Any) -> None:
    sealed = signing.seal(SECRET)
    assert SECRET not in sealed
    assert signing.unseal(sealed) == SECRET
    settings.SECRET_KEY = "another"
    with pytest.raises(ConfigError):
        signing.unseal(sealed)
