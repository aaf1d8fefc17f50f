"""The tables of all areas, gathered for Django."""

from toolbox.placements.models import Kpi, KpiAcumulado
from toolbox.rates.models import ExchangeRate

__all__ = ["ExchangeRate", "Kpi", "KpiAcumulado"]
