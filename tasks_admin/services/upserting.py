"""Writing a row whether or not it is there, in one statement that no race can come between."""

from collections.abc import Sequence

from django.db import connection
from django.db.models import Model


def upsert(rows: Sequence[Model], *, by: str, changes: Sequence[str]) -> None:
    """Insert the rows; of one whose `by` is there already, update the fields in `changes`."""
    type(rows[0])._default_manager.bulk_create(
        rows,
        update_conflicts=True,
        update_fields=changes,
        # MySQL goes by every unique index, and wants none named.
        unique_fields=None if connection.vendor == "mysql" else (by,),
    )
