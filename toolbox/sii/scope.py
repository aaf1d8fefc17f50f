"""Companies as what runs and rows belong to: operators may be limited to some."""

from collections.abc import Iterator

from background import Choice, Scope
from toolbox.sii.models import Company


def companies() -> Iterator[Choice]:
    """Yield the active companies by name."""
    for company in Company.objects.filter(is_active=True):
        yield Choice(str(company.pk), str(company))


COMPANY = Scope(name="company", title="Company", offer=companies)
