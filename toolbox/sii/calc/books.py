"""What the tax office keeps books of, and the kinds of files that tell of them."""

from enum import StrEnum


class Book(StrEnum):
    """A book of a company, under the name that results and tables have for it."""

    PURCHASES = "compras"
    SALES = "ventas"
    FEES = "honorarios"
    F29 = "f29"


class PurchaseState(StrEnum):
    """How a purchase stands in the register: only the first counts."""

    REGISTERED = "REGISTRO"
    PENDING = "PENDIENTE"
    LEFT_OUT = "NO_INCLUIR"
    CLAIMED = "RECLAMADO"


class FeeState(StrEnum):
    """Whether a fee receipt counts."""

    VALID = "VIGENTE"
    CANCELLED = "ANULADA"


class FilingState(StrEnum):
    """Whether a return is the one in force; a proposal of the portal's is none yet."""

    VALID = "Vigente"
    CORRECTED = "Rectificado"
    CANCELLED = "Anulado"
    PROPOSED = "Propuesta"


class Direction(StrEnum):
    """On which side of a fee receipt the company is."""

    RECEIVED = "recibida"
    ISSUED = "emitida"


class FileKind(StrEnum):
    """What a file is, as its heading shows."""

    PURCHASES_REGISTERED = "compra-registro"
    PURCHASES_PENDING = "compra-pendiente"
    PURCHASES_LEFT_OUT = "compra-no-incluir"
    PURCHASES_CLAIMED = "compra-reclamado"
    SALES = "venta"
    PURCHASES_SUMMARY = "resumen-compra"
    SALES_SUMMARY = "resumen-venta"
    FEES = "honorarios"
    F29 = "f29"
    F29_PROPOSAL = "f29-propuesta"
    F29_FOLDER = "f29-datos"

    @property
    def book(self) -> Book:
        """The book that it belongs to."""
        return _BOOKS[self]

    @property
    def state(self) -> PurchaseState | None:
        """The state of the purchases in it; None for any other file."""
        return _STATES.get(self)


_STATES = {
    FileKind.PURCHASES_REGISTERED: PurchaseState.REGISTERED,
    FileKind.PURCHASES_PENDING: PurchaseState.PENDING,
    FileKind.PURCHASES_LEFT_OUT: PurchaseState.LEFT_OUT,
    FileKind.PURCHASES_CLAIMED: PurchaseState.CLAIMED,
}
_BOOKS = {
    **dict.fromkeys((*_STATES, FileKind.PURCHASES_SUMMARY), Book.PURCHASES),
    FileKind.SALES: Book.SALES,
    FileKind.SALES_SUMMARY: Book.SALES,
    FileKind.FEES: Book.FEES,
    **dict.fromkeys((FileKind.F29, FileKind.F29_PROPOSAL, FileKind.F29_FOLDER), Book.F29),
}
