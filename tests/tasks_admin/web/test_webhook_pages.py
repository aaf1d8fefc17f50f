"""Webhooks in the browser: made and shown a secret once, tried, switched, read, removed."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from tasks_admin.models import AuditEntry, Delivery, Webhook
from tasks_admin.services import signing
from tests.tasks_admin.making import NOW, make_run
from tests.tasks_admin.receiving import Receiver, make_delivery, make_webhook
from tests.tasks_admin.web.conftest import HTMX

PAGE = "/webhooks/"
WISH = {
    "name": "Ledger",
    "url": "https://ledger.example/hooks",
    "events": ["run.finished", "dataset.published"],
    "tasks": ["example.report"],
}


def text(client: Client, url: str, **more: Any) -> str:
    return client.get(url, **more).content.decode()


def test_the_secret_is_shown_once(as_administrator: Client) -> None:
    made = as_administrator.post(f"{PAGE}new/", WISH)
    webhook = Webhook.objects.get()
    secret = signing.unseal(webhook.sealed_secret)
    assert secret in made.content.decode()
    assert "no-store" in made["Cache-Control"]
    page = text(as_administrator, f"{PAGE}{webhook.pk}/")
    assert secret not in page
    assert "Example report" in page
    assert "Ledger" in text(as_administrator, PAGE)
    assert (webhook.events, webhook.tasks) == (WISH["events"], WISH["tasks"])


@pytest.mark.parametrize(
    ("change", "field"),
    [({"name": ""}, "name"), ({"url": "http://x"}, "url"), ({"events": []}, "events")],
)
def test_what_is_refused_is_said_and_what_was_typed_is_kept(
    as_administrator: Client, change: dict[str, Any], field: str
) -> None:
    for url in (f"{PAGE}new/", f"{PAGE}{make_webhook().pk}/edit/"):
        refused = as_administrator.post(url, WISH | change)
        assert refused.status_code == 422
        assert list(refused.context["errors"]) == [field]
        assert 'value="example.report" checked' in refused.content.decode()
    assert Webhook.objects.get().name == "On call"


def test_it_is_changed_switched_and_written_down(as_administrator: Client) -> None:
    one = make_webhook(tasks=["example.gone"])
    where = f"{PAGE}{one.pk}/"
    assert 'value="example.gone" checked' in text(as_administrator, f"{where}edit/")
    assert as_administrator.post(f"{where}edit/", WISH)["Location"] == where
    assert as_administrator.post(f"{where}switch/", {"off": "1"})["Location"] == where
    one.refresh_from_db()
    assert (one.name, one.events, one.is_enabled) == ("Ledger", WISH["events"], False)
    assert "Switched off" in text(as_administrator, where)
    audit = text(as_administrator, "/audit/?subject=tasks_admin.webhook")
    assert f'href="{where}"' in audit
    assert "On or off" in audit
    assert [one.username for one in AuditEntry.objects.filter(subject="tasks_admin.webhook")] == [
        "administrator",
        "administrator",
    ]


def test_a_test_says_in_words_what_came_of_it(as_administrator: Client, receiver: Receiver) -> None:
    one = make_webhook(receiver.url)
    where = f"{PAGE}{one.pk}/test/"
    arrived = as_administrator.post(where).content.decode()
    assert "The test has arrived." in arrived
    assert "Answered 200: Noted" in arrived
    receiver.status, receiver.words = 401, b"<b>Who</b> are you?"
    part = as_administrator.post(where, headers=HTMX).content.decode()
    assert part.strip().startswith('<div id="live"')
    assert "The test has not arrived." in part
    assert "Answered 401: &lt;b&gt;Who&lt;/b&gt; are you?" in part
    assert [told["type"] for told in receiver.told] == ["ping", "ping"]
    assert as_administrator.get(where)["Location"] == f"{PAGE}{one.pk}/"
    assert len(receiver.got) == 2


def test_the_log_tells_what_became_of_every_message(as_administrator: Client) -> None:
    one = make_webhook()
    run = make_run()
    make_delivery(
        one,
        event="run.failed",
        data={"run": {"id": str(run.pk), "task": run.task_name}},
        attempts=2,
        error={
            "code": "transient",
            "message": "{host} could not be reached: {error}",
            "fields": {"host": "hooks.example", "error": "ConnectError"},
        },
    )
    make_delivery(make_webhook(name="Other"), event="slot.missed")
    page = text(as_administrator, f"{PAGE}{one.pk}/")
    assert "hooks.example could not be reached: ConnectError" in page
    assert f'<a href="{reverse("tasks_admin:run", args=[run.pk])}">Example report</a>' in page
    assert "was missed" not in text(as_administrator, f"{PAGE}{one.pk}/", headers=HTMX)
    spanish = text(as_administrator, f"{PAGE}{one.pk}/", headers={"accept-language": "es"})
    assert "No se pudo llegar a hooks.example: ConnectError" in spanish
    assert "No message stands so." in text(as_administrator, f"{PAGE}{one.pk}/?status=arrived")


def test_a_poll_is_answered_when_something_has_changed(as_administrator: Client) -> None:
    one = make_webhook()
    sent = make_delivery(one)
    where = f"{PAGE}{one.pk}/"
    seen = as_administrator.get(where).context["seen"]
    assert as_administrator.get(f"{where}?seen={seen}", headers=HTMX).status_code == 204
    Delivery.objects.filter(pk=sent.pk).update(status="arrived", status_code=204)
    part = text(as_administrator, f"{where}?seen={seen}", headers=HTMX)
    assert part.strip().startswith('<div id="log-of-messages"')
    assert "Answered 204, without a word" in part


def test_a_message_can_be_sent_again(as_administrator: Client) -> None:
    one = make_webhook()
    sent = make_delivery(one, status="given_up", attempts=7, ended_at=NOW)
    where = f"{PAGE}{one.pk}/resend/{sent.pk}/"
    assert as_administrator.post(where).status_code == 302
    sent.refresh_from_db()
    assert (sent.status, sent.ended_at) == ("waiting", None)
    Webhook.objects.update(is_enabled=False)
    refused = as_administrator.post(where)
    assert refused.status_code == 409
    assert "The webhook is switched off" in refused.content.decode()


def test_a_new_secret_is_shown_once_and_the_one_before_stays_good(as_administrator: Client) -> None:
    one = make_webhook()
    where = f"{PAGE}{one.pk}/"
    made = as_administrator.post(f"{where}secret/")
    one.refresh_from_db()
    secret = signing.unseal(one.sealed_secret)
    assert secret in made.content.decode()
    page = text(as_administrator, where)
    assert secret not in page
    assert "the one before is good until" in page


def test_what_goes_with_a_webhook_is_said_before_it_is_removed(as_administrator: Client) -> None:
    one = make_webhook()
    make_delivery(one)
    where = f"{PAGE}{one.pk}/remove/"
    assert "1 message is still on its way" in text(as_administrator, where)
    assert as_administrator.post(where)["Location"] == PAGE
    assert not Webhook.objects.exists()
    assert as_administrator.get(where).status_code == 404


def test_mails_have_a_log_too(as_administrator: Client) -> None:
    make_delivery(None, data={"subject": "Morning report"}, status="arrived")
    page = text(as_administrator, f"{PAGE}mail/")
    assert "ana@example.com" in page
    assert "Taken by the mail server" in page
    assert "Morning report" in page


def test_the_pages_are_for_administrators(as_operator: Client, as_administrator: Client) -> None:
    assert as_operator.get(PAGE).status_code == 403
    assert f'href="{PAGE}"' not in text(as_operator, "/")
    assert f'href="{PAGE}"' in text(as_administrator, "/")
    assert as_operator.post(f"{PAGE}new/", WISH).status_code == 403
    assert not Webhook.objects.exists()


@pytest.mark.parametrize("page", ["", "new/", "mail/", "{pk}/", "{pk}/edit/", "{pk}/remove/"])
def test_every_page_is_in_spanish_too(as_administrator: Client, page: str) -> None:
    url = PAGE + page.format(pk=make_webhook().pk)
    english, spanish = (
        text(as_administrator, url, headers={"accept-language": language})
        for language in ("en", "es")
    )
    assert english.count("<h1") == spanish.count("<h1") == 1
    assert english.partition("<h1")[2].partition("</h1>")[0].strip() != ""
    assert 'lang="es"' in spanish
    for word in ("Told when", "Of which tasks", "Send a test", "Remove"):
        assert word not in spanish


def test_an_address_that_leads_nowhere_is_not_found(as_administrator: Client) -> None:
    for deed in ("", "edit/", "switch/", "test/", "secret/", "remove/", "resend/1/"):
        assert as_administrator.post(f"{PAGE}99/{deed}").status_code in (404, 405)


def test_a_list_of_many_asks_as_much_as_one_of_two(
    as_administrator: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        one = make_webhook(name=f"W{number}")
        for _ in range(3):
            make_delivery(one)
    with django_assert_max_num_queries(10):
        as_administrator.get(PAGE)
    with django_assert_max_num_queries(11):
        as_administrator.get(f"{PAGE}{one.pk}/")


def test_nobody_but_a_webhook_s_own_log_is_read(
    as_administrator: Client, administrator: User
) -> None:
    one, other = make_webhook(), make_webhook(name="Other")
    sent = make_delivery(other)
    assert as_administrator.post(f"{PAGE}{one.pk}/resend/{sent.pk}/").status_code == 404
