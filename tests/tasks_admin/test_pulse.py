"""The worker's pulse, which reports and recovers, survives whatever a beat meets."""

from typing import Any

import pytest
from django.db import OperationalError, connection

from tasks_admin import worker
from tasks_admin.forking import parents_database


class Stumbling(worker.Pulse):
    """A pulse whose first beat fails."""

    beats = 0

    def _once(self) -> None:
        self.beats += 1
        if self.beats == 1:
            raise ValueError("nobody thought of this")
        self.done.set()


def test_a_pulse_goes_on_after_a_beat_that_failed(
    monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    monkeypatch.setattr(worker, "PULSE_SECONDS", 0)
    pulse = Stumbling("w@here", ["default"], 2)
    pulse.run()
    assert pulse.beats == 2
    assert "The worker w@here missed a beat" in caplog.text


def test_a_database_that_is_gone_when_its_connection_is_closed_is_logged_not_raised(
    monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    def close() -> None:
        raise OperationalError("gone away")

    monkeypatch.setattr(connection, "close", close)
    with parents_database("report"):
        pass
    assert "The worker could not report: gone away" in caplog.text
