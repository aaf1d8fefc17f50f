"""The editor of schedules: it tells what would happen, and a refusal loses nothing."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from background import Secret, TaskContext, task
from tasks_admin.models import AlertPolicy, Run, SchedulePlan
from tasks_admin.queries.promises import promise
from tasks_admin.services import enrolling, scheduling
from tests.conftest import Declare
from tests.tasks_admin.making import NOW, make_run

NEW = "/schedules/new/?task=example.report"
FORM = {
    "name": "Morning report",
    "kind": "cron",
    "minute": "0",
    "hour": "7,18",
    "day_of_month": "*",
    "month_of_year": "*",
    "day_of_week": "*",
    "zone": "America/Lima",
    "overlap": "skip",
    "misfire": "once",
    "grace": "5",
    "notify": ["missed", "failed", "slow"],
    "enabled": "on",
    "p-as_of": "yesterday",
    "p-limit": "3",
    "p-rules": "current",
}
HTMX = {"HX-Request": "true"}


@task(name="example.sealed")
def sealed(ctx: TaskContext, token: Secret) -> None:
    """Use a secret."""


@task(name="example.wipe", destructive=True)
def wipe(ctx: TaskContext) -> None:
    """Destroy something."""


@pytest.fixture(autouse=True)
def noon(declare: Declare, db: None) -> Iterator[None]:
    """12:00 in Lima on a Saturday, and no schedule but the test's own."""
    declare(sealed)
    declare(wipe)
    PeriodicTask.objects.all().delete()
    with time_machine.travel(NOW, tick=False):
        yield


def text(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def preview(client: Client, address: str = NEW, **typed: str) -> Any:
    """What the page says while somebody types."""
    return client.post(address, FORM | typed | {"preview": "1"}, headers=HTMX)


def test_a_schedule_begins_with_its_task(as_operator: Client) -> None:
    page = as_operator.get("/schedules/new/")
    assert "/schedules/new/?task=example.report" in page.content.decode()
    form = as_operator.get(NEW)
    assert form.context["form"].entries["name"].value == "Example report"
    assert 'value="today"' in form.content.decode()  # not the day that it means now
    assert as_operator.get("/schedules/new/?task=example.gone").status_code == 404


def test_what_is_typed_is_told_in_words_with_the_next_five_dates(as_operator: Client) -> None:
    """Complaint 11: no next run, cryptic lists."""
    told = text(preview(as_operator))
    assert "At 07:00 and 18:00" in told
    assert "Sat 27 Jul 2024 18:00 in 6 h 2024-07-27T18:00-05:00" in told
    assert told.count("T07:00-05:00") + told.count("T18:00-05:00") == 5
    assert "At the first of them “As of” is 26 Jul 2024." in told
    assert not PeriodicTask.objects.exists()


def test_the_words_are_the_reader_s(as_operator: Client) -> None:
    headers = HTMX | {"Accept-Language": "es"}
    told = as_operator.post(NEW, FORM | {"preview": "1"}, headers=headers)
    assert "A las 07:00 y 18:00" in text(told)
    assert "sáb 27 Jul 2024 18:00" in text(told)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (
            {"minute": "30", "hour": "2", "day_of_month": "9", "month_of_year": "3"},
            "Sun 9 Mar 2025 03:30 The clock skips this time that day",
        ),
        (
            {"minute": "30", "hour": "1", "day_of_month": "3", "month_of_year": "11"},
            "Sun 3 Nov 2024 01:30 The clock shows this time twice that day: the first is meant",
        ),
    ],
)
def test_a_change_of_the_clock_is_marked(
    as_operator: Client, typed: dict[str, str], sentence: str
) -> None:
    """R4 and complaint 8: shown, and not mended."""
    assert sentence in text(preview(as_operator, zone="America/New_York", **typed))


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"minute": "75"}, "minute", "Minutes are 0 to 59"),
        ({"minute": ""}, "minute", "Minutes are 0 to 59"),
        ({"hour": "5-1000000000"}, "hour", "Hours are 0 to 23"),
        ({"minute": "1," * 4_000}, "minute", "Minutes are 0 to 59"),
        ({"day_of_week": "lunes"}, "day_of_week", "Days of the week are"),
        ({"zone": "Lima"}, "zone", "There is no time zone of this name."),
        ({"kind": "every", "every": "0"}, "every", "Give 1 or more."),
        ({"kind": "at", "at": "2024-07-27T11:59"}, "at", "This moment is past."),
        ({"day_rule": "only"}, "calendar", "Choose the calendar whose business days count."),
        (
            {
                "kind": "every",
                "every": "1",
                "period": "seconds",
                "day_rule": "next",
                "calendar": "PE",
            },
            "every",
            "An interval whose moments move to the next business day is a minute or more.",
        ),
    ],
)
def test_a_rule_that_cannot_be_is_explained_at_its_field(
    as_operator: Client, typed: dict[str, str], field: str, sentence: str
) -> None:
    answer = preview(as_operator, **typed)
    assert answer.status_code == 200
    place = f'id="{field}-error" hx-swap-oob="true">{sentence}'
    assert place in answer.content.decode()
    assert "Nothing would come" in text(answer)


