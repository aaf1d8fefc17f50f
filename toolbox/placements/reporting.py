"""What a run of the placements job shows: figures, plots, totals and what to look into."""

from collections.abc import Iterable

import polars as pl

from background import Chart, Column, Figure, Kind, Report, Series, Table
from background.results import Value
from toolbox.placements.calc.calculation import Calculation
from toolbox.placements.calc.names import NameMatch
from toolbox.placements.producing import Placements

EXECUTIVES_SHOWN = 20
AMOUNT_LABELS = {
    "ColocacionSoles": "Placements in soles",
    "IngresosSoles": "Income in soles",
    "CostosFondoSoles": "Cost of funds in soles",
    "Utilidad": "Profit in soles",
}


def report(placements: Placements, rows: int) -> Report:
    """Return the result of a run that published `rows` rows."""
    calculation, summary = placements.calculation, placements.summary
    set_aside = placements.set_aside
    return Report(
        headline="{rows} documents published, {set_aside} set aside",
        fields={"rows": rows, "set_aside": set_aside},
        figures=figures(placements, rows),
        charts=[*_by_month(summary.by_month), *_by_executive(summary.by_executive)],
        tables=[
            _totals(summary.by_month),
            *_missing_rates(summary.missing_rates),
            *_likenesses(calculation),
        ],
    )


def figures(placements: Placements, rows: int) -> list[Figure]:
    """Return what to see at a glance of the placements."""
    summary, total = placements.summary, placements.summary.by_month
    return [
        Figure(label="Documents published", value=rows),
        Figure(label="Documents set aside", value=placements.set_aside),
        Figure(label="Documents replaced by a sheet", value=placements.calculation.replaced),
        Figure(label="Dollar documents with a carried rate", value=summary.dollars_carried),
        Figure(
            label="Dollar documents without a rate",
            value=summary.dollars_missing,
        ),
        Figure(
            label="Placements",
            value=round(total["ColocacionSoles"].sum(), 2),
            kind=Kind.AMOUNT,
            unit="PEN",
        ),
        Figure(
            label="Profit", value=round(total["Utilidad"].sum(), 2), kind=Kind.AMOUNT, unit="PEN"
        ),
    ]


def _by_month(by_month: pl.DataFrame) -> list[Chart]:
    sums = pl.col("ColocacionSoles", "Utilidad").sum()
    months = by_month.group_by("Mes", maintain_order=True).agg(sums)
    labels = months["Mes"].to_list()
    return [
        _chart("Placements by month", labels, "Placements", months["ColocacionSoles"]),
        _chart("Profit by month", labels, "Profit", months["Utilidad"]),
    ]


def _by_executive(by_executive: pl.DataFrame) -> list[Chart]:
    greatest = by_executive.head(EXECUTIVES_SHOWN)
    labels = greatest["Ejecutivo"].to_list()
    return [
        _chart("Placements by executive", labels, "Placements", greatest["ColocacionSoles"]),
        _chart("Profit by executive", labels, "Profit", greatest["Utilidad"]),
    ]


def _chart(title: str, labels: list[str], name: str, values: pl.Series) -> Chart:
    series = Series(label=name, values=values.round(2).to_list())
    return Chart(title=title, labels=labels, series=[series], unit="PEN")


def _totals(by_month: pl.DataFrame) -> Table:
    rows = by_month.select("Mes", "Moneda", "rows", pl.col(*AMOUNT_LABELS).round(2)).rows()
    return Table(
        title="Totals by month and currency",
        columns=[
            Column(name="Mes", label="Month"),
            Column(name="Moneda", label="Currency"),
            Column(name="rows", label="Documents", kind=Kind.COUNT),
            *[
                Column(name=name, label=text, kind=Kind.AMOUNT)
                for name, text in AMOUNT_LABELS.items()
            ],
        ],
        rows=[list(row) for row in rows],
    )


def _missing_rates(missing: pl.DataFrame) -> list[Table]:
    if missing.is_empty():
        return []
    return [
        Table(
            title="Days without an exchange rate",
            columns=[
                Column(name="FechaOperacion", label="Day", kind=Kind.DAY),
                Column(name="rows", label="Dollar documents", kind=Kind.COUNT),
                Column(name="NetoConfirmado", label="Amount in dollars", kind=Kind.AMOUNT),
            ],
            rows=[list(row) for row in missing.rows()],
        )
    ]


def _likenesses(calculation: Calculation) -> list[Table]:
    """The names that somebody should confirm, by adding an alias."""
    unsure = [
        *_unsure("Ejecutivo", calculation.executives.values()),
        *_unsure("Referencia", calculation.lookups.matches.values()),
    ]
    if not unsure:
        return []
    return [
        Table(
            title="Names matched by likeness",
            columns=[
                Column(name="role", label="Role"),
                Column(name="written", label="As written"),
                Column(name="matched", label="Taken for"),
                Column(name="score", label="Likeness", kind=Kind.COUNT),
            ],
            rows=unsure,
        )
    ]


def _unsure(role: str, matches: Iterable[NameMatch]) -> list[list[Value]]:
    return [
        [role, match.written, match.matched, round(match.score)]
        for match in matches
        if match.score < 100
    ]
