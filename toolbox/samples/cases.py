"""The odd rows that real sources have, planted in known places, each under its number.

A case comes once in every 2,000 documents, the first time among the first 200. Rows that no rule
can save come later and further apart, so that they stay under 1 % of any number of documents.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from toolbox.samples.deals import Document
from toolbox.samples.erp_rows import Row, day_text
from toolbox.samples.people import CASE_NUMBERS_FROM, EXECUTIVES, with_check_digit
from toolbox.samples.rates import GAP, missing_days

PERIOD = 2_000
REPEATING_FROM = 5
BAD_FROM, BAD_EVERY = 120, 125


@dataclass(frozen=True, slots=True)
class Scene:
    """What a case may look at besides its own row."""

    seed: int
    until: date
    document: Document
    previous: Row

    @property
    def special_ruc(self) -> str:
        """A client's tax id that only the cases of this round use."""
        return self._ruc(CASE_NUMBERS_FROM)

    @property
    def returning_ruc(self) -> str:
        """Another one, of the client that comes back."""
        return self._ruc(CASE_NUMBERS_FROM + 50_000)

    def _ruc(self, first: int) -> str:
        return with_check_digit(f"2099{first + self.document.number // PERIOD:06d}")

    @property
    def day_without_rate(self) -> date:
        """A single day of the history without a rate; the gap's first where there is none."""
        days = missing_days(self.seed, min(self.until, date(2024, 12, 31)))
        return days[self.document.number // PERIOD % len(days)] if days else GAP[0]


Change = Callable[[Row, Scene], None]


@dataclass(frozen=True, slots=True)
class Case:
    """One odd thing: its number, what it is, and what it does to a row of report 2."""

    number: str
    label: str
    change: Change
    bad: bool = False


def put(**values: str | None) -> Change:
    """Return the change that puts fixed values into a row."""
    return lambda row, scene: row.update(values)


def operated_on(day: date, **values: str) -> Change:
    """Return the change that moves a row to a day."""
    return put(FechaOperacion=day_text(day), **values)


def _without_rate(currency: str) -> Change:
    def change(row: Row, scene: Scene) -> None:
        row.update(Moneda=currency, FechaOperacion=day_text(scene.day_without_rate))

    return change


def _iso_days(row: Row, scene: Scene) -> None:
    document = scene.document
    row.update(
        FechaOperacion=document.operation_day.isoformat(),
        FechaConfirmado=f"{document.due_day.isoformat()}T00:00:00",
    )


def _due(days: int) -> Change:
    def change(row: Row, scene: Scene) -> None:
        row["FechaConfirmado"] = day_text(scene.until + timedelta(days=days))

    return change


def _wrapped(column: str, before: str, after: str) -> Change:
    def change(row: Row, scene: Scene) -> None:
        row[column] = f"{before}{row[column]}{after}"

    return change


def _spaced_payer(row: Row, scene: Scene) -> None:
    row["RUCPagador"] = f"{row['RUCPagador'][:5]} {row['RUCPagador'][5:]}"


def _special(day: date, executive: int, **values: str) -> Change:
    """The special client (or payer, where asked for) on a day, under an executive."""

    def change(row: Row, scene: Scene) -> None:
        shared = {"FechaOperacion": day_text(day), "Ejecutivo": EXECUTIVES[executive]}
        rucs = {"ruc": scene.special_ruc, "other": scene.returning_ruc}
        row.update(shared, **{name: value.format(**rucs) for name, value in values.items()})

    return change


def _copy_of_previous(row: Row, scene: Scene) -> None:
    row.clear()
    row.update(scene.previous)


def _reversed(row: Row, scene: Scene) -> None:
    items = list(reversed(row.items()))
    row.clear()
    row.update(items)


def _without_column(row: Row, scene: Scene) -> None:
    del row["TramoAnticipo"]


MARCH = date(2020, 3, 2)
CLIENT = {"RUCCliente": "{ruc}", "TipoOperacion": "FACTORING"}
RETURNING = {"RUCCliente": "{other}", "TipoOperacion": "FACTORING"}
LONG = "Observación con tildes, ñ y «comillas»; " * 8

CASES: tuple[Case, ...] = (
    Case("E01", "dollars on a day without a rate", _without_rate("USD")),
    Case("E02", "dollars within three days without a rate",
         operated_on(GAP[0] + timedelta(days=1), Moneda="USD")),
    Case("E03", "soles on a day without a rate", _without_rate("PEN")),
    Case("E05", "rate 1", put(TasaNominalMensualPorc="1")),
    Case("E05", "rate below one, in percent", put(TasaNominalMensualPorc="0.9")),
    Case("E05", "rate as a fraction", put(TasaNominalMensualPorc="0.018")),
    Case("E05", "rate blank", put(TasaNominalMensualPorc="")),
    Case("E05", "rate in words", put(TasaNominalMensualPorc="por definir")),
    Case("E05", "rate negative", put(TasaNominalMensualPorc="-1.5")),
    Case("E06", "days blank", put(DiasEfectivo="")),
    Case("E06", "days zero", put(DiasEfectivo="0")),
    Case("E06", "days negative", put(DiasEfectivo="-5")),
    Case("E08", "days in ISO form", _iso_days),
    Case("E09", "payment day a dash", put(FechaPago="-")),
    Case("E09", "payment day blank", put(FechaPago="")),
    Case("E10", "due day missing", put(FechaConfirmado=None)),
    Case("E11", "due on the cut-off day", _due(0)),
    Case("E11", "due the day after the cut-off", _due(1)),
    Case("E12", "payer's tax id with a colon", _wrapped("RUCPagador", ": ", "")),
    Case("E12", "payer's tax id with a blank inside", _spaced_payer),
    Case("E13", "code with a leading blank", _wrapped("CodigoLiquidacion", " ", "")),
    Case("E13", "code with a trailing blank", _wrapped("CodigoLiquidacion", "", " ")),
    Case("E13", "code with two suffixes", _wrapped("CodigoLiquidacion", "", "-2-B")),
    Case("E13", "code with a suffix", _wrapped("CodigoLiquidacion", "", "-3")),
    Case("E13", "code in dollars", put(CodigoLiquidacion="LIQ901-2022 ME", Moneda="USD")),
    Case("E18", "payer without a sector", put(RUCPagador=with_check_digit("2099899999"))),
    Case("E19", "second name of a client", _wrapped("RazonSocialCliente", "", " EN LIQUIDACION")),
    Case("E20", "client begins under one executive", _special(MARCH, 0, **CLIENT)),
    Case("E20", "client begins under another, same month", _special(MARCH, 1, **CLIENT)),
    Case("E20", "payer begins in factoring",
         _special(MARCH, 2, RUCPagador="{ruc}", TipoOperacion="FACTORING")),
    Case("E20", "payer begins in confirming, same month",
         _special(MARCH, 2, RUCPagador="{ruc}", TipoOperacion="CONFIRMING")),
    Case("E20", "unknown product", put(TipoOperacion="CAPITAL DE TRABAJO")),
    Case("E21", "first day of a month", operated_on(date(2019, 10, 1))),
    Case("E21", "last day of a month", operated_on(date(2019, 10, 31))),
    Case("E21", "sixth week", operated_on(date(2019, 12, 30))),
    Case("E21", "29 February", operated_on(date(2020, 2, 29))),
    Case("E21", "31 December", operated_on(date(2019, 12, 31))),
    Case("E24", "disbursement negative", put(MontoDesembolso="-150.00")),
    Case("E24", "disbursement zero", put(MontoDesembolso="0")),
    Case("E24", "fee zero", put(ComisionEstructuracionConIGV="0")),
    Case("E24", "fee missing", put(ComisionEstructuracionConIGV=None)),
    Case("E25", "the row before, once more", _copy_of_previous),
    Case("E26", "remark of 300 characters", put(ObservacionLiquidacion=LONG[:300])),
    Case("E26", "remark with accents, emoji and quotes",
         put(ObservacionSolicitud='Señal "urgente" 📌 d\'accord \\ fin')),
    Case("E26", "remark that is a formula", put(ObservacionLiquidacion="=1+1")),
    Case("E27", "number with thousands", put(GastosDiversosConIGV="1,234.50")),
    Case("E27", "number in scientific form", put(Interes="0E-17")),
    Case("E27", "number with an exponent", put(NetoConfirmado="1e3")),
    Case("E27", "number that says null", put(MontoPago="null")),
    Case("E30", "columns in another order", _reversed),
    Case("E30", "a column more", put(ColumnaNueva="sin uso")),
    Case("E30", "a column less", _without_column),
    Case("E31", "active on 1 September", _special(date(2020, 9, 1), 3, **RETURNING)),
    Case("E31", "active again after 180 days", _special(date(2021, 2, 28), 3, **RETURNING)),
    Case("E31", "active again after another 181 days", _special(date(2021, 8, 28), 3, **RETURNING)),
)  # fmt: skip
"""Rows that every rule set has an answer to."""

BAD_CASES: tuple[Case, ...] = (
    Case("E04", "a third currency", put(Moneda="EUR"), bad=True),
    Case("E06", "days with a fraction", put(DiasEfectivo="30.5"), bad=True),
    Case("E07", "impossible day of operation", put(FechaOperacion="31/02/2024"), bad=True),
    Case("E07", "blank day of operation", put(FechaOperacion=""), bad=True),
    Case("E09", "payment day in words", put(FechaPago="pendiente"), bad=True),
    Case("E09", "payment day does not apply", put(FechaPago="No Aplica"), bad=True),
)
"""Rows that have to be set aside, or fail the job under the legacy rules."""

PLACES: dict[int, Case] = {
    **{REPEATING_FROM + 2 * place: case for place, case in enumerate(CASES)},
    **{BAD_FROM + BAD_EVERY * place: case for place, case in enumerate(BAD_CASES)},
}


def case_of(number: int) -> Case | None:
    """Return the case that a document shows in report 2, if it shows one."""
    return PLACES.get(number % PERIOD)