def test_what_a_calendar_strikes_is_struck_out_with_the_reason(as_operator: Client) -> None:
    told = text(preview(as_operator, day_rule="next", calendar="PE", hour="7"))
    assert "Sun 28 Jul 2024" in told
    assert "holiday in Peru" in told


def test_runs_that_outlast_the_interval_are_told_of(as_operator: Client) -> None:
    """Complaint 14: quietly slower than its cron."""
    make_run(took=timedelta(minutes=26))
    told = text(preview(as_operator, kind="every", every="10", period="minutes"))
    assert "A run usually takes 26 min, and moments come every 10 min" in told
    assert "usually takes" not in text(preview(as_operator, kind="every", every="1", period="days"))


def test_the_preview_needs_no_script(as_operator: Client) -> None:
    page = as_operator.post(NEW, FORM | {"preview": "1"})
    assert "At 07:00 and 18:00" in text(page)
    assert '<form method="post" id="editor"' in page.content.decode()


def test_a_preset_fills_the_five_fields_and_leaves_the_rest(as_operator: Client) -> None:
    page = as_operator.post(NEW, FORM | {"preset": "weekdays"})
    entries = page.context["form"].entries
    assert (entries["hour"].value, entries["day_of_week"].value) == ("7", "1-5")
    assert entries["name"].value == "Morning report"
    assert "At 07:00, Monday through Friday" in text(page)


def test_a_schedule_is_made_as_it_was_shown(as_operator: Client) -> None:
    answer = as_operator.post(NEW, FORM | {"owner": "operator", "note": "Asked by Ana"})
    made = PeriodicTask.objects.get()
    assert answer["Location"] == f"/schedules/{made.pk}/"
    assert promise(made).cron == "0 7,18 * * *"
    stored = json.loads(made.kwargs)
    assert (stored["as_of"], stored["limit"], stored["dry"]) == ("yesterday", 3, False)
    assert SchedulePlan.objects.get().grace == timedelta(minutes=5)
    page = text(as_operator.get(answer["Location"]))
    assert "Asked by Ana" in page
    assert "yesterday" in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"p-limit": "99"}, "Give 10 or less."),
        ({"name": ""}, "This value is needed."),
        ({"grace": "soon"}, "Give a whole number."),
        ({"owner": "nemo"}, "There is no user nemo."),
        (
            {"start": "2024-08-02T00:00", "end": "2024-08-01T00:00"},
            "The end comes before the start.",
        ),
    ],
)
def test_a_refusal_loses_nothing_that_was_typed(
    as_operator: Client, typed: dict[str, str], sentence: str
) -> None:
    sent = FORM | {"note": "Asked by Ana"} | typed
    page = as_operator.post(NEW, sent)
    assert page.status_code == 422
    assert sentence in text(page)
    assert not PeriodicTask.objects.exists()
    form = page.context["form"]
    shown = {name: one.value for name, one in form.entries.items()}
    shown |= {one.name: one.value for one in form.params.fields}
    assert {name: shown[name] for name in sent if name in shown} == {
        name: value for name, value in sent.items() if name in shown
    }


