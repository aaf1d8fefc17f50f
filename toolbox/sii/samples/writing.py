"""Writing a whole folder of the tax office's files: a folder for each company, named by its RUT."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from background import Month
from toolbox.sii.samples.companies import SampleCompany, company
from toolbox.sii.samples.months import SampleMonth

COMPANIES_FILE = "companies.json"


@dataclass(frozen=True, slots=True)
class TaxPlan:
    """What to make: so many companies and months up to the last one, and what there is of the
    month of the day `until`.

    `documents` are those in the details of all of them together. The same plan makes the same
    bytes; `cases` plants the odd files.
    """

    until: date
    companies: int = 3
    months: int = 14
    documents: int = 8_000
    seed: int = 7
    cases: bool = True

    @property
    def registered(self) -> int:
        """How many purchases a month has; for four of them there are three sales."""
        return max(8, self.documents * 4 // (7 * self.companies * self.months))


def sample_companies(plan: TaxPlan) -> list[SampleCompany]:
    """Return the companies of a plan."""
    return [company(plan.seed, number) for number in range(plan.companies)]


def write_tax_samples(folder: Path, plan: TaxPlan) -> None:
    """Write the files of every company, and a list of the companies for `import_companies`."""
    found = sample_companies(plan)
    for one in found:
        place = folder / one.rut
        place.mkdir(parents=True, exist_ok=True)
        for month in months_of(one, plan):
            for name, content in month.files():
                (place / name).write_bytes(content)
    listed = json.dumps([_listed(one) for one in found], ensure_ascii=False, indent=1)
    (folder / COMPANIES_FILE).write_text(f"{listed}\n", encoding="utf-8")


def months_of(company: SampleCompany, plan: TaxPlan) -> Iterator[SampleMonth]:
    """Yield the months of a company, the oldest first: each takes over what the last one left.

    Behind the last month comes the one that is not over yet.
    """
    carried = 0
    last = Month.of(plan.until).plus(-1)
    for ago in reversed(range(-1, plan.months)):
        month = SampleMonth(
            company=company,
            period=last.plus(-ago).first,
            seed=plan.seed,
            ago=ago,
            documents=plan.registered,
            until=plan.until,
            carried=carried,
            cases=plan.cases,
        )
        yield month
        carried = month.left


def _listed(company: SampleCompany) -> dict[str, Any]:
    return {
        "id": str(company.id),
        "rut": company.rut,
        "name": company.name,
        "files_online": company.files_online,
    }
