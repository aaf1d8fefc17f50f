"""What the console is told about the tables of the tax back office."""

from datetime import timedelta
from functools import partial

from background import Dataset, Within
from toolbox.sii.models import (
    BookMonth,
    FeeReceipt,
    Filing,
    FilingCode,
    ImportFile,
    Purchase,
    RowError,
    Sale,
    Total,
    VatMonth,
)
from toolbox.sii.scope import COMPANY

A_MONTH = Within(timedelta(days=31))
"""The register closes by the month; whoever looks more often promises nothing by it."""
OURS = ("EmpresaId", "Huella", "FilaOriginal")
"""What the jobs keep for themselves."""

SIGNED = ("NetoConSigno", "IVAConSigno", "ExentoConSigno", "TotalConSigno")
DOCUMENT = (
    "TipoDoc", "Folio", "RUTContraparte", "RazonSocial", "FechaDocto", *SIGNED, "Retirado"
)  # fmt: skip

COMPARED = (
    "DebitoRegistro", "DebitoF29", "DiferenciaDebito", "CreditoRegistro", "CreditoF29",
    "RemanenteAnterior", "DiferenciaCredito", "IVADeterminadoF29", "RemanenteF29",
)  # fmt: skip

TaxTable = partial(Dataset, promise=A_MONTH, in_place=True, scope=(COMPANY, "company"))

COMPRAS = TaxTable(
    name="sii_compras",
    title="Purchases (SII)",
    description="One row per purchase in the register; credit notes count as less than nothing, "
    "what is not in the state REGISTRO counts as nothing.",
    model=Purchase,
    key=("RUTEmpresa", "TipoDoc", "Folio", "RUTContraparte"),
    measures=SIGNED,
    filters=("Empresa", "Periodo", "Estado", "TipoDoc", "RUTContraparte"),
    columns=("Empresa", "Periodo", "Estado", *DOCUMENT),
    hidden=OURS,
)

VENTAS = TaxTable(
    name="sii_ventas",
    title="Sales (SII)",
    description="One row per sale in the register; credit notes count as less than nothing. "
    "Receipts are not listed one by one: their totals are a table of their own.",
    model=Sale,
    key=("RUTEmpresa", "TipoDoc", "Folio", "RUTContraparte"),
    measures=SIGNED,
    filters=("Empresa", "Periodo", "TipoDoc", "RUTContraparte"),
    columns=("Empresa", "Periodo", *DOCUMENT),
    hidden=OURS,
)

HONORARIOS = TaxTable(
    name="sii_honorarios",
    title="Fee receipts (SII)",
    description="One row per fee receipt, received or issued; cancelled ones count as nothing.",
    model=FeeReceipt,
    key=("RUTEmpresa", "Sentido", "RUTEmisor", "Folio"),
    measures=("BrutoVigente", "RetenidoVigente", "PagadoVigente"),
    filters=("Empresa", "Periodo", "Sentido"),
    columns=(
        "Empresa",
        "Periodo",
        "Sentido",
        "RUTContraparte",
        "Nombre",
        "Folio",
        "Fecha",
        "Estado",
        "BrutoVigente",
        "RetenidoVigente",
        "PagadoVigente",
        "Avisos",
    ),
    hidden=OURS,
)

TOTALES = TaxTable(
    name="sii_totales",
    title="Totals of the register (SII)",
    description="What the register says of each type of document as a whole, receipts among them, "
    "which it does not list one by one.",
    model=Total,
    key=("RUTEmpresa", "Libro", "Periodo", "TipoDoc", "Dia"),
    measures=("Documentos", *SIGNED),
    filters=("Empresa", "Periodo"),
    columns=(
        "Empresa",
        "Libro",
        "Periodo",
        "TipoDoc",
        "Documentos",
        *SIGNED,
        "ConDetalle",
    ),
    hidden=OURS,
)

