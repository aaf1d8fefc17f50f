"""The two reports of placements: what each has, and the table that is made of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from toolbox.placements.calc import columns


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The columns of a report beside those that every report has, each under its own rule.

    `payment_words` stand for "there is none" in its days, whatever the rules in force say.
    """

    texts: tuple[str, ...] = ()
    long_texts: tuple[str, ...] = ()
    optional_numbers: tuple[str, ...] = ()
    """Blank or a dash counts as zero; anything else must be a number."""

    whole_numbers: tuple[str, ...] = ()
    """Null where there is no number; a fraction is an error."""

    days: tuple[str, ...] = ()
    """Null where a word stands for none; any other text is an error."""

    sheet_headers: Mapping[str, str] = field(default_factory=dict)
    computed: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    """What the table has behind the columns of every table of placements."""

    payment_words: tuple[str, ...] = ()
    payment_rates: bool = False
    """Whether the days of payment need exchange rates too."""

    due_day_matters: bool = False
    """Whether the rules may ask for a due day."""

    @property
    def all_texts(self) -> tuple[str, ...]:
        """Every column of text."""
        return columns.TEXTS + self.texts + self.long_texts

    @property
    def unlimited_texts(self) -> tuple[str, ...]:
        """The columns of text without a limit."""
        return columns.LONG_TEXTS + self.long_texts

    @property
    def dashed_numbers(self) -> tuple[str, ...]:
        """Every number that a blank or a dash makes zero."""
        return columns.OPTIONAL_NUMBERS + self.optional_numbers

    @property
    def all_days(self) -> tuple[str, ...]:
        """Every date that a source gives."""
        return columns.DATES + self.days

    @property
    def source_columns(self) -> tuple[str, ...]:
        """Every column that is read from a source."""
        numbers = columns.NUMBERS + self.optional_numbers + self.whole_numbers
        return self.all_texts + numbers + self.all_days

    @property
    def headers(self) -> dict[str, str]:
        """Header cell of an out-of-system sheet -> our column."""
        return {**columns.SHEET_HEADERS, **self.sheet_headers}

    @property
    def table(self) -> tuple[str, ...]:
        """The published table, in order."""
        return columns.TABLE_COLUMNS + self.own

    @property
    def amounts(self) -> tuple[str, ...]:
        """Every DECIMAL column of the table."""
        return columns.AMOUNTS + self.optional_numbers + self.computed


PLACEMENTS = Layout()
"""Report 2: with the tranches of advances, without the detail of payments."""

ACCUMULATED = Layout(
    texts=("TipoOperacionDetalle", "FacturasMoraGeneradas", "TipoPago"),
    long_texts=("ObservacionPago", "ObservacionDevolucion"),
    optional_numbers=(
        "MontoCobrarPago", "InteresPago", "GastosPago", "SaldoDeuda", "DescuentoDevolucion",
    ),
    whole_numbers=("DiasMora",),
    days=("FechaInteresConfirming", "FechaPagoCreacion", "FechaPagoModificacion"),
    sheet_headers={
        "Dias Mora": "DiasMora",
        "Interes Mora - No Afecto IGV": "InteresPago",
        "Gastos Mora Con IGV": "GastosPago",
        "Importe a Pagar": "MontoCobrarPago",
    },
    computed=("GastosDiversosSinIGV", "MontoPagoSolesFechaPago"),
    own=(
        "FechaInteresConfirming", "TipoOperacionDetalle", "FechaPagoCreacion",
        "FechaPagoModificacion", "DiasMora", "MontoCobrarPago", "FacturasMoraGeneradas",
        "InteresPago", "GastosPago", "TipoPago", "SaldoDeuda", "ObservacionPago",
        "DescuentoDevolucion", "ObservacionDevolucion", "GastosDiversosSinIGV",
        "MontoPagoSolesFechaPago",
    ),
    payment_words=("", "-", "No Aplica"),
    payment_rates=True,
    due_day_matters=True,
)  # fmt: skip
"""Report 0: with payments, arrears and refunds. `MontoPagoSolesFechaPago` is ours."""
