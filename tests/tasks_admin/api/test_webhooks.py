"""Webhooks through the API: made, changed, tried and removed by administrators, and nobody else."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tasks_admin.models import AuditEntry, Delivery, HookEvent, Scope, Webhook
from tasks_admin.services import signing
from tests.tasks_admin.api.conftest import Program, send
from tests.tasks_admin.making import NOW
from tests.tasks_admin.receiving import Receiver, make_delivery, make_webhook

WISH = {"name": "Ledger", "url": "https://ledger.example/hooks", "events": ["run.finished"]}


@pytest.fixture
def client(administrator: User, program: Program) -> Client:
    return program(administrator)


def deeds() -> list[AuditEntry]:
    """What the audit says of webhooks."""
    return list(AuditEntry.objects.filter(subject="tasks_admin.webhook").order_by("id"))


def test_one_is_made_and_its_secret_is_told_once(client: Client) -> None:
    answer = send(client, "/webhooks", WISH)
    told = answer.json()
    assert answer.status_code == 201
    secret = told.pop("secret")
    webhook = Webhook.objects.get()
    assert signing.unseal(webhook.sealed_secret) == secret
    assert secret not in webhook.sealed_secret
    assert client.get(answer["Location"]).json() == told
    assert client.get("/api/v1/webhooks").json() == [told]
    assert told | WISH == told
    assert (told["tasks"], told["is_enabled"], told["last"]) == ([], True, None)
    assert secret not in str(list(AuditEntry.objects.values_list("details", flat=True)))


@pytest.mark.parametrize(
    ("wish", "loc", "sentence"),
    [
        ({"name": " "}, "name", "at least 1 characters"),
        ({"url": "http://ledger.example/"}, "url", "https://"),
        ({"url": "https://ana:pass@ledger.example/"}, "url", "names no user"),
        ({"url": "https://[half/"}, "url", "https://"),
        ({"events": []}, "events", "at least one event"),
        ({"events": ["run.eaten"]}, "events", "Choose one of"),
        ({"tasks": ["toolbox.nothing"]}, "tasks", "no task toolbox.nothing"),
        ({"secret": "mine"}, "secret", "no parameter"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(
    client: Client, wish: dict[str, Any], loc: str, sentence: str
) -> None:
    refused = send(client, "/webhooks", WISH | wish)
    [error] = refused.json()["errors"]
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_params")
    assert error["loc"][0] == loc
    assert sentence in error["msg"]
    assert not Webhook.objects.exists()


def test_two_have_no_name_in_common(client: Client) -> None:
    send(client, "/webhooks", WISH)
    refused = send(client, "/webhooks", WISH)
    assert refused.json()["errors"][0]["msg"] == "Another webhook has this name."
    other = make_webhook(name="Other")
    again = client.patch(f"/api/v1/webhooks/{other.pk}", {"name": "Ledger"}, "application/json")
    assert again.status_code == 422
    assert set(Webhook.objects.values_list("name", flat=True)) == {"Ledger", "Other"}


def test_a_change_leaves_the_rest_as_it_is(client: Client) -> None:
    """Also what would not be taken today: an address that was allowed, a task that is gone."""
    one = make_webhook("http://10.0.0.1/", tasks=["example.gone"])
    url = f"/api/v1/webhooks/{one.pk}"
    changed = client.patch(url, {"is_enabled": False}, "application/json").json()
    assert (changed["is_enabled"], changed["url"]) == (False, "http://10.0.0.1/")
    tasks = ["example.gone", "example.report"]
    for told in (tasks * 2, tasks):
        assert client.patch(url, {"tasks": told}, "application/json").json()["tasks"] == tasks
    refused = client.patch(url, {"name": ""}, "application/json")
    assert refused.json()["errors"][0]["loc"] == ["name"]
    assert [one.details["changes"] for one in deeds()] == [["is_enabled"], ["tasks"]]


def test_a_test_tells_what_was_answered(client: Client, receiver: Receiver) -> None:
    one = make_webhook(receiver.url)
    receiver.status, receiver.words = 404, b"No such hook"
    answer = send(client, f"/webhooks/{one.pk}/test")
    told = answer.json()
    assert answer.status_code == 200
    assert (told["status"], told["status_code"]) == ("given_up", 404)
    assert told["answer"] == "No such hook"
    assert receiver.told[0]["id"] == told["message"]


def test_a_test_leads_no_more_into_our_own_network_than_anything_else(
    client: Client, receiver: Receiver, settings: Any
) -> None:
    settings.TASKS_ADMIN_WEBHOOK_PRIVATE_ADDRESSES = False
    one = make_webhook(receiver.url.replace("http:", "https:"))
    told = send(client, f"/webhooks/{one.pk}/test").json()
    assert told["error"]["code"] == "validation_failed"
    assert "no public address" in told["error"]["message"]
    assert receiver.got == []


def test_what_was_sent_is_listed_page_by_page(client: Client) -> None:
    one = make_webhook()
    made = [make_delivery(one, status="arrived", status_code=200) for _ in range(3)]
    make_delivery(one)
    make_delivery(make_webhook(name="Other"))
    url = f"/api/v1/webhooks/{one.pk}/deliveries"
    first = client.get(f"{url}?status=arrived&limit=2").json()
    rest = client.get(f"{url}?status=arrived&older={first['older']}").json()
    found = [row["id"] for row in first["deliveries"] + rest["deliveries"]]
    assert found == [row.pk for row in reversed(made)]
    assert rest["older"] is None
    assert client.get(f"{url}?state=arrived").status_code == 422
    assert client.get(f"/api/v1/webhooks/{one.pk}").json()["waiting"] == 1


def test_a_message_is_sent_again_while_its_webhook_listens(client: Client) -> None:
    one = make_webhook()
    sent = make_delivery(one, status="given_up", attempts=7, ended_at=NOW)
    url = f"/webhooks/{one.pk}/deliveries/{sent.pk}/resend"
    answer = send(client, url)
    assert (answer.status_code, answer.json()["status"]) == (202, "waiting")
    assert answer.json()["due_at"]
    elsewhere = make_webhook(name="Other")
    assert send(client, f"/webhooks/{elsewhere.pk}/deliveries/{sent.pk}/resend").status_code == 404
    Webhook.objects.update(is_enabled=False)
    assert send(client, url).json()["code"] == "not_possible"


def test_a_new_secret_is_told_once(client: Client) -> None:
    one = make_webhook()
    secret = send(client, f"/webhooks/{one.pk}/secret").json()["secret"]
    one.refresh_from_db()
    assert signing.unseal(one.sealed_secret) == secret
    [deed] = deeds()
    assert deed.details == {"name": "On call", "deed": "new secret"}


def test_with_a_webhook_goes_its_log(client: Client) -> None:
    one = make_webhook()
    make_delivery(one)
    assert client.delete(f"/api/v1/webhooks/{one.pk}").status_code == 204
    assert not Delivery.objects.exists()
    assert [deed.action for deed in deeds()] == ["removed"]
    assert client.delete(f"/api/v1/webhooks/{one.pk}").status_code == 404


def test_a_token_for_less_is_no_good(administrator: User, program: Program) -> None:
    client = program(administrator, Scope.READ, Scope.LAUNCH, Scope.SCHEDULE)
    assert client.get("/api/v1/webhooks").status_code == 403
    assert send(client, "/webhooks", WISH).status_code == 403
    assert not Webhook.objects.exists()


def test_every_event_is_in_the_document() -> None:
    from tasks_admin.api.v1 import api

    schemas = api.get_openapi_schema()["components"]["schemas"]
    assert schemas["HookEvent"]["enum"] == HookEvent.values
