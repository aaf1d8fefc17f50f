"""The names under which the SII hands its files out."""

from datetime import date

from toolbox.sii.calc.books import Book, FileKind
from toolbox.sii.reading import names

TYPE_NAMES = {
    30: "Factura",
    33: "Factura Electrónica",
    34: "Factura no Afecta o Exenta Electrónica",
    39: "Total Operaciones del Mes Boleta Electr.",
    41: "Total Operaciones del Mes Boleta Exenta Electr.",
    46: "Factura de Compra Electrónica",
    48: "Total Mes Comprobantes de Pago Electrónico",
    56: "Nota de Débito Electrónica",
    61: "Nota de Crédito Electrónica",
    110: "Factura de Exportación Electrónica",
    914: "Declaración de Ingreso (DIN)",
}
STEMS = names.STEMS | {
    FileKind.FEES: "informeMensualREC",
    FileKind.F29: "F29",
    FileKind.F29_PROPOSAL: "F29_PROPUESTA",
    FileKind.F29_FOLDER: "F29_DATOS",
}
SUFFIXES = {Book.FEES: ".xls", Book.F29: ".json"}


def file_name(
    kind: FileKind, rut: str, period: date, *, only_type: int | None = None, copy: int = 0
) -> str:
    """Return the name of a file: of one type of document if one is given, or a browser's copy.

    The portal names neither the company nor the month in reports of fees; these names do.
    """
    whose = rut.partition("-")[0] if "RESUMEN" in STEMS[kind] else rut
    parts = [STEMS[kind], whose, f"{period:%Y%m}", *([str(only_type)] if only_type else [])]
    return "_".join(parts) + (f" ({copy})" if copy else "") + SUFFIXES.get(kind.book, ".csv")
