"""The page of a task: its form, what is refused, and the launch."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone, translation

from background import TaskContext, task
from tasks_admin.models import Run, RunSource, RunStatus
from tests.conftest import Declare
from tests.tasks_admin.making import make_run

PAGE = "/tasks/example.report/"


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_the_form_offers_the_defaults_of_the_signature(as_operator: Client) -> None:
    page = text(as_operator.get(PAGE))
    today = timezone.localdate().isoformat()
    assert f'name="p-as_of" value="{today}" type="date"' in page
    assert '<option value="current" selected>' in page
    assert 'name="p-limit" value="5" type="number" step="1" min="1" max="10"' in page
    assert 'name="p-dry" checked' in page


def test_choices_are_words_of_the_reader_on_form_and_run(as_operator: Client) -> None:
    run = make_run()
    as_operator.cookies["django_language"] = "es"
    assert '<option value="legacy">Anteriores</option>' in text(as_operator.get(PAGE))
    assert "<dd>Anteriores</dd>" in text(as_operator.get(f"/runs/{run.pk}/"))


def test_an_earlier_run_fills_the_form(as_operator: Client) -> None:
    run = make_run(params={"as_of": "2024-07-01", "rules": "legacy", "dry": False, "names": ["a"]})
    page = text(as_operator.get(PAGE, {"from": str(run.pk)}))
    assert 'value="2024-07-01"' in page
    assert '<option value="legacy" selected>' in page
    assert 'name="p-dry" checked' not in page
    assert f"Filled in with the values of run {run.short_id}." in page


@pytest.mark.parametrize("wrong", ["nonsense", "0190f3a0-0000-7000-8000-00000000ffff"])
def test_an_earlier_run_that_is_none_is_ignored(as_operator: Client, wrong: str) -> None:
    assert as_operator.get(PAGE, {"from": wrong}).status_code == 200


def test_a_run_of_another_task_does_not_fill_the_form(as_operator: Client) -> None:
    run = make_run(task_name="example.guarded", params={"limit": 3})
    assert 'name="p-limit" value="5"' in text(as_operator.get(PAGE, {"from": str(run.pk)}))


def test_the_address_can_fill_the_form(as_operator: Client) -> None:
    page = text(as_operator.get(PAGE, {"limit": "8", "dry": "false", "other": "x"}))
    assert 'name="p-limit" value="8"' in page
    assert 'name="p-dry" checked' not in page


def test_a_launch_records_a_run_and_leads_to_it(as_operator: Client, operator: User) -> None:
    response = as_operator.post(PAGE, {"p-as_of": "2024-07-01", "p-rules": "legacy"})
    run = Run.objects.get()
    assert (response.status_code, response["Location"]) == (302, f"/runs/{run.pk}/")
    assert (run.source, run.user, run.status) == (RunSource.OPERATOR, operator, RunStatus.QUEUED)
    assert run.params == {
        "as_of": "2024-07-01",
        "rules": "legacy",
        "limit": 5,
        "dry": False,
        "names": [],
    }


def test_lines_of_a_list_become_its_items(as_operator: Client) -> None:
    as_operator.post(PAGE, {"p-names": "first\r\n\r\n second \r\n"})
    assert Run.objects.get().params["names"] == ["first", "second"]


def test_a_form_sent_twice_starts_one_run(as_operator: Client) -> None:
    values = {"p-limit": "2", "idempotency_key": "a" * 32}
    first, second = as_operator.post(PAGE, values), as_operator.post(PAGE, values)
    assert first["Location"] == second["Location"]
    assert Run.objects.count() == 1


def test_two_forms_start_two_runs(as_operator: Client) -> None:
    keys = [
        text(as_operator.get(PAGE)).partition('name="idempotency_key" value="')[2][:32]
        for _ in range(2)
    ]
    for key in keys:
        as_operator.post(PAGE, {"idempotency_key": key})
    assert Run.objects.count() == 2


@pytest.mark.parametrize(
    ("language", "values", "sentence"),
    [
        ("en", {"p-limit": "eleven"}, "Give a whole number."),
        ("en", {"p-limit": "11"}, "Give 10 or less."),
        ("en", {"p-as_of": "31/12/2024"}, "Give a day as YYYY-MM-DD"),
        ("en", {"p-rules": "other"}, "Choose one of"),
        ("en", {"p-names": "a\nb\nc"}, "Give at most 2 items."),
    ],
)
def test_a_wrong_value_gets_its_own_sentence_and_no_run(
    as_operator: Client, language: str, values: dict[str, str], sentence: str
) -> None:
    with translation.override(language):
        response = as_operator.post(PAGE, values, headers={"Accept-Language": language})
    (name, value), *_rest = values.items()
    page = response.content.decode()
    assert response.status_code == 422
    assert f'id="{name}-error">{sentence}' in page
    assert value.splitlines()[0] in page
    assert not Run.objects.exists()


def test_a_value_that_is_missing_is_named_at_its_field(client: Client, administrator: User) -> None:
    client.force_login(administrator)
    response = client.post("/tasks/example.guarded/", {})
    assert response.status_code == 422
    assert 'id="p-code-error">This value is needed.' in text(response)


def test_a_task_that_is_none_is_not_found(as_operator: Client) -> None:
    assert as_operator.get("/tasks/no.such/").status_code == 404
    assert as_operator.post("/tasks/no.such/").status_code == 404


def test_the_page_says_how_long_it_usually_takes(as_viewer: Client) -> None:
    for seconds in (10, 20, 600):
        make_run(took=timedelta(seconds=seconds))
    assert "It usually takes 20 s." in text(as_viewer.get(PAGE))


def test_the_page_warns_of_a_run_that_is_not_finished(as_viewer: Client) -> None:
    run = make_run(RunStatus.RUNNING)
    page = text(as_viewer.get(PAGE))
    assert "A run of this task is not finished yet." in page
    assert f'href="/runs/{run.pk}/"' in page


@task(name="example.tried", dry_run=True, destructive=True)
def example_tried(ctx: TaskContext) -> None:
    """Destroy something, or look what that would be."""


def test_a_task_that_can_be_tried_offers_it_and_the_run_is_marked(
    as_operator: Client, declare: Declare
) -> None:
    declare(example_tried)
    address = "/tasks/example.tried/"
    assert 'name="dry_run"' in text(as_operator.get(address))
    assert 'name="dry_run"' not in text(as_operator.get(PAGE))
    answer = as_operator.post(address, {"idempotency_key": "k", "dry_run": "1"})
    tried = Run.objects.get()
    assert (answer.status_code, tried.dry_run) == (302, True)
    page = text(as_operator.get(f"/runs/{tried.pk}/"))
    assert "It is a dry run: nothing that it does stays." in page
    assert 'class="dry-run"' in page
    assert 'class="dry-run"' in text(as_operator.get("/runs/"))

    as_operator.post(address, {"idempotency_key": "k", "confirmed": "on"})
    assert sorted(Run.objects.values_list("dry_run", flat=True)) == [False, True]


def test_a_dry_run_of_a_task_that_has_none_is_a_run(as_operator: Client) -> None:
    as_operator.post(PAGE, {"dry_run": "1"})
    assert not Run.objects.get().dry_run
