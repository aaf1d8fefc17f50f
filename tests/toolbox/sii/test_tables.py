"""The tax office's tables as readers see them: warnings in words, pesos whole, nothing of ours."""

from datetime import date

import pytest
from django.apps import apps
from django.utils import translation

from background import Dataset
from tasks_admin.queries import row_filter
from tasks_admin.queries.dataset_columns import columns_of
from tasks_admin.queries.dataset_rows import page
from tasks_admin.services.exporting import stream_csv
from tasks_admin.services.exports.csv_writing import EXACT
from tasks_admin.web.dataset_cells import cells
from tests.toolbox.sii.books import company, purchase
from toolbox.sii import dataset as declared
from toolbox.sii.calc.remarks import Remark
from toolbox.sii.models import Company

TABLES = [one for one in vars(declared).values() if isinstance(one, Dataset)]
WARNING = Remark(
    "Code {code} says {said}, but {formula} gives {expected}",
    {"code": 89, "said": 5, "formula": "538 - 537", "expected": 7},
)
COMPANIES = Company._meta.db_table


def test_every_table_is_a_dataset() -> None:
    declared_for = {one.model._meta.db_table for one in TABLES}
    ours = {one._meta.db_table for one in apps.get_app_config("toolbox").get_models()}
    assert declared_for == {name for name in ours if name.startswith("sii_")} - {COMPANIES}


@pytest.mark.parametrize("dataset", TABLES, ids=lambda one: one.name)
def test_everything_that_a_table_declares_is_a_column_of_it(dataset: Dataset) -> None:
    named = {*dataset.key, *dataset.measures, *dataset.filters, *dataset.columns}
    assert named <= columns_of(dataset).keys()
    columns = {field.column for field in dataset.model._meta.concrete_fields}
    assert set(dataset.hidden) <= columns


@pytest.mark.parametrize("dataset", TABLES, ids=lambda one: one.name)
def test_nobody_sees_digests_and_raw_rows(dataset: Dataset) -> None:
    assert not {"Huella", "FilaOriginal", "EmpresaId", "F29Id"} & columns_of(dataset).keys()


def shown(**given: list[str]) -> list[list[str]]:
    asked = row_filter.read(declared.COMPRAS, given)
    return [[cell.text for cell in row] for row in cells(page(asked).rows, asked.shown)]


@pytest.mark.django_db
def test_warnings_are_read_in_words_and_pesos_have_no_cents() -> None:
    purchase(company(), 1_190_000, warnings=[WARNING.stored(), WARNING.stored()])

    with translation.override("es"):
        ((vat, warnings),) = shown(cols=["IVAConSigno", "Avisos"])

    sentence = "El código 89 dice 5, pero 538 - 537 da 7"
    assert (vat, warnings) == ("1,190,000", f"{sentence}; {sentence}")


@pytest.mark.django_db
def test_documents_with_a_warning_can_be_asked_for() -> None:
    ours = company()
    purchase(ours, 1)
    purchase(ours, 2, warnings=[Remark("There is no value").stored()])
    asked = {"cols": ["IVAConSigno"]}
    assert shown(**asked, Avisos__is=["filled"]) == [["2"]]
    assert shown(**asked, Avisos__is=["empty"]) == [["1"]]


@pytest.mark.django_db
def test_a_download_has_the_warnings_in_words_too() -> None:
    ours = company()
    purchase(ours, 1, period=date(2026, 5, 1))
    purchase(ours, 2, warnings=[Remark("There is no value").stored()])
    given = {"cols": ["IVAConSigno", "Avisos"], "sort": ["IVAConSigno"]}
    with translation.override("es"):
        file = b"".join(stream_csv(row_filter.read(declared.COMPRAS, given), EXACT)).decode()
    assert file == "IVAConSigno,Avisos\n1,\n2,No hay ningún valor\n"
