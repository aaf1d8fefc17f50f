"""What a run for all companies tells, made of what the run of each company told."""

from collections.abc import Sequence
from typing import Any

from background import Child, Column, Figure, Report, Sentence, Table
from toolbox.sii.store.companies import names_of


class CompaniesOutcome(Report):
    """The result of a run for all companies: `results` has one entry for each.

    `synced` companies did their work, perhaps in part; `skipped` ones were not begun.
    """

    success: bool
    total_companies: int
    synced: int
    failed: int
    skipped: int
    results: list[dict[str, Any]]


class YearOfCompaniesOutcome(CompaniesOutcome):
    """The same of a year."""

    year: int | None


def conclude(children: Sequence[Child]) -> CompaniesOutcome:
    """Return what became of the companies."""
    return CompaniesOutcome(**_told(children))


def conclude_year(children: Sequence[Child]) -> YearOfCompaniesOutcome:
    """Return what became of the companies in the year that all were asked for."""
    years = {one.params["year"] for one in children if "year" in one.params}
    return YearOfCompaniesOutcome(**_told(children), year=next(iter(years), None))


def _told(children: Sequence[Child]) -> dict[str, Any]:
    names = names_of([str(one.params["company_id"]) for one in children])
    synced = sum(one.was_done for one in children)
    skipped = sum(not one.was_done and not one.was_tried for one in children)
    failed = len(children) - synced - skipped
    return {
        "headline": "{synced} of {total} companies done, {failed} failed",
        "fields": {"synced": synced, "total": len(children), "failed": failed},
        "figures": [
            Figure(label="Companies", value=len(children)),
            Figure(label="Done", value=synced),
            Figure(label="Failed", value=failed),
            Figure(label="Not begun", value=skipped),
        ],
        "tables": _failures(children, names),
        "success": failed == 0,
        "total_companies": len(children),
        "synced": synced,
        "failed": failed,
        "skipped": skipped,
        "results": [_result(one, names) for one in children],
    }


def _result(child: Child, names: dict[str, str]) -> dict[str, Any]:
    key = str(child.params["company_id"])
    told = {"company_id": key, "company_name": names.get(key, ""), "run_id": str(child.run_id)}
    if child.was_done and isinstance(child.result, dict):
        own = {name: value for name, value in child.result.items() if name not in PAGE}
        return {**own, **told}
    return {**told, "success": False, "error": str(child.error) if child.error else ""}


PAGE = frozenset(Report.model_fields)
"""What of a result is for people to look at."""


def _failures(children: Sequence[Child], names: dict[str, str]) -> list[Table]:
    rows = [
        [names.get(str(one.params["company_id"]), ""), one.error or Sentence("Not begun")]
        for one in children
        if not one.was_done
    ]
    columns = [Column(name="company", label="Company"), Column(name="why", label="Why")]
    return [Table(title="Companies that were not done", columns=columns, rows=rows)] if rows else []
