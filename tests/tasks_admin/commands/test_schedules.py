"""`schedules`: a file that people review; export, import and diff say the same of it."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django_celery_beat.models import CrontabSchedule, PeriodicTask

from background import Secret, TaskContext, task
from tasks_admin.management.commands.demo import ensure_schedules
from tasks_admin.models import AuditEntry
from tasks_admin.services import scheduling
from tests.conftest import Declare
from tests.tasks_admin.making import example_report

pytestmark = pytest.mark.django_db


@task(name="test.fetch")
def fetch(ctx: TaskContext, *, token: Secret, times: int = 1) -> None:
    """Fetch something."""


@task(name="test.wipe", destructive=True)
def wipe(ctx: TaskContext) -> None:
    """Destroy something."""


@pytest.fixture(autouse=True)
def alone(declare: Declare, monkeypatch: pytest.MonkeyPatch) -> None:
    declare(example_report)
    declare(fetch)
    declare(wipe)
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    PeriodicTask.objects.all().delete()


def schedules(*words: object) -> tuple[int, str]:
    """What the command leaves with, and what it says."""
    out = StringIO()
    try:
        call_command("schedules", *map(str, words), stdout=out)
    except SystemExit as left:
        return int(str(left.code)), out.getvalue()
    except CommandError as refused:
        return refused.returncode, str(refused)
    return 0, out.getvalue()


FILE = """\
schedules:
  - name: Morning
    task: example.report
    cron: 0 7 * * 1-5
    zone: America/Lima
    params:
      limit: 7
      names: [Ana, Luis]
    overlap: queue
    notify: [failed, slow]
    notify_emails: [ana@example.com]
    note: "Ask Ana before: changing it"
  - name: Often
    task: example.report
    every: 10
    enabled: false
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "schedules.yaml"
    path.write_text(FILE, encoding="utf-8")
    return path


def test_what_is_exported_is_what_was_imported_and_the_other_way_round(
    file: Path, tmp_path: Path
) -> None:
    code, said = schedules("import", file)
    assert (code, said.splitlines()[-1]) == (0, "2 made, 0 changed, 0 were so already.")
    morning = PeriodicTask.objects.get(name="Morning")
    assert str(morning.crontab) == "0 7 * * 1-5 (m/h/dM/MY/d) America/Lima"
    assert (morning.kwargs, morning.plan.overlap) == (
        '{"limit": 7, "names": ["Ana", "Luis"]}',
        "queue",
    )
    assert morning.alert_policy.events == ["failed", "slow"]
    assert not PeriodicTask.objects.get(name="Often").enabled

    again = tmp_path / "again.yaml"
    schedules("export", "--to", again)
    assert "# At 07:00, Monday through Friday\n" in again.read_text(encoding="utf-8")
    assert schedules("diff", again, "--complete")[0] == 0
    deeds = AuditEntry.objects.count()
    assert schedules("import", again)[1] == "0 made, 0 changed, 2 were so already.\n"
    assert AuditEntry.objects.count() == deeds
    schedules("export", "--to", file)
    assert file.read_text(encoding="utf-8") == again.read_text(encoding="utf-8")


def test_a_difference_is_shown_and_only_an_import_makes_it(file: Path) -> None:
    assert schedules("diff", file)[0] == 1
    assert "Nothing was changed" in schedules("import", file, "--dry-run")[1]
    assert not PeriodicTask.objects.exists()
    schedules("import", file)
    assert schedules("diff", file)[0] == 0

    file.write_text(FILE.replace("limit: 7", "limit: 9").replace("every: 10", "every: 20"))
    code, said = schedules("diff", file)
    assert code == 1
    assert "~ Morning\n    params: {'limit': 7, 'names': ['Ana', 'Luis']} → {'limit': 9" in said
    assert "~ Often\n    every: 10 → 20\n" in said
    assert schedules("import", file)[1].endswith("0 made, 2 changed, 0 were so already.\n")


