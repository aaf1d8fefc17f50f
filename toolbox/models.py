"""The tables of all areas, gathered for Django."""

from toolbox.placements.models import Kpi, KpiAcumulado
from toolbox.rates.models import ExchangeRate
from toolbox.reports.models import Balance, Newcomer, ReportUpdate

__all__ = ["Balance", "ExchangeRate", "Kpi", "KpiAcumulado", "Newcomer", "ReportUpdate"]
