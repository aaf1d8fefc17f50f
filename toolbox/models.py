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

__all__ = [
    "Balance",
    "BusinessRate",
    "Collection",
    "ExchangeRate",
    "ExecutiveAlias",
    "ExecutiveCommission",
    "Kpi",
    "KpiAcumulado",
    "Newcomer",
    "Receivable",
    "Refund",
    "ReportUpdate",
    "Retoma",
    "SpecialSettlement",
]
