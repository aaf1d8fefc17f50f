"""How a run for a company went, in one sentence; it fails where no file was of use."""

from collections.abc import Sequence

from background import JobFailed, TaskContext
from toolbox.sii.arranging import Refused
from toolbox.sii.models import Company


def judge(
    ctx: TaskContext, company: Company, refused: Sequence[Refused], *, files: int, faults: int
) -> None:
    """Say how it went; raises JobFailed where there are files and none was of use."""
    if files and len(refused) == files:
        raise JobFailed(
            "None of the {count} files of {company} could be used. {file}: {why}",
            count=files,
            company=company.name,
            file=refused[0].facts.name,
            why=refused[0].why,
        )
    if not files:
        ctx.incomplete("There is no file of {company} for these months", company=company.name)
    elif faults:
        ctx.incomplete(
            "{count} rows or files of {company} could not be used: correct them at their source "
            "and run this again",
            count=faults,
            company=company.name,
        )
    else:
        ctx.log_success("{company} is up to date", company=company.name)
