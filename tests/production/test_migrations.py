"""The schema on MariaDB."""

import pytest
from django.apps import apps

from tests.production.conftest import Site

pytestmark = pytest.mark.production

OURS = ("tasks_admin", "toolbox")


def test_every_table_is_transactional_and_holds_every_letter(site: Site) -> None:
    tables = site.rows(
        "SELECT table_name, engine, table_collation FROM information_schema.tables "
        "WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'"
    )
    assert {engine for _, engine, _ in tables} == {"InnoDB"}
    assert {collation.split("_")[0] for _, _, collation in tables} == {"utf8mb4"}
    wanted = {
        model._meta.db_table for app in OURS for model in apps.get_app_config(app).get_models()
    }
    assert wanted <= {name for name, _, _ in tables}


def test_nothing_is_left_to_migrate(site: Site) -> None:
    site.manage("migrate", "--check")
    site.manage("makemigrations", "--check", "--dry-run")


def test_djangos_checks_find_nothing_wrong_with_the_schema(site: Site) -> None:
    said = site.manage("check", "--database", "default", "--fail-level", "WARNING")
    assert "no issues" in said.stdout
