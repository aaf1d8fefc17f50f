"""The tables of all areas, gathered for Django."""

from toolbox.placements.models import Kpi, KpiAcumulado
from toolbox.rates.models import ExchangeRate
from toolbox.receivables.models import Collection, Receivable, Refund
from toolbox.reports.models import Balance, Newcomer, ReportUpdate, Retoma

__all__ = [
    "Balance",
    "Collection",
    "ExchangeRate",
    "Kpi",
    "KpiAcumulado",
    "Newcomer",
    "Receivable",
    "Refund",
    "ReportUpdate",
    "Retoma",
]
