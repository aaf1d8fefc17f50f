"""What a database address means here, and what is cached in the database."""

from pathlib import Path
from typing import Any

import dj_database_url

SQLITE = {
    "timeout": 20,
    # A transaction that will write says so at once, and waits its turn instead of failing.
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}
MYSQL = {
    "charset": "utf8mb4",
    "connect_timeout": 5,
    # Conditional updates and polls must see what others have committed.
    "isolation_level": "read committed",
    "local_infile": True,
    # Over many runs MariaDB would rather intersect two indexes, and sort what is left, than go
    # along the one that has the rows in order: seconds instead of a millisecond.
    "init_command": "SET sql_mode='STRICT_TRANS_TABLES', "
    "optimizer_switch='index_merge_intersection=off'",
}

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # What took long to reckon is in the database, for every process; its table is a migration.
    "figures": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "tasks_admin_figures",
        "TIMEOUT": 7 * 24 * 3600,
        "OPTIONS": {"MAX_ENTRIES": 5_000},
    },
}


def parse(url: str, *, conn_max_age: int, var_dir: Path) -> dict[str, Any]:
    """Return the Django settings of one database; `var_dir` holds the test database of SQLite."""
    database: dict[str, Any] = dict(
        dj_database_url.parse(url, conn_max_age=conn_max_age, conn_health_checks=True)
    )
    if database["ENGINE"].endswith("sqlite3"):
        # A file, so that the processes and threads of a test see one database.
        return database | {"OPTIONS": SQLITE, "TEST": {"NAME": str(var_dir / "test.sqlite3")}}
    if database["ENGINE"].endswith("mysql"):
        test = {"CHARSET": "utf8mb4", "COLLATION": "utf8mb4_unicode_ci"}
        return database | {"ENGINE": "project.mariadb", "OPTIONS": MYSQL, "TEST": test}
    return database
