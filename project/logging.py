"""How the processes log: readable lines while developing, JSON lines in production."""

import json as jsonlib
import logging
from datetime import UTC, datetime
from typing import Any


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, message and, inside a run, its id."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if run_id := getattr(record, "run_id", None):
            line["run"] = str(run_id)
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return jsonlib.dumps(line, ensure_ascii=False)


def configuration(*, json: bool, level: str) -> dict[str, Any]:
    """Return a `dictConfig` that writes every logger to the standard error stream."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {"()": "project.logging.JsonFormatter"},
            "text": {"format": "%(asctime)s %(levelname)-7s %(name)s: %(message)s"},
        },
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "json" if json else "text"}
        },
        "root": {"handlers": ["console"], "level": level},
        # Django's own handlers would say everything a second time.
        "loggers": {
            **{name: {"handlers": []} for name in ("django", "django.server")},
            # At INFO it writes every address, and the link of a published sheet is its secret.
            "httpx": {"level": "WARNING"},
        },
    }