def test_what_the_file_does_not_name_stays_and_differs_only_from_a_complete_one(file: Path) -> None:
    schedules("import", file)
    crontab = CrontabSchedule.objects.create(minute="1")
    PeriodicTask.objects.create(name="By hand", task="example.report", crontab=crontab)
    code, said = schedules("diff", file)
    assert (code, "Not in the file: By hand" in said) == (0, True)
    assert schedules("diff", file, "--complete")[0] == 1


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        (
            FILE.replace("limit: 7", "limit: 99").replace("every: 10", "every: 0"),
            ["line 7: Morning: params.limit: ", "line 15: Often: every: "],
        ),
        (FILE.replace("0 7 *", "61 7 *"), ["line 4: Morning: minute: Minutes are 0 to 59"]),
        (FILE.replace("example.report", "example.gone", 1), ["line 3: Morning: task: There is no"]),
        (FILE.replace("Often", "Morning"), ["line 13: Morning: The schedule Morning is in line 2"]),
        (FILE.replace("    zone:", "    cron: 1\n    zone:"), ["line 5: cron is given twice"]),
        (FILE.replace("enabled", "enbled"), ["line 16: Often: enbled: "]),
        (FILE.replace("[Ana", "[Ana]]"), ["line 8: This is no YAML"]),
        (FILE.replace("schedules:", "plans:"), ["line 1: The file has one key"]),
        ("schedules:\n  - just a text\n", ["line 2: A schedule is a list of keys"]),
        ("schedules:\n  - task: example.report\n", ["line 2: A schedule needs a name"]),
        ("", ["line 1: The file has one key"]),
    ],
)  # fmt: skip
def test_one_bad_entry_refuses_the_whole_file_and_names_its_line(
    file: Path, text: str, faults: list[str]
) -> None:
    file.write_text(text)
    code, said = schedules("import", file)
    assert code == 2
    lines = said.splitlines()[1:]
    assert len(lines) == len(faults)
    assert all(line.startswith(fault) for line, fault in zip(lines, faults, strict=True)), lines
    assert not PeriodicTask.objects.exists()
    assert not AuditEntry.objects.exists()


def test_what_cannot_be_undone_is_confirmed_in_the_file(file: Path) -> None:
    entry = "schedules:\n  - name: Wipe\n    task: test.wipe\n    every: 1\n"
    file.write_text(entry)
    code, said = schedules("import", file)
    assert (code, "line 2: Wipe: confirmed: What this task does cannot" in said) == (2, True)
    file.write_text(entry + "    confirmed: true\n")
    assert schedules("import", file)[0] == 0
    schedules("export", "--to", file)
    assert "confirmed: true" in file.read_text(encoding="utf-8")
    assert schedules("import", file)[1] == "0 made, 0 changed, 1 were so already.\n"


def test_secrets_are_neither_written_nor_taken_and_are_kept(tmp_path: Path) -> None:
    raw = {"name": "Fetch", "task": "test.fetch", "every": 1, "params": {"token": "xyzzy"}}
    made = scheduling.create(raw, user=None)
    file = tmp_path / "out.yaml"
    schedules("export", "--to", file)
    text = file.read_text(encoding="utf-8")
    assert "# Secret, not written here: token" in text
    assert "xyzzy" not in text
    assert "sealed" not in text

    stored = PeriodicTask.objects.get(pk=made.pk).kwargs
    assert schedules("diff", file)[0] == 0
    assert schedules("import", file)[1] == "0 made, 0 changed, 1 were so already.\n"
    assert PeriodicTask.objects.get(pk=made.pk).kwargs == stored
    file.write_text(text.replace("every: 1", "every: 2"))
    schedules("import", file)
    made.refresh_from_db()
    assert (made.interval.every, "sealed" in made.kwargs) == (2, True)

    file.write_text(text + "    params:\n      token: xyzzy\n")
    code, said = schedules("import", file)
    assert (code, "xyzzy" in said) == (2, False)
    assert "A secret does not belong into a file" in said


def test_the_eight_daily_refreshes_come_with_the_jobs_by_the_clock_of_lima() -> None:
    assert schedules("import")[0] == 0
    assert schedules("diff", "--complete") == (
        0,
        "The console has every schedule as the file says.\n",
    )
    found = PeriodicTask.objects.select_related("crontab")
    assert {str(one.crontab.timezone) for one in found} == {"America/Lima"}
    assert sorted((one.task, f"{one.crontab.hour}:{one.crontab.minute}") for one in found) == [
        ("toolbox.kpi_acumulado", "12:30"),
        ("toolbox.kpi_acumulado", "7:30"),
        ("toolbox.tablas_cxc", "13:0"),
        ("toolbox.tablas_cxc", "8:0"),
        ("toolbox.tablas_reportes", "12:0"),
        ("toolbox.tablas_reportes", "18:0"),
        ("toolbox.tablas_reportes", "7:0"),
        ("toolbox.tipo_cambio", "6:30"),
    ]


def test_a_demo_makes_them_once_and_leaves_them_to_the_operators(settings: Any) -> None:
    assert ensure_schedules() == 8
    PeriodicTask.objects.filter(task="toolbox.tablas_cxc").delete()
    assert ensure_schedules() == 0
    assert PeriodicTask.objects.count() == 6


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    code, said = schedules("import", tmp_path / "nowhere.yaml")
    assert (code, "cannot be read" in said) == (2, True)
