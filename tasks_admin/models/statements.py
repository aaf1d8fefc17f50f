"""Statements that every run executes, put together once.

Django builds each statement anew from its parts, which costs more processor time than all else a
run does here. These are looked up by their form, and only their values are new. What comes of them
is what a queryset would make: values pass through the same fields.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import connection, connections, transaction
from django.db.models import Field, Model
from django.db.models.constants import OnConflict
from django.db.models.query import get_related_populators  # type: ignore[attr-defined]

Given = Mapping[str, Any]
Fields = list["Field[Any, Any]"]
Row = TypeVar("Row", bound=Model)


def update(model: type[Model], changes: Given, *, where: Given, raised: Sequence[str] = ()) -> int:
    """Change the rows that fulfil all conditions, and return how many these were.

    A tuple in `where` names the values that are allowed; the fields in `raised` grow by one.
    """
    lengths = tuple(len(value) if type(value) is tuple else 0 for value in where.values())
    form = (tuple(changes), tuple(raised), tuple(where), lengths)
    sql, fields = _update(connection.vendor, model, *form)
    values = [*changes.values()]
    for value in where.values():
        values.extend(value if type(value) is tuple else (value,))
    return _execute(sql, fields, values)


def insert(row: Model, *, by: str = "", changes: tuple[str, ...] = ()) -> None:
    """Insert a row; of one whose `by` is there already, update `changes`.

    A row that the database numbers does not learn its number.
    """
    sql, fields = _insert(connection.vendor, type(row), by, changes)
    values = [field.pre_save(row, add=True) for field in fields]
    _execute(sql, fields, values)
    row._state.adding, row._state.db = False, connection.alias


def read(model: type[Row], key: Any, *, beside: str) -> Row | None:
    """Return the row of that key with the one row beside it, in one statement."""
    sql, compiler, convert = _read(connection.vendor, model, beside)
    with connection.cursor() as cursor:
        cursor.execute(sql, _prepared([model._meta.pk], [key]))
        found = cursor.fetchone()
    if found is None:
        return None
    values = next(compiler.apply_converters([found], convert))
    first, *others = compiler.klass_info["select_fields"]
    names = [compiler.select[at][0].target.attname for at in (first, *others)]
    row = model.from_db(connection.alias, names, values[first : first + len(names)])
    for related in get_related_populators(compiler.klass_info, compiler.select, connection.alias):
        related.populate(values, row)
    return row


def _execute(sql: str, fields: Fields, values: Sequence[Any]) -> int:
    broken = transaction.mark_for_rollback_on_error(using=connection.alias)
    with broken, connection.cursor() as cursor:
        cursor.execute(sql, _prepared(fields, values))
        return int(cursor.rowcount)


def _prepared(fields: Fields, values: Sequence[Any]) -> list[Any]:
    wrapper = connections[connection.alias]
    return [
        field.get_db_prep_save(value, wrapper) for field, value in zip(fields, values, strict=True)
    ]


@cache
def _update(
    vendor: str,
    model: type[Model],
    changes: tuple[str, ...],
    raised: tuple[str, ...],
    where: tuple[str, ...],
    lengths: tuple[int, ...],
) -> tuple[str, Fields]:
    """The statement for a form, and the field behind each of its values."""
    fields = {name: _field(model, name) for name in (*changes, *raised, *where)}
    quoted = {name: _quoted(field.column) for name, field in fields.items()}
    assigned = [f"{quoted[name]} = %s" for name in changes]
    assigned += [f"{quoted[name]} = {quoted[name]} + 1" for name in raised]
    conditions = [
        f"{quoted[name]} IN ({', '.join(['%s'] * length)})" if length else f"{quoted[name]} = %s"
        for name, length in zip(where, lengths, strict=True)
    ]
    table = _quoted(model._meta.db_table)
    told = f"SET {', '.join(assigned)} WHERE {' AND '.join(conditions)}"
    places = [fields[name] for name in changes]
    for name, length in zip(where, lengths, strict=True):
        places += [fields[name]] * (length or 1)
    return f"UPDATE {table} {told}", places


@cache
def _insert(
    vendor: str, model: type[Model], by: str, changes: tuple[str, ...]
) -> tuple[str, Fields]:
    """The statement that inserts a row, and its fields; the database numbers the rows."""
    fields = [field for field in model._meta.concrete_fields if field is not model._meta.auto_field]
    columns = ", ".join(_quoted(field.column) for field in fields)
    values = ", ".join(["%s"] * len(fields))
    table = _quoted(model._meta.db_table)
    sql = f"INSERT INTO {table} ({columns}) VALUES ({values})"  # noqa: S608 - our own names
    if changes:
        changed = [_field(model, name).column for name in changes]
        unique = [_field(model, by).column]
        sql += " " + connection.ops.on_conflict_suffix_sql(
            fields, OnConflict.UPDATE, changed, unique
        )
    return sql, fields


@cache
def _read(vendor: str, model: type[Model], beside: str) -> tuple[str, Any, Any]:
    """The statement that reads one row, and what turns its values into those of fields."""
    some = model._default_manager.filter(pk=model._meta.pk.get_default()).order_by()
    compiler: Any = some.select_related(beside).query.get_compiler(using=connection.alias)
    sql, _ = compiler.as_sql()
    return sql, compiler, compiler.get_converters([column for column, *_ in compiler.select])


def _field(model: type[Model], name: str) -> Any:
    return model._meta.get_field(name)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
