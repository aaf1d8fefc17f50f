"""Companies of a file taken into the table; those that it lacks stay as they are."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Annotated, Any
from uuid import UUID, uuid4

from django.db import transaction
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from toolbox.sii.calc.rut import Rut
from toolbox.sii.models import Company
from toolbox.sii.store.companies import save


class CompanyRow(BaseModel):
    """One company of the file; without an `id` it is known by its RUT.

    Whether it is active and whether it files on line stay as they are where the file does not say.
    """

    model_config = ConfigDict(extra="forbid")

    rut: Rut
    name: Annotated[str, Field(min_length=1, max_length=200)]
    active: bool | None = None
    files_online: bool | None = None
    id: UUID | None = None


@dataclass(slots=True)
class Imported:
    """How many companies were added, changed and as they are; what was wrong, by line."""

    added: int = 0
    changed: int = 0
    kept: int = 0
    wrong: dict[int, str] = field(default_factory=dict)


@transaction.atomic
def import_companies(content: bytes) -> Imported:
    """Take the companies of a CSV (with a heading) or a JSON array in.

    Where any row is wrong, nothing is. Raises ValueError for a file that is neither.
    """
    done = Imported()
    for line, given in _rows(content.decode("utf-8-sig")):
        try:
            _take(CompanyRow.model_validate(given), done)
        except ValidationError as error:
            done.wrong[line] = "; ".join(
                f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()
            )
        except ValueError as error:
            done.wrong[line] = str(error)
    transaction.set_rollback(bool(done.wrong))
    return done


def _take(row: CompanyRow, done: Imported) -> None:
    company = Company.objects.filter(rut=row.rut).first()
    if company is None and row.id:
        company = Company.objects.filter(pk=row.id).first()
    if company is None:
        company = Company(pk=row.id or uuid4())
        done.added += 1
    elif row.id and company.pk != row.id:
        raise ValueError(f"the RUT {row.rut} is that of company {company.pk}")
    elif _says(company) == _told(row, company):
        done.kept += 1
        return
    else:
        done.changed += 1
    company.rut, company.name, company.is_active, company.files_online = _told(row, company)
    save(company)


def _says(company: Company) -> tuple[str, str, bool, bool]:
    return company.rut, company.name, company.is_active, company.files_online


def _told(row: CompanyRow, company: Company) -> tuple[str, str, bool, bool]:
    """What the row says; where it is silent, what the company is already."""
    active = company.is_active if row.active is None else row.active
    online = company.files_online if row.files_online is None else row.files_online
    return row.rut, row.name, active, online


def _rows(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the rows with their line, or their place in the array; empty cells are left out."""
    if text.lstrip().startswith("["):
        yield from enumerate(json.loads(text), 1)
        return
    lines = csv.DictReader(io.StringIO(text), delimiter=";" if ";" in text[:200] else ",")
    if not {"rut", "name"} <= set(lines.fieldnames or ()):
        raise ValueError("the file has no columns “rut” and “name”, and is no JSON array")
    for row in lines:
        yield lines.line_num, {name: cell for name, cell in row.items() if cell not in ("", None)}
