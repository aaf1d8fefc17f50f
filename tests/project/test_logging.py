"""JSON log lines for machines."""

import json
import logging
import sys

from project.logging import JsonFormatter


def record(message: str, *args: object, **extra: object) -> logging.LogRecord:
    made = logging.LogRecord("tasks_admin", logging.WARNING, __file__, 1, message, args, None)
    made.__dict__.update(extra)
    return made


def test_a_line_is_one_json_object_with_time_level_logger_and_message() -> None:
    line = JsonFormatter().format(record("Señal %s\nperdida", 7))
    assert "\n" not in line
    said = json.loads(line)
    assert said.pop("time").endswith("+00:00")
    assert said == {"level": "warning", "logger": "tasks_admin", "message": "Señal 7\nperdida"}


def test_a_line_written_inside_a_run_names_the_run() -> None:
    assert json.loads(JsonFormatter().format(record("x", run_id="018f")))["run"] == "018f"


def test_an_exception_brings_its_traceback() -> None:
    try:
        raise ValueError("broken")
    except ValueError:
        caught = record("x", exc_info=sys.exc_info())
    assert "ValueError: broken" in json.loads(JsonFormatter().format(caught))["traceback"]
