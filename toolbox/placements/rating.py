"""Dollar documents without a rate: told, and refused where they are too many."""

from datetime import date

import polars as pl

from background import JobFailed, Sentence, TaskContext
from toolbox.placements.calc.summary import Summary


def refuse_unrated(summary: Summary, limit: float | None, as_of: date) -> None:
    """Raise JobFailed where the share of dollar documents without any rate is above the limit.

    Documents of days after `as_of` do not count: nobody asked for the rates of those days.
    """
    due = summary.missing_rates.filter(pl.col("FechaOperacion") <= as_of)
    missing = int(due["rows"].sum())
    if limit is None or missing <= limit * summary.dollars:
        return
    days = due["FechaOperacion"].to_list()
    raise JobFailed(
        "{rows} of {dollars} dollar documents have no exchange rate, which is more than "
        "{percent} %, so the table stays as it was. They are of {days} days, the first is {first}. "
        "Run the exchange rates, then this task again.",
        rows=missing,
        dollars=summary.dollars,
        percent=f"{100 * limit:g}",
        days=len(days),
        first=days[0],
    )


def tell_rates(ctx: TaskContext, summary: Summary, *, is_usual: bool) -> None:
    """Tell which dollar documents have another day's rate, and which have none.

    Without a rate the run is incomplete, unless the rules find that usual.
    """
    if summary.dollars_carried:
        ctx.log_info(
            "{rows} dollar documents use the rate of an earlier day", rows=summary.dollars_carried
        )
    if summary.dollars_missing:
        told = Sentence(
            "{rows} dollar documents of {days} days have no exchange rate; their soles are zero",
            {"rows": summary.dollars_missing, "days": summary.missing_rates.height},
        )
        tell = ctx.log_warning if is_usual else ctx.incomplete
        tell(told.message, **told.fields)
