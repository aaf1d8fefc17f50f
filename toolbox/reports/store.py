"""The mark that says when the report tables were last made anew."""

from datetime import datetime
from zoneinfo import ZoneInfo

import polars as pl

from toolbox.rates.zone import LIMA
from toolbox.reports.models import ReportUpdate, new_key

SUCCESS, ERROR = "Success", "Error"
MARK_SCHEMA = {
    "id": pl.String,
    "ultima_actualizacion": pl.String,
    "estado": pl.String,
    "detalle": pl.String,
}


def marks_with(moment: datetime) -> pl.DataFrame:
    """Return every mark so far and one more: the tables are made anew at that moment."""
    stored = ReportUpdate.objects.order_by("ultima_actualizacion", "id")
    rows = list(stored.values_list("id", "ultima_actualizacion", "estado", "detalle"))
    rows.append((new_key(), moment, SUCCESS, None))
    return pl.DataFrame(
        [(key, _text(at), state, detail) for key, at, state, detail in rows],
        schema=dict(MARK_SCHEMA),
        orient="row",
    )


def mark_error(moment: datetime, detail: str) -> None:
    """Add the mark of a refresh that failed, with the whole reason."""
    ReportUpdate.objects.create(ultima_actualizacion=moment, estado=ERROR, detalle=detail)


def _text(moment: datetime) -> str:
    """A moment as the table holds it: as Lima's clock shows it."""
    return f"{moment.astimezone(ZoneInfo(LIMA)):%Y-%m-%d %H:%M:%S.%f}"
