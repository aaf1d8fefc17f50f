"""The same tables on MariaDB: exact names, whole accents, decimals and days."""

import pytest

from tests.production.conftest import Site
from tests.toolbox.bi_tables import KINDS, PLACES, TABLES, columns_of

pytestmark = pytest.mark.production


@pytest.mark.parametrize("table", TABLES)
def test_a_table_has_the_columns_that_power_bi_reads(site: Site, table: str) -> None:
    stored = site.rows(
        "SELECT COLUMN_NAME, DATA_TYPE, IS_NULLABLE, CHARACTER_MAXIMUM_LENGTH, NUMERIC_PRECISION,"
        " NUMERIC_SCALE FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE()"
        f" AND TABLE_NAME = BINARY '{table}' ORDER BY ORDINAL_POSITION"
    )
    wanted = columns_of(table)
    assert [row[0] for row in stored] == [name for name, *_ in wanted]
    for (name, kind, nullable), (_, found, null, length, digits, places) in zip(
        wanted, stored, strict=True
    ):
        assert (null == "YES") is nullable, name
        if kind.startswith("T"):
            assert (found in ("varchar", "char"), length) == (True, int(kind[1:])), name
        elif kind in PLACES:
            assert (found, digits, places) == ("decimal", 18, PLACES[kind]), name
        else:
            assert found in {*KINDS[kind], "int"} if kind == "I" else found in KINDS[kind], name
