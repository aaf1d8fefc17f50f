"""What section 7.5 says of any set of sources, on generated ones with every odd case in them."""

import polars as pl
import pytest

from tests.toolbox.generated import SHEETS, Generated, Made, generated
from toolbox.placements.calc.rules import Rules
from toolbox.placements.calc.summary import MEASURES
from toolbox.reports.calc.newcomers import CLIENT, PAYER, newcomers
from toolbox.sources import SourceName

pytestmark = pytest.mark.filterwarnings("error")

LARGE = [pytest.param(n, marks=pytest.mark.production) for n in (10_000, 100_000)]
IN_SOLES = {
    "NetoConfirmado": "ColocacionSoles", "MontoDesembolso": "MontoDesembolsoSoles",
    "MontoPago": "MontoPagoSoles", "Ingresos": "IngresosSoles",
    "TotalIngresos": "TotalIngresosSoles", "CostosFondo": "CostosFondoSoles",
    "MontoNegociado": "MontoNegociadoSoles",
}  # fmt: skip
CODE = "CodigoLiquidacion"


@pytest.fixture(scope="module", params=[1_000, *LARGE])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Generated:
    """The generated sources, of each size."""
    return generated(tmp_path_factory.mktemp("generated"), request.param)


@pytest.fixture(scope="module")
def placed(made: Generated) -> Made:
    """The placements of them by the rules in force."""
    return made.placements(Rules.CURRENT)


@pytest.fixture(scope="module")
def owed(made: Generated) -> Made:
    """The receivables of them by the rules in force."""
    return made.receivables(Rules.CURRENT)


def sheets_of(made: Generated) -> pl.DataFrame:
    """Code, document and whether both tax ids are there, of each line of the sheets with a code."""
    frames = [
        made.read(name).select(
            pl.col("Liquidación").str.strip_chars().alias("code"),
            pl.col("N° Factura/ Letra").str.strip_chars().alias("document"),
            *[pl.col(ruc).str.strip_chars().fill_null("") for ruc in ("RUC Cliente", "RUC DEUDOR")],
        )
        for name in SHEETS
    ]
    return (
        pl.concat(frames)
        .filter(pl.col("code") != "")
        .with_columns(valid=(pl.col("RUC Cliente") != "") & (pl.col("RUC DEUDOR") != ""))
    )


def not_overridden(made: Generated, name: SourceName) -> pl.DataFrame:
    """The ERP's rows whose settlement no sheet has, by the raw texts alone."""
    taken = sheets_of(made).filter("valid")["code"].unique()
    rows = made.read(name)
    return rows.filter(~pl.col(CODE).str.strip_chars().is_in(taken.implode()).fill_null(False))


def test_the_table_has_every_row_that_was_not_replaced_or_set_aside(
    made: Generated, placed: Made
) -> None:
    read = not_overridden(made, SourceName.PLACEMENTS).height + sheets_of(made).height
    assert placed.rows.height == read - placed.set_aside.height
    assert 0 < placed.set_aside.height <= read / 100
    assert placed.rows["FueraSistema"].value_counts().height == 2


@pytest.mark.parametrize("measure", MEASURES)
def test_the_months_add_up_to_the_whole(placed: Made, measure: str) -> None:
    months = placed.rows.group_by("Mes").agg(pl.col(measure).sum())
    assert months[measure].sum() == pytest.approx(placed.rows[measure].sum(), rel=1e-12)


def test_profit_is_core_income_less_cost(placed: Made) -> None:
    profit = placed.rows["TotalIngresosSoles"] - placed.rows["CostosFondoSoles"]
    assert (placed.rows["Utilidad"] == profit).all()


@pytest.mark.parametrize(("amount", "soles"), IN_SOLES.items())
def test_soles_are_the_amount_or_the_amount_at_the_rate(
    placed: Made, amount: str, soles: str
) -> None:
    in_soles = placed.rows.filter(pl.col("Moneda") == "PEN")
    assert (in_soles[amount] == in_soles[soles]).all()
    dollars = placed.rows.filter(pl.col("Moneda") == "USD", pl.col(amount) != 0)
    rate = dollars[soles] / dollars[amount] - dollars["TipoCambioVenta"]
    assert dollars.height
    assert rate.abs().max() < 1e-9  # type: ignore[operator]


@pytest.mark.parametrize("rules", Rules)
def test_nobody_is_new_twice_and_a_client_is_new_in_the_first_month(
    made: Generated, placed: Made, rules: Rules
) -> None:
    rows = (placed if rules is Rules.CURRENT else made.placements(rules)).rows
    found = newcomers(rows.lazy(), made.until)
    for role in (CLIENT, PAYER):
        known = rows.filter(pl.col("TipoOperacion").is_in(list(role.products)))
        assert found[role.tax_id].drop_nulls().is_unique().all()
        assert set(found[role.tax_id].drop_nulls()) == set(known[role.tax_id])
        first = known.group_by(role.tax_id).agg(pl.col("Mes").min())
        emitted = found.drop_nulls(role.tax_id).join(first, on=role.tax_id)
        assert (emitted["FechaOperacion"].dt.strftime("%Y-%m") == emitted["Mes"]).all()


def test_every_detail_is_a_document_of_the_receivables(made: Generated, owed: Made) -> None:
    details = not_overridden(made, SourceName.SETTLEMENTS).height + sheets_of(made).height
    assert owed.rows.height == details - owed.set_aside.height
    assert owed.rows["IdLiquidacionDet"].is_unique().all()


@pytest.mark.parametrize("rules", Rules)
def test_what_nobody_paid_is_owed_whole(made: Generated, owed: Made, rules: Rules) -> None:
    found = owed if rules is Rules.CURRENT else made.receivables(rules)
    paid = found.payments["IdLiquidacionDet"].unique()
    unpaid = found.rows.filter(~pl.col("IdLiquidacionDet").is_in(paid.implode()))
    assert unpaid.height
    assert (unpaid["SaldoTotal"] == unpaid["NetoConfirmado"]).all()


@pytest.mark.parametrize("rules", Rules)
def test_special_collection_is_overdue(made: Generated, owed: Made, rules: Rules) -> None:
    found = owed if rules is Rules.CURRENT else made.receivables(rules)
    special = found.rows.filter(pl.col("EstadoReal") == "COBRANZA ESPECIAL")
    assert special.height
    assert set(special["EstadoCuenta"]) == {"VENCIDO"}
    assert (special["FechaConfirmado"] <= made.until).all()


def test_the_same_sources_make_the_same_tables_again(
    made: Generated, placed: Made, owed: Made
) -> None:
    for first, again in (
        (placed, made.placements(Rules.CURRENT)), (owed, made.receivables(Rules.CURRENT)),
    ):  # fmt: skip
        assert first.rows.equals(again.rows)
        assert first.set_aside.equals(again.set_aside)
        assert first.payments.equals(again.payments)