F29 = TaxTable(
    name="sii_f29",
    title="F29 returns",
    description="One row per F29 return as filed, with what does not add up in it.",
    model=Filing,
    key=("RUTEmpresa", "Periodo", "Folio"),
    measures=("TotalDebitos", "TotalCreditos", "IVADeterminado", "Remanente", "MontoAPagar"),
    filters=("Empresa", "Periodo"),
    columns=(
        "Empresa",
        "Periodo",
        "Folio",
        "Clase",
        "Estado",
        "FechaPresentacion",
        "Vencimiento",
        "TotalDebitos",
        "TotalCreditos",
        "IVADeterminado",
        "Remanente",
        "MontoAPagar",
        "NumeroDeAvisos",
        "Avisos",
    ),
    hidden=("EmpresaId", "Huella"),
)

F29_CODIGOS = TaxTable(
    name="sii_f29_codigos",
    scope=(COMPANY, "filing__company"),
    title="Codes of the F29 returns",
    description="One row per code of a return: whole pesos, but for code 115, a percentage.",
    model=FilingCode,
    key=("RUTEmpresa", "Periodo", "Folio", "Codigo"),
    filters=("Codigo", "Periodo"),
    columns=("RUTEmpresa", "Periodo", "Folio", "Codigo", "Valor"),
    hidden=("F29Id",),
)

IVA = TaxTable(
    name="sii_iva",
    title="VAT: register and F29",
    description="One row per month of a company: what the register adds up to, what the F29 in "
    "force says, how far they are apart, and until when it had to be filed.",
    model=VatMonth,
    key=("RUTEmpresa", "Periodo"),
    measures=(
        *COMPARED,
        "RetencionRegistro",
        "RetencionF29",
        "DiferenciaRetencion",
        "MontoAPagar",
    ),
    filters=("Empresa", "Periodo", "Situacion"),
    columns=(
        "Empresa",
        "Periodo",
        "Situacion",
        "Vencimiento",
        "FechaPresentacion",
        *COMPARED,
        "MontoAPagar",
        "Avisos",
    ),
    hidden=("EmpresaId",),
)

PERIODOS = TaxTable(
    name="sii_periodos",
    title="Months of the books (SII)",
    description="How each book of a company stands in each month: imported, in part, or absent.",
    model=BookMonth,
    key=("RUTEmpresa", "Libro", "Periodo"),
    measures=("Filas", "Errores", "Avisos"),
    filters=("Empresa", "Periodo", "Libro", "Estado"),
    columns=("Empresa", "Libro", "Periodo", "Estado", "Filas", "Errores", "Avisos", "Importado"),
    hidden=("EmpresaId", "HuellaArchivos"),
)

ARCHIVOS = TaxTable(
    name="sii_archivos",
    title="Imported files (SII)",
    description="One row per file that a run took up, and what became of it.",
    model=ImportFile,
    key=("RUTEmpresa", "Archivo", "SHA256"),
    measures=("Filas", "Errores"),
    filters=("Periodo", "Libro", "Estado"),
    columns=(
        "RUTEmpresa",
        "Archivo",
        "Tipo",
        "Libro",
        "Periodo",
        "Estado",
        "Filas",
        "Errores",
        "Mensaje",
        "Importado",
    ),
    hidden=("EmpresaId",),
)

ERRORES_DE_FILA = TaxTable(
    name="sii_errores_de_fila",
    scope=(COMPANY, "file__company"),
    title="Rows that could not be used (SII)",
    description="One row per line of a file that was left out, and why.",
    model=RowError,
    key=("RUTEmpresa", "Archivo", "Linea", "Columna"),
    filters=("RUTEmpresa", "Archivo"),
    columns=("RUTEmpresa", "Archivo", "Linea", "Columna", "Valor", "Mensaje"),
    hidden=("ArchivoId",),
)

DOCUMENT_TABLES = (COMPRAS, VENTAS, HONORARIOS, TOTALES, IVA, PERIODOS, ARCHIVOS, ERRORES_DE_FILA)
"""What a run over documents writes."""
F29_TABLES = (F29, F29_CODIGOS, IVA, PERIODOS, ARCHIVOS, ERRORES_DE_FILA)
"""What a run over returns writes."""