def stored(**values: Any) -> PeriodicTask:
    raw = {"name": "Morning report", "task": "example.report", "cron": "0 7 * * *"}
    return scheduling.create(raw | {"zone": "America/Lima"} | values, user=None)


def test_an_edit_changes_what_was_typed_and_nothing_else(as_operator: Client) -> None:
    made = stored(params={"names": ["a", "b"]}, start="2024-08-01T00:00:00Z", note="Old")
    address = f"/schedules/{made.pk}/edit/"
    page = as_operator.get(address)
    form = page.context["form"]
    sent = {name: one.value for name, one in form.entries.items()}
    sent |= {one.name: one.value for one in form.params.fields if one.field.kind != "flag"}
    sent |= {
        "kind": form.kind,
        "enabled": "on",
        "p-dry": "on",
        "seen": page.context["subject"].seen,
    }
    before = enrolling.find(made.pk)
    as_operator.post(address, sent | {"hour": "8"})
    after = enrolling.find(made.pk)
    assert (promise(after).cron, after.crontab_id) == ("0 8 * * *", before.crontab_id)
    assert (after.start_time, after.description) == (before.start_time, "Old")
    assert json.loads(after.kwargs)["names"] == ["a", "b"]


def test_two_who_edit_at_once_do_not_overwrite_each_other_unseen(as_operator: Client) -> None:
    made = stored()
    address = f"/schedules/{made.pk}/edit/"
    seen = as_operator.get(address).context["subject"].seen
    as_operator.post(address, FORM | {"seen": seen, "hour": "8"})
    page = as_operator.post(address, FORM | {"seen": seen, "hour": "9"})
    assert page.status_code == 409
    assert "Somebody has changed this schedule since you opened it" in text(page)
    assert page.context["form"].entries["hour"].value == "9"
    # Who saves again has seen it.
    again = page.context["subject"].seen
    assert as_operator.post(address, FORM | {"seen": again, "hour": "9"}).status_code == 302


def test_a_duplicate_begins_with_everything_but_the_name(as_operator: Client) -> None:
    made = stored(params={"limit": 7}, overlap="queue", note="Asked by Ana")
    form = as_operator.get(f"/schedules/new/?from={made.pk}").context["form"]
    assert form.entries["name"].value == "Morning report (2)"
    assert (form.entries["overlap"].value, form.entries["note"].value) == ("queue", "Asked by Ana")
    assert {one.field.name: one.value for one in form.params.fields}["limit"] == "7"


def test_run_now_takes_the_values_of_the_form_and_moves_no_schedule(as_operator: Client) -> None:
    """Complaint 16: a manual run breaks the schedule."""
    made = stored()
    before = SchedulePlan.objects.values().get()
    answer = as_operator.post(f"/schedules/{made.pk}/edit/", FORM | {"run": "1"})
    run = Run.objects.get()
    assert answer["Location"] == f"/runs/{run.pk}/"
    assert (run.params["as_of"], run.params["limit"]) == ("2024-07-26", 3)
    assert (run.username, run.schedule_name) == ("operator", "Morning report")
    assert SchedulePlan.objects.values().get() == before
    refused = as_operator.post(f"/schedules/{made.pk}/edit/", FORM | {"run": "1", "p-limit": "99"})
    assert (refused.status_code, Run.objects.count()) == (422, 1)


def test_a_secret_is_never_shown_and_stays_where_its_field_is_left_empty(
    as_operator: Client,
) -> None:
    made = stored(task="example.sealed", params={"token": "sw0rdfish"})
    address = f"/schedules/{made.pk}/edit/"
    assert "sw0rdfish" not in as_operator.get(address).content.decode()
    form = {name: value for name, value in FORM.items() if not name.startswith("p-")}
    assert as_operator.post(address, form | {"p-token": ""}).status_code == 302
    made.refresh_from_db()
    assert set(json.loads(made.kwargs)["token"]) == {"sealed"}


