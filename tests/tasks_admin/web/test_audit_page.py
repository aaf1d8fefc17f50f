"""Who did what, and what would be removed: pages for administrators."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from tasks_admin.models import AuditEntry, RunStatus
from tasks_admin.services import auditing
from tasks_admin.web import deeds
from tests.tasks_admin.making import make_run

Action = AuditEntry.Action


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def body(response: Any) -> str:
    """The rows of the table."""
    return text(response).partition("<tbody>")[2].partition("</tbody>")[0]


def test_a_deed_is_a_line_that_leads_to_what_it_was_done_to(as_administrator: Client) -> None:
    run = make_run()
    auditing.note(Action.RETRIED, run.task_name, run.pk, username="ana", run="x" * 8)
    page = body(as_administrator.get("/audit/?user=ana"))
    assert f'<a href="/runs/{run.pk}/">Example report</a>' in page
    assert "Retried" in page
    assert "new run:</span> xxxxxxxx" in page


def test_signing_in_is_there_with_its_address(as_administrator: Client, client: Client) -> None:
    client.post("/sign-in/", {"username": "nobody-knows", "password": "x"})
    page = body(as_administrator.get("/audit/?action=refused"))
    assert "nobody-knows" in page
    assert "Sign-in refused" in page
    assert "address:</span> 127.0.0.1" in page
    assert "Signed in<" not in page


def test_the_filter_is_in_the_address_and_pages_go_on(as_administrator: Client) -> None:
    for number in range(60):
        auditing.note(Action.LAUNCHED, "example.report", number, username="ana")
    first = text(as_administrator.get("/audit/?user=ana&action=launched"))
    assert first.count("Launched</span>") == 50
    older = first.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert "user=ana" in older
    second = text(as_administrator.get(older))
    assert second.count("Launched</span>") == 10
    assert 'rel="prev"' in second


def test_what_was_typed_is_harmless_and_what_fits_nothing_says_so(
    as_administrator: Client,
) -> None:
    page = as_administrator.get("/audit/", {"user": '"><script>', "since": "x"}).content.decode()
    assert "&quot;&gt;&lt;script&gt;" in page
    assert "Nothing fits." in page
    assert "A date that is not a day" in page


def test_an_operator_reads_no_audit_and_is_not_led_there(as_operator: Client) -> None:
    assert as_operator.get("/audit/").status_code == 403
    page = text(as_operator.get("/"))
    assert 'href="/audit/"' not in page
    assert 'href="/retention/"' not in page


def test_every_deed_has_a_shape_and_every_detail_a_word() -> None:
    assert set(deeds.ICONS) == set(Action)
    with translation.override("es"):
        assert deeds.details_of({"rows": 3, "rule": ""}) == [("filas", "3")]


@pytest.mark.parametrize("ago", [100, 400])
def test_the_page_says_what_the_rules_would_remove_now(
    as_administrator: Client, settings: Any, ago: int
) -> None:
    settings.TASKS_ADMIN_RETENTION_KEEP_LAST = 1
    long_ago = timezone.now() - timedelta(days=ago)
    for status in (RunStatus.SUCCEEDED, RunStatus.SUCCEEDED, RunStatus.FAILED):
        make_run(status, at=long_ago)
    make_run(at=timezone.now())
    page = body(as_administrator.get("/retention/"))
    assert '<td>Done</td><td class="number">90 days</td><td class="number">2</td>' in page
    assert ("Failed or lost" in page) is (ago > 365)


def test_the_page_names_the_rules_and_the_runs_that_are_kept(as_administrator: Client) -> None:
    run = make_run()
    as_administrator.post(f"/runs/{run.pk}/keep/")
    page = text(as_administrator.get("/retention/"))
    assert "removed 90 days after the request" in page
    assert "the newest 20 runs of each task" in page
    assert "Nothing is old enough." in page
    assert f'id="row-{run.short_id}"' in page
    as_administrator.post(f"/runs/{run.pk}/let-go/")
    assert "Nobody keeps a run." in text(as_administrator.get("/retention/"))
