"""The tables of the tax back office."""

from toolbox.sii.models.company import Company, RutField
from toolbox.sii.models.documents import FeeReceipt, Purchase, Sale, Total
from toolbox.sii.models.filings import Filing, FilingCode
from toolbox.sii.models.imports import BookMonth, ImportFile, RowError
from toolbox.sii.models.vat import VatMonth

__all__ = [
    "BookMonth",
    "Company",
    "FeeReceipt",
    "Filing",
    "FilingCode",
    "ImportFile",
    "Purchase",
    "RowError",
    "RutField",
    "Sale",
    "Total",
    "VatMonth",
]