def test_an_interval_and_a_single_moment_are_made_too(as_operator: Client) -> None:
    as_operator.post(NEW, FORM | {"kind": "every", "every": "20", "period": "minutes"})
    once = {"name": "Once", "kind": "at", "at": "2024-07-29T08:00"}
    as_operator.post(NEW, FORM | once)
    every, single = PeriodicTask.objects.order_by("id")
    assert promise(every).every == timedelta(minutes=20)
    assert timezone.localtime(single.clocked.clocked_time).hour == 8
    assert single.one_off is True


def test_a_schedule_has_all_alerts_until_somebody_chooses(as_operator: Client) -> None:
    as_operator.post(NEW, FORM)
    made = PeriodicTask.objects.get()
    assert not AlertPolicy.objects.exists()
    address = f"/schedules/{made.pk}/edit/"
    assert all(as_operator.get(address).context["form"].alerts.values())
    chosen = {"notify": ["slow", "failed"], "notify_emails": "ana@example.com\neva@example.com"}
    assert as_operator.post(address, FORM | chosen).status_code == 302
    policy = AlertPolicy.objects.get()
    assert (policy.events, policy.emails) == (
        ["failed", "slow"], ["ana@example.com", "eva@example.com"],
    )  # fmt: skip
    form = as_operator.get(address).context["form"]
    assert [one.value for one, on in form.alerts.items() if on] == ["failed", "slow"]
    page = text(as_operator.get(f"/schedules/{made.pk}/"))
    assert "Alerts about Failed run, Longer than usual" in page
    assert "Told by e-mail ana@example.com, eva@example.com" in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"notify_emails": "ana@example.com eva"}, "Give e-mail addresses such as"),
        ({"notify": ["stale"]}, "Choose one of"),
    ],
)
def test_what_is_no_address_or_no_alert_is_refused_and_kept_in_the_form(
    as_operator: Client, typed: dict[str, Any], sentence: str
) -> None:
    refused = as_operator.post(NEW, FORM | typed)
    assert (refused.status_code, sentence in text(refused)) == (422, True)
    shown = refused.context["form"].entries["notify_emails"].value
    assert shown == typed.get("notify_emails", "")
    assert not PeriodicTask.objects.exists()


def test_what_cannot_be_undone_is_confirmed_in_the_editor_and_where_it_is_switched_on(
    as_operator: Client,
) -> None:
    address, box = "/schedules/new/?task=example.wipe", 'name="confirmed"'
    form = {name: value for name, value in FORM.items() if not name.startswith("p-")}
    assert box in as_operator.get(address).content.decode()
    assert box not in as_operator.get(NEW).content.decode()
    refused = as_operator.post(address, form)
    assert refused.status_code == 422
    assert "What this task does cannot be undone" in text(refused)
    page = as_operator.post(address, form | {"confirmed": "on"})["Location"]
    as_operator.post(f"{page}switch/", {"off": "1"})
    assert box in as_operator.get(page).content.decode()
    assert as_operator.post(f"{page}switch/", {"on": "1"}).status_code == 422
    as_operator.post(f"{page}switch/", {"on": "1", "confirmed": "on"})
    assert PeriodicTask.objects.get().enabled
    assert as_operator.get(f"{page}history/").content.decode().count(box) == 1


def test_who_may_only_look_edits_nothing(as_viewer: Client) -> None:
    """R2 and complaint 12."""
    made = stored()
    for address in (NEW, f"/schedules/{made.pk}/edit/"):
        assert as_viewer.get(address).status_code == 403
        assert as_viewer.post(address, FORM).status_code == 403
        assert as_viewer.post(address, FORM | {"run": "1"}).status_code == 403
    assert (PeriodicTask.objects.count(), Run.objects.count()) == (1, 0)
