"""Files that runs are given: by form, by command, by code; kept once, and as long as a run is."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.utils import timezone

from background import Accept, File, TaskContext, task
from background.errors import InvalidParams
from background.testing import run_now
from tasks_admin.models import Run, RunSource, RunStatus, Upload
from tasks_admin.services.executing import execute
from tasks_admin.services.launching import launch
from tasks_admin.services.pruning import prune_leftovers
from tasks_admin.services.retrying import repeat
from tasks_admin.services.uploading import PART
from tests.conftest import Declare

pytestmark = pytest.mark.django_db

PAGE = "/tasks/test.load/"
CONTENT = "día,monto\n2024-07-01,10\n"
A_DAY = timedelta(days=1, minutes=1)


@task(name="test.load")
def load(
    ctx: TaskContext,
    statement: Annotated[File, Accept(".csv", megabytes=1)],
    notes: File | None = None,
    strict: bool = False,
) -> str:
    """Load a statement."""
    return statement.path.read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def uploads(declare: Declare, settings: Any, tmp_path: Path) -> Path:
    """The folder of the files that are kept."""
    declare(load)
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files" / "uploads"


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    path = tmp_path / "july.csv"
    path.write_text(CONTENT, encoding="utf-8")
    return path


def chosen(name: str = "july.csv", content: str = CONTENT) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode())


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def kept(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def result(run: Run) -> Any:
    done = execute(run.pk, worker="here")
    assert done is not None
    return done.report.result


def test_the_form_takes_a_file_and_the_job_reads_it(as_operator: Client, uploads: Path) -> None:
    page = text(as_operator.get(PAGE))
    assert 'enctype="multipart/form-data"' in page
    assert 'type="file" class="form-control " id="p-statement" name="p-statement.file"' in page
    assert 'accept=".csv" required' in page

    as_operator.post(PAGE, {"p-statement.file": chosen("..\\Julio 2024.CSV")})
    run = Run.objects.get()
    assert run.params["statement"]["name"] == "Julio 2024.CSV"
    assert result(run) == CONTENT
    [path] = kept(uploads)
    assert path.name == run.params["statement"]["sha256"]
    assert "<dd>Julio 2024.CSV (25 B)</dd>" in text(as_operator.get(f"/runs/{run.pk}/"))


def test_a_form_that_is_refused_keeps_its_file(as_operator: Client, uploads: Path) -> None:
    fields = {"p-statement.file": chosen(), "p-notes.file": chosen("empty.txt", "")}
    refused = as_operator.post(PAGE, fields)
    assert refused.status_code == 422
    page = text(refused)
    assert "The file is empty." in page
    assert "july.csv" in page
    assert len(kept(uploads)) == 1
    reference = refused.context["form"].fields[0].value

    again = as_operator.post(PAGE, {"p-statement": reference})
    assert again.status_code == 302
    assert result(Run.objects.get()) == CONTENT


def test_running_again_keeps_the_file_unless_another_is_chosen(as_operator: Client) -> None:
    as_operator.post(PAGE, {"p-statement.file": chosen(), "p-notes.file": chosen("a.txt", "a")})
    first = Run.objects.get()
    form = as_operator.get(PAGE, {"from": str(first.pk)})
    statement, notes, _ = form.context["form"].fields
    assert "july.csv" in text(form)

    same = {"from": str(first.pk), "p-statement": statement.value, "p-notes": notes.value}
    as_operator.post(PAGE, same)
    assert Run.objects.order_by("-id")[0].params == first.params
    as_operator.post(
        PAGE, same | {"p-statement.file": chosen("august.csv", "b"), "p-notes.none": "on"}
    )
    changed = Run.objects.order_by("-id")[0].params
    assert (changed["statement"]["name"], changed["notes"]) == ("august.csv", None)


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (chosen("july.exe"), "Choose a file of one of these kinds: .csv."),
        (chosen(content=""), "The file is empty."),
        (chosen(content="x" * 1_000_001), "The file has more than 1 MB."),
        (None, "This value is needed."),
    ],
    ids=["another kind", "empty", "too large for the task", "none"],
)
def test_a_file_that_cannot_be_taken_is_refused(
    as_operator: Client, file: SimpleUploadedFile | None, sentence: str
) -> None:
    response = as_operator.post(PAGE, {"p-statement.file": file} if file else {})
    assert response.status_code == 422
    assert sentence in text(response)
    assert response.context["form"].fields[0].file is None
    assert not Run.objects.exists()


def test_no_more_is_taken_than_one_file_may_have(
    as_operator: Client, settings: Any, uploads: Path
) -> None:
    settings.TASKS_ADMIN_UPLOAD_MEGABYTES = 1
    large = chosen(content="x" * 1_000_001)
    response = as_operator.post(PAGE, {"p-statement.file": large, "p-strict": "on"})
    assert response.status_code == 422
    assert "The file has more than 1 MB, which is the most that is taken." in text(response)
    assert 'name="p-strict" checked' in text(response)
    assert kept(uploads) == []


def test_who_may_not_launch_hands_over_no_file(as_viewer: Client, uploads: Path) -> None:
    assert as_viewer.post(PAGE, {"p-statement.file": chosen()}).status_code == 403
    assert kept(uploads) == []


@pytest.mark.parametrize("path", ["{}", "@{}"])
def test_a_command_takes_a_path(path: str, csv: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("run_task", "test.load", f"statement={path.format(csv)}", "--inline", "--json")
    told = json.loads(capsys.readouterr().out)
    assert (told["status"], told["result"]) == ("succeeded", CONTENT)
    assert told["params"]["statement"]["name"] == "july.csv"
    csv.unlink()
    assert repeat(Run.objects.get(), user=None).params == told["params"]


def test_a_command_says_which_file_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"There is no file .*gone\.csv"):
        call_command("run_task", "test.load", f"statement={tmp_path / 'gone.csv'}")


def test_code_hands_over_a_path(csv: Path, uploads: Path) -> None:
    handle = run_now(load, statement=csv)
    assert handle.get(timeout=1) == CONTENT
    load.delay(statement=csv)
    assert len(kept(uploads)) == 1
    assert Upload.objects.get().runs.count() == 2


@pytest.mark.parametrize("value", ["/etc/passwd", {"name": "a.csv", "size": 1, "sha256": "0" * 64}])
def test_others_name_no_path_and_no_file_that_is_not_kept(value: Any) -> None:
    with pytest.raises(InvalidParams):
        launch("test.load", {"statement": value}, source=RunSource.API)
    assert not Run.objects.exists()


def test_a_file_that_is_gone_fails_the_run_with_its_name(csv: Path, uploads: Path) -> None:
    run = launch("test.load", {"statement": csv}, source=RunSource.CODE, publish=False)
    kept(uploads)[0].unlink()
    done = execute(run.pk, worker="here")
    assert done is not None
    assert done.error is not None
    assert (done.status, done.error["fields"]) == (RunStatus.FAILED, {"name": "july.csv"})


def test_a_file_goes_a_day_after_it_was_handed_over_for_no_run(
    csv: Path, uploads: Path, operator: User
) -> None:
    run = launch("test.load", {"statement": csv}, source=RunSource.CODE, publish=False)
    later = timezone.now() + A_DAY
    assert prune_leftovers(later) == (0, 0)
    run.delete()
    assert prune_leftovers(timezone.now()) == (0, 0)
    assert len(kept(uploads)) == 1
    assert prune_leftovers(later) == (0, 1)
    assert kept(uploads) == []


def test_what_a_launch_left_that_was_rolled_back_goes_too(csv: Path, uploads: Path) -> None:
    launch("test.load", {"statement": csv}, source=RunSource.CODE, publish=False).delete()
    Upload.objects.all().delete()
    assert prune_leftovers(timezone.now() + A_DAY) == (0, 1)
    assert kept(uploads) == []


def test_a_file_that_is_named_waits_a_day_more_for_its_launch(csv: Path, uploads: Path) -> None:
    run = launch("test.load", {"statement": csv}, source=RunSource.CODE, publish=False)
    reference = run.params["statement"]
    run.delete()
    with time_machine.travel(timezone.now() + A_DAY / 2, tick=False):
        launch("test.load", {"statement": reference}, source=RunSource.API, publish=False).delete()
    assert prune_leftovers(timezone.now() + A_DAY) == (0, 0)
    assert len(kept(uploads)) == 1
    assert prune_leftovers(timezone.now() + 2 * A_DAY) == (0, 1)


def test_what_a_process_left_that_was_killed_while_a_file_came_goes_too(uploads: Path) -> None:
    uploads.mkdir(parents=True)
    (uploads / PART.format("any")).write_text(CONTENT, encoding="utf-8")
    assert prune_leftovers(timezone.now()) == (0, 0)
    assert len(kept(uploads)) == 1
    assert prune_leftovers(timezone.now() + A_DAY) == (0, 1)
    assert kept(uploads) == []
