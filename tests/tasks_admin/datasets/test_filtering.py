"""What a query string asks of a dataset."""

from datetime import UTC, date, datetime
from decimal import Decimal
from urllib.parse import parse_qs

import pytest

from background import Dataset
from tasks_admin.queries import row_filter
from tasks_admin.queries.row_conditions import How
from tests.tasks_admin.datasets.conftest import PLACEMENTS, Add, Placement


def read(query: str) -> row_filter.RowFilter:
    return row_filter.read(PLACEMENTS, parse_qs(query, keep_blank_values=True))


@pytest.fixture
def three(add: Add) -> None:
    add(document="A", executive="Ana Pérez", placed_on=date(2024, 1, 1), amount=Decimal("-1.5"))
    add(document="B", executive="Núñez, José", currency="USD", year=2023, is_new=True)
    add(
        document="C",
        executive=None,
        placed_on=date(2024, 2, 29),
        paid_on=date(2024, 3, 1),
        rate=Decimal("0.025"),
        read_at=datetime(2024, 7, 28, 4, 59, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "ABC"),
        ("Ejecutivo=Ana Pérez", "A"),
        ("Ejecutivo__contains=pérez", "A"),
        ("Ejecutivo__contains=NÚÑEZ", "B"),
        ("Ejecutivo__contains=%25", ""),
        ("Moneda__in=PEN&Moneda__in=USD", "ABC"),
        ("Moneda__in=USD", "B"),
        ("Año=2023", "B"),
        ("Año__from=2024", "AC"),
        ("Colocacion__from=-1.5&Colocacion__to=0", "A"),
        ("Colocacion__to=1e4", "ABC"),
        ("FechaOperacion__from=2024-01-15&FechaOperacion__to=2024-02-29", "BC"),
        ("FechaOperacion=2024-01-15", "B"),
        ("Fecha Pago__is=empty", "AB"),
        ("Fecha Pago__is=filled", "C"),
        ("Ejecutivo__is=empty", "C"),
        ("Ejecutivo__is=filled", "AB"),
        ("Tasa__is=filled&Moneda=PEN", "C"),
        ("Nuevo=yes", "B"),
        ("Nuevo=false", "AC"),
        ("Leido=2024-07-27", "ABC"),
        ("Leido__from=2024-07-28", ""),
        ("Leido__to=2024-07-26", ""),
        ("Ejecutivo=&Moneda__in=&Año__from=", "ABC"),
        ("utm_source=mail", "ABC"),
    ],
)
def test_conditions_select_rows(three: None, query: str, expected: str) -> None:
    found = read(query).rows().order_by("pk").values_list("document", flat=True)

    assert "".join(found) == expected


@pytest.mark.parametrize(
    ("query", "column", "sentence"),
    [
        ("Colocacion__from=much", "Colocacion", "Give a number such as 1234.50."),
        ("Colocacion__from=1,234.50", "Colocacion", "Give a number such as 1234.50."),
        ("Colocacion__from=NaN", "Colocacion", "Give a number such as 1234.50."),
        ("Colocacion__from=1e400", "Colocacion", "This number is too large."),
        ("Colocacion__to=1000000000000", "Colocacion", "This number is too large."),
        ("Año=2024.5", "Año", "Give a whole number."),
        ("Año=99999999999999999999", "Año", "This number is too large."),
        ("FechaOperacion__to=31/12/2024", "FechaOperacion", "Give a day as YYYY-MM-DD."),
        ("Nuevo=perhaps", "Nuevo", "Give yes or no."),
        ("Tasa__is=zero", "Tasa", "Choose “empty” or “filled”."),
        ("Colocacion__contains=1", "Colocacion", "This column cannot be filtered that way."),
        ("Ejecutivo__from=A", "Ejecutivo", "This column cannot be filtered that way."),
    ],
)
def test_a_value_that_makes_no_sense_gets_its_sentence_and_filters_nothing(
    three: None, query: str, column: str, sentence: str
) -> None:
    asked = read(query)

    assert [(error.name, str(error)) for error in asked.errors] == [(column, sentence)]
    assert asked.rows().count() == 3
    assert asked.query_string() == ""


def test_the_sentences_leave_what_was_typed_in_its_field(dataset: Dataset) -> None:
    asked = read("Colocacion__from=much")

    assert asked.of("Colocacion", How.FROM) == ("much",)


def test_unknown_parameters_are_named_but_change_nothing(dataset: Dataset) -> None:
    assert read("Ejectivo=Ana&Moneda__like=P&sort=Moneda&cols=Moneda").unknown == (
        "Ejectivo",
        "Moneda__like",
    )


@pytest.mark.parametrize(
    "query",
    [
        "Moneda__in=PEN&Moneda__in=USD",
        "Ejecutivo=Ana+P%C3%A9rez&sort=-A%C3%B1o",
        "Fecha+Pago__is=empty&cols=NroDocumento&cols=A%C3%B1o&size=100",
    ],
)
def test_a_filter_says_itself_again(dataset: Dataset, query: str) -> None:
    assert read(query).query_string() == query


def test_the_same_conditions_have_the_same_digest_whatever_their_order(dataset: Dataset) -> None:
    one = read("Moneda__in=PEN&Moneda__in=USD&Año=2024&sort=Año")
    other = read("Año=2024&Moneda__in=USD&Moneda__in=PEN&size=100")

    assert one.digest == other.digest != read("Año=2024").digest


def test_columns_come_in_the_order_of_the_dataset_and_only_if_they_exist(dataset: Dataset) -> None:
    asked = read("cols=Año&cols=Nada&cols=NroDocumento")

    assert [column.name for column in asked.shown] == ["NroDocumento", "Año"]


def test_a_download_without_a_choice_has_every_column_but_the_automatic_key(
    dataset: Dataset,
) -> None:
    names = [column.name for column in read("").exported]

    assert names[:6] == list(PLACEMENTS.columns)
    assert len(names) == len(Placement._meta.concrete_fields) - 1
