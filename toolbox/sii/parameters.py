"""The parameters that the jobs share."""

from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext_noop as _
from pydantic import AfterValidator, Field, ValidationInfo

from background import relative_year
from background.clock import today_of
from toolbox.sii.scope import COMPANY
from toolbox.sii.zone import SANTIAGO

FIRST_YEAR = 2005
AT_ONCE = 4
"""So many companies are worked on at the same time."""
TOO_LATE = _("Give no later year than the next one.")


def _no_later_than_next(year: int, info: ValidationInfo) -> int:
    today = today_of(info, SANTIAGO)
    if today and year > today.year + 1:
        raise ValueError(TOO_LATE)
    return year


CompanyId = Annotated[
    UUID, Field(title="Company", description="The company, for programs its identifier"), COMPANY
]
Months = Annotated[
    int, Field(ge=1, le=12, title="Months", description="How many months, the newest first")
]
MonthOffset = Annotated[
    int,
    Field(
        ge=0,
        le=119,
        title="Months back",
        description="Which month is the newest: 0 is the current one, 1 the last one",
    ),
]
TaxYear = Annotated[
    int,
    Field(ge=FIRST_YEAR, title="Year", description="The year of the returns"),
    relative_year(SANTIAGO),
    AfterValidator(_no_later_than_next),
]
