"""The page of one run, while it works and when it is finished."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from background import Chart, Column, Figure, Kind, Report, Series, Table
from tasks_admin.models import (
    Artifact,
    Run,
    RunControl,
    RunLine,
    RunReport,
    RunStatus,
    SetAsideRow,
)
from tests.tasks_admin.making import NOW, make_run

HTMX = {"HX-Request": "true"}
REPORT = Report(
    headline="{rows} placements",
    fields={"rows": 12_418},
    figures=[Figure(label="Placed", value=Decimal("1234.5"), kind=Kind.AMOUNT, unit="PEN")],
    charts=[
        Chart(title="By month", labels=["2024-06"], series=[Series(label="Placed", values=[7.0])])
    ],
    tables=[
        Table(title="Totals", columns=[Column(name="m", label="Month")], rows=[["<b>2024-06</b>"]])
    ],
)


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def line(run: Run, message: str, **fields: Any) -> RunLine:
    return RunLine.objects.create(
        run=run, attempt=1, at=NOW, level="info", message=message, fields=fields
    )


def poll(client: Client, run: Run, **query: Any) -> Any:
    return client.get(f"/runs/{run.pk}/status/", query, headers=HTMX)


def test_a_run_that_works_is_polled(as_viewer: Client) -> None:
    run = make_run(RunStatus.RUNNING, progress_done=5, progress_total=20)
    last = line(run, "Read {rows} rows", rows=12_345)
    page = text(as_viewer.get(f"/runs/{run.pk}/"))
    assert f"/runs/{run.pk}/status/?seen=1&amp;after={last.pk}&amp;status=running" in page
    assert "Read 12,345 rows" in page
    assert 'value="25" max="100"' in page
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page


def test_a_run_that_is_finished_is_not_polled_any_more(as_viewer: Client) -> None:
    page = text(as_viewer.get(f"/runs/{make_run().pk}/"))
    assert "hx-trigger" not in page
    assert "http-equiv" not in page


def test_a_poll_that_has_seen_everything_changes_nothing(as_viewer: Client) -> None:
    run = make_run(RunStatus.RUNNING, version=4)
    response = poll(as_viewer, run, seen=4)
    assert (response.status_code, response.content) == (204, b"")


def test_a_poll_brings_only_the_lines_that_are_new(as_viewer: Client) -> None:
    run = make_run(RunStatus.RUNNING, version=4)
    old, _new = line(run, "The old line"), line(run, "The new line")
    page = text(poll(as_viewer, run, seen=3, after=old.pk, status="running"))
    assert "The new line" in page
    assert "The old line" not in page
    assert "announcement" not in page


def test_the_last_poll_brings_the_result_and_ends_the_polling(as_viewer: Client) -> None:
    run = make_run(version=9)
    RunReport.objects.create(run=run, is_report=True, result=REPORT.model_dump(mode="json"))
    page = text(poll(as_viewer, run, seen=8, status="running"))
    assert "hx-trigger" not in page
    assert 'id="outcome" class="stack" hx-swap-oob="true"' in page
    assert "12,418 placements" in page
    assert '<div id="announcement" hx-swap-oob="innerHTML">' in page


def test_the_polled_address_leads_a_browser_to_the_page(as_viewer: Client) -> None:
    run = make_run()
    assert as_viewer.get(f"/runs/{run.pk}/status/")["Location"] == f"/runs/{run.pk}/"


def test_a_report_is_shown_as_figures_plots_and_tables(as_viewer: Client) -> None:
    run = make_run()
    RunReport.objects.create(run=run, is_report=True, result=REPORT.model_dump(mode="json"))
    page = text(as_viewer.get(f"/runs/{run.pk}/"))
    assert '<span class="figure-unit">PEN</span> 1,234.50' in page
    assert '<script id="chart-1" type="application/json">{"kind": "bar"' in page
    assert '<td class="number">7.00</td>' in page
    assert "&lt;b&gt;2024-06&lt;/b&gt;" in page


def test_a_value_of_the_jobs_own_is_shown_as_it_is(as_viewer: Client) -> None:
    run = make_run()
    RunReport.objects.create(run=run, result={"days": ["2024-07-01"], "año": "<i>"})
    page = as_viewer.get(f"/runs/{run.pk}/").content.decode()
    assert "&quot;año&quot;: &quot;&lt;i&gt;&quot;" in page


def test_a_control_that_does_not_tie_is_said_first(as_viewer: Client) -> None:
    run = make_run(RunStatus.PARTIAL, ties=False)
    for actual in (100, 103):
        RunControl.objects.create(
            run=run,
            label="Sum",
            actual=actual,
            expected=100,
            tolerance=0,
            unit="PEN",
            ties=actual == 100,
        )
    page = text(as_viewer.get(f"/runs/{run.pk}/"))
    assert "1 of 2 controls do not tie." in page
    assert page.count('class="does-not-tie"') == 1
    assert '<td class="number">3.00</td>' in page


def test_rows_set_aside_are_counted_by_reason(as_viewer: Client) -> None:
    run = make_run(set_aside=3)
    for number, reason in enumerate(("No day", "No day", "No currency")):
        SetAsideRow.objects.create(
            run=run, source="sheet", row_number=number, column="Fecha", value="x", reason=reason
        )
    page = text(as_viewer.get(f"/runs/{run.pk}/"))
    assert '<tr><td>No day</td><td>sheet</td><td class="number">2</td></tr>' in page
    assert '<tr><td>No currency</td><td>sheet</td><td class="number">1</td></tr>' in page


def test_an_error_is_a_sentence_and_the_traceback_is_for_those_who_may(
    as_operator: Client, as_administrator: Client
) -> None:
    error = {"code": "source_failed", "message": "{source} is silent", "fields": {"source": "ERP"}}
    run = make_run(RunStatus.FAILED, error=error)
    RunReport.objects.create(run=run, traceback="Traceback: secret")
    for client, sees in ((as_operator, False), (as_administrator, True)):
        page = text(client.get(f"/runs/{run.pk}/"))
        assert "ERP is silent" in page
        assert ("Traceback: secret" in page) is sees


def test_running_again_is_offered_to_who_may_launch(as_viewer: Client, as_operator: Client) -> None:
    run = make_run()
    link = f'href="/tasks/example.report/?from={run.pk}"'
    assert link in text(as_operator.get(f"/runs/{run.pk}/"))
    assert link not in text(as_viewer.get(f"/runs/{run.pk}/"))


def test_a_run_whose_task_is_gone_is_still_shown(as_operator: Client) -> None:
    run = make_run(task_name="gone.away", params={"code": "x"})
    page = as_operator.get(f"/runs/{run.pk}/")
    assert page.status_code == 200
    assert "Run again" not in text(page)


@pytest.mark.parametrize(
    ("status", "lease", "sentence"),
    [
        (RunStatus.QUEUED, None, "No worker serves the queue default"),
        (RunStatus.RUNNING, NOW, "Its worker has not reported for a while."),
    ],
)
def test_a_run_that_may_be_stuck_says_why(
    as_viewer: Client, status: RunStatus, lease: Any, sentence: str
) -> None:
    run = make_run(status, lease_until=lease)
    assert sentence in text(as_viewer.get(f"/runs/{run.pk}/"))


def test_a_file_is_sent_to_be_saved(as_operator: Client, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "page.html").write_text("<script>alert(1)</script>")
    run = make_run()
    kept = Artifact.objects.create(
        run=run, name="año.html", file="page.html", size=9, sha256="0", created_at=NOW
    )
    response = as_operator.get(f"/runs/{run.pk}/files/{kept.pk}/")
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert b"".join(response) == b"<script>alert(1)</script>"
    other = make_run()
    assert as_operator.get(f"/runs/{other.pk}/files/{kept.pk}/").status_code == 404
    (tmp_path / "page.html").unlink()
    assert as_operator.get(f"/runs/{run.pk}/files/{kept.pk}/").status_code == 404


def test_a_long_log_shows_its_end_and_all_of_it_when_asked(as_viewer: Client) -> None:
    run = make_run()
    lines = [
        RunLine(run=run, attempt=1, at=NOW, level="info", message=f"Line {number};")
        for number in range(301)
    ]
    RunLine.objects.bulk_create(lines)
    short = text(as_viewer.get(f"/runs/{run.pk}/"))
    assert "Line 0;" not in short
    assert "Line 300;" in short
    assert "Line 0;" in text(as_viewer.get(f"/runs/{run.pk}/", {"log": "all"}))
