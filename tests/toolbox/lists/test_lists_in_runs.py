"""The jobs take the lists and rates that are valid on their day."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from background.testing import FakeContext
from tests.toolbox.conftest import Fill
from tests.toolbox.placements import desk as placements
from tests.toolbox.receivables.desk import document, payment
from toolbox.dated import Dated
from toolbox.lists.models import BusinessRate, ExecutiveAlias, SpecialSettlement
from toolbox.placements.calc.rules import CURRENT, LEGACY, Rules, in_force
from toolbox.placements.jobs.kpi import kpi
from toolbox.receivables.jobs.tablas_cxc import tablas_cxc
from toolbox.reports.calc.terms import FundTerms
from toolbox.reports.pricing import commission_terms, fund_terms
from toolbox.sources import FixedLists

pytestmark = pytest.mark.django_db

SINCE = date(2024, 7, 1)
RATES = [{"fecha": day, "compra": 3.69, "venta": 3.7} for day in ("2024-01-15", "2024-07-01")]


@pytest.fixture
def ctx(tmp_path: Path) -> FakeContext:
    return FakeContext(workdir=tmp_path / "work", now=datetime(2024, 7, 28, 4, 30, tzinfo=UTC))


@pytest.mark.parametrize(
    ("day", "state"), [(date(2024, 6, 30), "VENCIDO"), (SINCE, "COBRANZA ESPECIAL")]
)
def test_special_collection_begins_on_its_day(
    ctx: FakeContext, source_folder: Fill, day: date, state: str
) -> None:
    SpecialSettlement.objects.create(
        which="cobranza_especial", code="LIQ2401000001", valid_from=SINCE
    )
    source_folder(
        liquidaciones=[document()], pagos=[payment(IdLiquidacionDet=9)], tipo_cambio=RATES
    )
    tablas_cxc(ctx, as_of=day)
    assert ctx.published["CXCAcumuladoDim"][0]["EstadoReal"] == state


def test_a_file_beside_the_sources_wins_for_its_run(ctx: FakeContext, source_folder: Fill) -> None:
    SpecialSettlement.objects.create(which="cobranza_especial", code="LIQ2401000001")
    source_folder(
        liquidaciones=[document()],
        pagos=[payment(IdLiquidacionDet=9)],
        tipo_cambio=RATES,
        listas={"cobranza_especial": []},
    )
    tablas_cxc(ctx, as_of=SINCE, rules=Rules.LEGACY)
    assert ctx.published["CXCAcumuladoDim"][0]["EstadoReal"] == "VENCIDO"


@pytest.mark.parametrize("rules", Rules)
def test_a_document_has_the_rates_of_its_operation_and_the_past_stays_as_it_was(
    ctx: FakeContext, source_folder: Fill, rules: Rules
) -> None:
    BusinessRate.objects.create(name="costo_fondo_soles", value="0.07", valid_from=SINCE)
    BusinessRate.objects.create(name="igv", value="0", valid_from=SINCE)
    before, since = (
        placements.document(FechaOperacion=day) for day in ("30/06/2024", "01/07/2024")
    )
    source_folder(colocaciones_2=[before, since], tipo_cambio=RATES)

    kpi(ctx, as_of=date(2024, 7, 31), rules=rules)

    earlier, later = ctx.published["kpi"]
    cost, income = pytest.approx(226.567472), pytest.approx(670)
    assert (earlier["CostosFondo"], earlier["TotalIngresos"]) == (cost, income)
    if rules is Rules.CURRENT:
        cost, income = pytest.approx(8191.7 * (1.07 ** (76 / 365) - 1)), pytest.approx(688)
    assert (later["CostosFondo"], later["TotalIngresos"]) == (cost, income)


@pytest.mark.parametrize(
    ("file", "yearly"), [(None, (0.07, 0.14)), ({"costo_fondo_soles": 0.1}, (0.1, 0.1))]
)
def test_a_rate_that_ended_holds_no_longer_and_one_of_the_file_always(
    ctx: FakeContext, source_folder: Fill, file: dict[str, float] | None, yearly: tuple[float, ...]
) -> None:
    ends = date(2024, 6, 30)
    BusinessRate.objects.create(name="costo_fondo_soles", value="0.07", valid_until=ends)
    days = ("30/06/2024", "01/07/2024")
    source_folder(
        colocaciones_2=[placements.document(FechaOperacion=day) for day in days],
        tipo_cambio=RATES,
        **({"listas": {"tasas": file}} if file else {}),
    )
    kpi(ctx, as_of=date(2024, 7, 31))
    assert [row["CostosFondo"] for row in ctx.published["kpi"]] == [
        pytest.approx(8191.7 * ((1 + one) ** (76 / 365) - 1)) for one in yearly
    ]


def test_the_receivables_have_the_rates_of_the_operation_too(
    ctx: FakeContext, source_folder: Fill
) -> None:
    BusinessRate.objects.create(name="costo_fondo_soles", value="0.07", valid_from=SINCE)
    days = {1: "2024-06-30", 2: "2024-07-01"}
    source_folder(
        liquidaciones=[
            document(IdLiquidacionDet=number, NroDocumento=f"F{number}", FechaOperacion=day)
            for number, day in days.items()
        ],
        pagos=[payment(IdLiquidacionDet=9)],
        tipo_cambio=RATES,
    )
    tablas_cxc(ctx, as_of=SINCE)
    earlier, later = (row["CostosFondo"] for row in ctx.published["CXCAcumuladoDim"])
    assert (earlier, later) == (226.57, pytest.approx(8191.7 * (1.07 ** (76 / 365) - 1), abs=0.01))


def test_an_alias_of_the_tables_names_the_executive(ctx: FakeContext, source_folder: Fill) -> None:
    ExecutiveAlias.objects.create(alias="ANITA", executive="Ana, Perez")
    sheet = placements.sheet_row({"EJECUTIVO": "anita"})
    source_folder(
        colocaciones_2=[placements.document(Ejecutivo="Otro")],
        fuera_sistema_pen=[sheet],
        tipo_cambio=RATES,
    )
    kpi(ctx, as_of=SINCE)
    assert ctx.published["kpi"][1]["Ejecutivo"] == "Ana, Perez"


def test_the_limits_of_a_run_are_kept_in_the_tables_too() -> None:
    kept = {
        "filas_malas_maximo": Decimal("0.05"),
        "dias_arrastre_tipo_cambio": Decimal(3),
        "igv": Decimal("0.16"),
    }
    rules = in_force(CURRENT, kept, {})
    assert (rules.max_bad_share, rules.carry_days, rules.vat) == (0.05, 3, Dated(1.16))
    assert in_force(LEGACY, kept, {}) is LEGACY


def test_the_shares_and_prices_of_commissions_are_kept_too() -> None:
    lists = FixedLists(
        tasas={"comision_recurrente": Decimal("0.05"), "costo_fondo_crecer": Decimal("0.1")},
        ejecutivos_externos={"Ana": 0.15},
        ejecutivos_especiales=("Beto",),
    )
    terms = commission_terms(lists, Rules.CURRENT)
    assert (terms.recurrent, terms.own_new) == (0.05, 0.11)
    assert (terms.external, terms.special) == ({"Ana": 0.15}, frozenset({"Beto"}))
    assert fund_terms(lists, Rules.CURRENT).crecer == Dated(0.1)
    assert commission_terms(lists, Rules.LEGACY).recurrent == 0.06
    assert fund_terms(lists, Rules.LEGACY) == FundTerms()
