"""What a run handed back, read again as the kit's report."""

import json
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from background import Report
from tasks_admin.models import Run, RunReport


@dataclass(frozen=True)
class RunResult:
    """The report of a run, or a value of the job's own as indented JSON; traceback apart."""

    report: Report | None
    value: str
    traceback: str

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return self.report is None and not self.value


def result_of(run: Run) -> RunResult:
    """Return what came out; a report that this version cannot read is shown as plain JSON."""
    stored = RunReport.objects.filter(run=run).first()
    if stored is None:
        return RunResult(None, "", "")
    report = _report(stored.result) if stored.is_report else None
    value = "" if report or stored.result is None else _indented(stored.result)
    return RunResult(report, value, stored.traceback)


def stored_result(run: Run) -> tuple[Any, str]:
    """Return the result as it was stored, plain JSON, and the traceback."""
    stored = RunReport.objects.filter(run=run).first()
    return (stored.result, stored.traceback) if stored else (None, "")


def _report(result: Any) -> Report | None:
    try:
        # A job may have declared a report with fields of its own, for other systems.
        return Report.model_validate(result, extra="ignore")
    except ValidationError:
        return None


def _indented(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
