"""What a run of the receivables shows: figures, plots, totals and what to look into."""

from collections.abc import Iterable, Sequence

import polars as pl

from background import Chart, Column, Figure, Kind, Report, Series, Table
from background.results import Value
from toolbox.placements.calc.names import NameMatch
from toolbox.receivables.calc.balances import OVERDUE, SPECIAL, Cut
from toolbox.receivables.calc.summary import AGES, Summary

SUMS = (
    Column(name="rows", label="Documents", kind=Kind.COUNT),
    Column(name="SaldoTotal", label="Balance", kind=Kind.AMOUNT),
    Column(name="SaldoTotalPen", label="Balance in soles", kind=Kind.AMOUNT),
)
COUNT_LABELS = {
    "documents": "Documents published",
    "payments": "Payments published",
    "refunds": "Refunds published",
    "set_aside": "Rows set aside",
    "outside": "Documents kept outside the ERP",
    "strays": "Payments on documents that are not in the table",
    "without_rate": "Dollar documents without a rate",
}
AMOUNT_LABELS = {
    "owed": "Owed",
    "overdue": "Overdue",
    "special": "Special collection",
}
DOLLAR = "Soles for a dollar in balances"
CURRENCY = Column(name="Moneda", label="Currency")


def report(
    summary: Summary,
    cut: Cut,
    *,
    documents: int,
    payments: int,
    refunds: int,
    set_aside: int,
    strays: int,
    likenesses: Iterable[NameMatch],
) -> Report:
    """Return the result of a run that published so many rows."""
    counts = {
        "documents": documents,
        "payments": payments,
        "refunds": refunds,
        "set_aside": set_aside,
    }
    looked_into = {
        "outside": summary.outside,
        "strays": strays,
        "without_rate": summary.without_rate,
    }
    return Report(
        headline="{documents} documents, {payments} payments and {refunds} refunds published, "
        "{set_aside} rows set aside",
        fields=counts,
        figures=[
            *[
                Figure(label=COUNT_LABELS[name], value=count)
                for name, count in (counts | looked_into).items()
            ],
            *_amounts(summary, cut),
        ],
        charts=_charts(summary),
        tables=[
            _by_age(summary.ages),
            _by_state(summary.states),
            _payers(summary),
            _largest(summary.largest),
            *_likenesses(likenesses),
        ],
    )


def _amounts(summary: Summary, cut: Cut) -> list[Figure]:
    amounts = {
        "owed": summary.owed,
        "overdue": summary.owed_in(OVERDUE, SPECIAL),
        "special": summary.owed_in(SPECIAL),
    }
    return [
        *[
            Figure(label=AMOUNT_LABELS[name], value=round(amount, 2), kind=Kind.AMOUNT, unit="PEN")
            for name, amount in amounts.items()
        ],
        *([Figure(label=DOLLAR, value=cut.rate, kind=Kind.RATE, unit="PEN")] if cut.rate else []),
    ]


def _charts(summary: Summary) -> list[Chart]:
    ages = dict(_soles(summary.ages, "Tramo").rows())
    states = _soles(summary.states, "EstadoReal").sort("EstadoReal")
    payers = summary.payers
    return [
        _chart("Owed by age of the due day", AGES, [ages.get(name, 0.0) for name in AGES]),
        _chart("Owed by state", states["EstadoReal"].to_list(), states["SaldoTotalPen"].to_list()),
        _chart(
            "Owed by payer, the greatest",
            payers["RazonSocialPagador"].to_list(),
            payers["SaldoTotalPen"].to_list(),
        ),
    ]


def _soles(frame: pl.DataFrame, key: str) -> pl.DataFrame:
    return frame.group_by(key).agg(pl.col("SaldoTotalPen").sum())


def _chart(title: str, labels: Sequence[str], values: Sequence[float]) -> Chart:
    rounded: list[float | None] = [round(value, 2) for value in values]
    series = [Series(label="Owed in soles", values=rounded)]
    return Chart(title=title, labels=list(labels), series=series, unit="PEN")


def _by_age(ages: pl.DataFrame) -> Table:
    order = {name: place for place, name in enumerate(AGES)}
    rows = _rounded(ages, "Tramo", "Moneda")
    return Table(
        title="Owed by age of the due day, in days",
        columns=[Column(name="Tramo", label="Days overdue"), CURRENCY, *SUMS],
        rows=sorted(rows, key=lambda row: (str(row[1]), order[str(row[0])])),
    )


def _by_state(states: pl.DataFrame) -> Table:
    return Table(
        title="Owed by state",
        columns=[Column(name="EstadoReal", label="State"), CURRENCY, *SUMS],
        rows=_rounded(states, "EstadoReal", "Moneda"),
    )


def _payers(summary: Summary) -> Table:
    """The greatest payers, each with its share of all that is owed."""
    frame = summary.payers.select("RUCPagador", "RazonSocialPagador", "rows", "SaldoTotalPen")
    owed = summary.owed or 1
    return Table(
        title="Concentration by payer",
        columns=[
            Column(name="RUCPagador", label="Tax id"),
            Column(name="RazonSocialPagador", label="Payer"),
            SUMS[0],
            SUMS[2],
            Column(name="share", label="Share in %", kind=Kind.RATE),
        ],
        rows=[
            [ruc, name, count, round(amount, 2), round(100 * amount / owed, 2)]
            for ruc, name, count, amount in frame.rows()
        ],
    )


def _largest(largest: pl.DataFrame) -> Table:
    return Table(
        title="The ten largest balances",
        columns=[
            Column(name="CodigoLiquidacion", label="Settlement"),
            Column(name="NroDocumento", label="Document"),
            Column(name="RazonSocialPagador", label="Payer"),
            Column(name="FechaConfirmado", label="Due day", kind=Kind.DAY),
            Column(name="EstadoReal", label="State"),
            CURRENCY,
            *SUMS[1:],
        ],
        rows=_rounded(
            largest.drop("rows", strict=False), "CodigoLiquidacion", "NroDocumento",
            "RazonSocialPagador", "FechaConfirmado", "EstadoReal", "Moneda",
        ),
    )  # fmt: skip


def _rounded(frame: pl.DataFrame, *keys: str) -> list[list[Value]]:
    """Return the keys and those of SUMS that are there, amounts to the cent."""
    sums = [column.name for column in SUMS if column.name in frame.columns]
    amounts = pl.col("SaldoTotal", "SaldoTotalPen").round(2)
    return [list(row) for row in frame.with_columns(amounts).select(*keys, *sums).rows()]


def _likenesses(matches: Iterable[NameMatch]) -> list[Table]:
    """The names that somebody should confirm, by adding an alias."""
    unsure: list[list[Value]] = [
        [match.written, match.matched, round(match.score)] for match in matches if match.score < 100
    ]
    if not unsure:
        return []
    return [
        Table(
            title="Names matched by likeness",
            columns=[
                Column(name="written", label="As written"),
                Column(name="matched", label="Taken for"),
                Column(name="score", label="Likeness", kind=Kind.COUNT),
            ],
            rows=unsure,
        )
    ]
