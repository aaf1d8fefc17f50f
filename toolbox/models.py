"""The tables of all areas, gathered for Django."""

from toolbox.lists.models import (
    BusinessRate,
    ExecutiveAlias,
    ExecutiveCommission,
    SpecialSettlement,
)
from toolbox.placements.models import Kpi, KpiAcumulado
from toolbox.rates.models import ExchangeRate
from toolbox.receivables.models import Collection, Receivable, Refund
from toolbox.reports.models import Balance, Newcomer, ReportUpdate, Retoma
from toolbox.sii.models import (
    BookMonth,
    Company,
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

__all__ = [
    "Balance",
    "BookMonth",
    "BusinessRate",
    "Collection",
    "Company",
    "ExchangeRate",
    "ExecutiveAlias",
    "ExecutiveCommission",
    "FeeReceipt",
    "Filing",
    "FilingCode",
    "ImportFile",
    "Kpi",
    "KpiAcumulado",
    "Newcomer",
    "Purchase",
    "Receivable",
    "Refund",
    "ReportUpdate",
    "Retoma",
    "RowError",
    "Sale",
    "SpecialSettlement",
    "Total",
    "VatMonth",
]
