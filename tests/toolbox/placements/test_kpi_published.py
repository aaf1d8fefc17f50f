"""The whole way: command, run, published table."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from pytest_django import Settings

from tests.toolbox.conftest import Fill
from tests.toolbox.placements.desk import GOLDEN, golden_rows
from toolbox.placements.models import Kpi

HALF = Decimal("0.00000051")


@pytest.mark.django_db(transaction=True)
def test_the_published_table_has_every_golden_figure(
    source_folder: Fill, settings: Settings
) -> None:
    source_folder()
    settings.TOOLBOX_SOURCE_DIR = GOLDEN

    call_command("run_task", "toolbox.kpi", "as_of=2024-07-27", "rules=legacy", "--inline")

    attribute = {field.column: field.attname for field in Kpi._meta.concrete_fields}
    stored: list[dict[str, Any]] = [dict(row) for row in Kpi.objects.order_by("id").values()]
    assert len(stored) == 917
    for found, expected in zip(stored, golden_rows(), strict=True):
        for column, value in expected.items():
            got = found[attribute[column]]
            if isinstance(got, Decimal):
                assert abs(got - Decimal(str(value))) <= HALF, column
            elif isinstance(got, date):
                assert got.isoformat() == value, column
            else:
                assert got == value, column
