"""The columns of each CSV file of the register of purchases and sales, in order.

A column is its heading, as the SII spells it, and the field that it fills. Several columns may
fill one field together; a field is empty where the row that was read keeps the cell as it came.
"""

from dataclasses import dataclass

from toolbox.sii.calc.books import FileKind

LINE_NUMBER, OTHER_TAXES, TOBACCO = "", "other_taxes", "tobacco"


@dataclass(frozen=True, slots=True)
class FileColumn:
    """One column: its heading, and the field of the row that it fills."""

    heading: str
    field: str


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of one kind of file."""

    kind: FileKind
    columns: tuple[FileColumn, ...]

    @property
    def headings(self) -> list[str]:
        """The headings in order."""
        return [column.heading for column in self.columns]

    def without(self, kind: FileKind, *fields: str) -> "Layout":
        """Return the layout of another kind that lacks the columns of these fields."""
        return Layout(kind, tuple(one for one in self.columns if one.field not in fields))

    def instead(self, kind: FileKind, heading: str, column: FileColumn) -> "Layout":
        """Return the layout of another kind that has a column in the place of another."""
        columns = (column if one.heading == heading else one for one in self.columns)
        return Layout(kind, tuple(columns))


def _layout(kind: FileKind, columns: list[tuple[str, str]]) -> Layout:
    return Layout(kind, tuple(FileColumn(*one) for one in columns))


REGISTERED = _layout(
    FileKind.PURCHASES_REGISTERED,
    [
        ("Nro", LINE_NUMBER),
        ("Tipo Doc", "type_code"),
        ("Tipo Compra", "kind"),
        ("RUT Proveedor", "rut"),
        ("Razon Social", "name"),
        ("Folio", "folio"),
        ("Fecha Docto", "issued"),
        ("Fecha Recepcion", "received"),
        ("Fecha Acuse", "acknowledged"),
        ("Monto Exento", "exempt"),
        ("Monto Neto", "net"),
        ("Monto IVA Recuperable", "vat"),
        ("Monto Iva No Recuperable", "vat_lost"),
        ("Codigo IVA No Rec.", "vat_lost_code"),
        ("Monto Total", "total"),
        ("Monto Neto Activo Fijo", "fixed_asset_net"),
        ("IVA Activo Fijo", "fixed_asset_vat"),
        ("IVA uso Comun", "common_vat"),
        ("Impto. Sin Derecho a Credito", "tax_without_credit"),
        ("IVA No Retenido", "vat_not_withheld"),
        ("Tabacos Puros", TOBACCO),
        ("Tabacos Cigarrillos", TOBACCO),
        ("Tabacos Elaborados", TOBACCO),
        ("NCE o NDE sobre Fact. de Compra", "note_on_purchase_invoice"),
        ("Codigo Otro Impuesto", OTHER_TAXES),
        ("Valor Otro Impuesto", OTHER_TAXES),
        ("Tasa Otro Impuesto", OTHER_TAXES),
    ],
)
LEFT_OUT = REGISTERED.without(FileKind.PURCHASES_LEFT_OUT, TOBACCO)
CLAIMED = LEFT_OUT.instead(
    FileKind.PURCHASES_CLAIMED, "Fecha Acuse", FileColumn("Fecha Reclamo", "claimed")
)
PENDING = LEFT_OUT.without(FileKind.PURCHASES_PENDING, "acknowledged")
SALES = _layout(
    FileKind.SALES,
    [
        ("Nro", LINE_NUMBER),
        ("Tipo Doc", "type_code"),
        ("Tipo Venta", "kind"),
        ("Rut cliente", "rut"),
        ("Razon Social", "name"),
        ("Folio", "folio"),
        ("Fecha Docto", "issued"),
        ("Fecha Recepcion", "received"),
        ("Fecha Acuse Recibo", "acknowledged"),
        ("Fecha Reclamo", "claimed"),
        ("Monto Exento", "exempt"),
        ("Monto Neto", "net"),
        ("Monto IVA", "vat"),
        ("Monto total", "total"),
        ("IVA Retenido Total", "vat_withheld"),
        ("IVA Retenido Parcial", "vat_withheld_in_part"),
        ("IVA no retenido", "vat_not_withheld"),
        ("IVA propio", "vat_own"),
        ("IVA Terceros", "vat_of_others"),
        ("RUT Emisor Liquid. Factura", ""),
        ("Neto Comision Liquid. Factura", ""),
        ("Exento Comision Liquid. Factura", ""),
        ("IVA Comision Liquid. Factura", ""),
        ("IVA fuera de plazo", "vat_late"),
        ("Tipo Docto. Referencia", "reference_type"),
        ("Folio Docto. Referencia", "reference_folio"),
        ("Num. Ident. Receptor Extranjero", "foreign_id"),
        ("Nacionalidad Receptor Extranjero", ""),
        ("Credito empresa constructora", ""),
        ("Impto. Zona Franca (Ley 18211)", ""),
        ("Garantia Dep. Envases", ""),
        ("Indicador Venta sin Costo", ""),
        ("Indicador Servicio Periodico", ""),
        ("Monto No facturable", ""),
        ("Total Monto Periodo", ""),
        ("Venta Pasajes Transporte Nacional", ""),
        ("Venta Pasajes Transporte Internacional", ""),
        ("Numero Interno", ""),
        ("Codigo Sucursal", "branch"),
        ("NCE o NDE sobre Fact. de Compra", "note_on_purchase_invoice"),
        ("Codigo Otro Imp.", OTHER_TAXES),
        ("Valor Otro Imp.", OTHER_TAXES),
        ("Tasa Otro Imp.", OTHER_TAXES),
    ],
)
SALES_SUMMARY = _layout(
    FileKind.SALES_SUMMARY,
    [
        ("Tipo Documento", "type_code"),
        ("Total Documentos", "count"),
        ("Monto Exento", "exempt"),
        ("Monto Neto", "net"),
        ("Monto IVA", "vat"),
        ("Monto Total", "total"),
    ],
)
PURCHASES_SUMMARY = _layout(
    FileKind.PURCHASES_SUMMARY,
    [
        ("Tipo Documento", "type_code"),
        ("Total Documentos", "count"),
        ("Monto Exento", "exempt"),
        ("Monto Neto", "net"),
        ("IVA Recuperable", "vat"),
        ("IVA Uso Comun", "common_vat"),
        ("IVA No Recuperable", "vat_lost"),
        ("Monto Total", "total"),
    ],
)
DETAILS = {one.kind: one for one in (REGISTERED, PENDING, LEFT_OUT, CLAIMED, SALES)}
SUMMARIES = {one.kind: one for one in (SALES_SUMMARY, PURCHASES_SUMMARY)}
LAYOUTS = DETAILS | SUMMARIES
