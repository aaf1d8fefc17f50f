"""What filters of lists have in common: they are read from an address and written back into it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Self
from urllib.parse import urlencode

from tasks_admin.queries.local_days import read_day

LONGEST = 200
DAYS = ("since", "until")


@dataclass(frozen=True, slots=True)
class AddressFilter:
    """Values by name, each a text; an empty one asks for nothing.

    `since` and `until` are local days as typed; one that is no day filters nothing and is named
    in `wrong`.
    """

    since: str = ""
    until: str = ""

    @classmethod
    def texts(cls, given: Mapping[str, str]) -> Self:
        """Return the filter with the texts of an address's parameters, unjudged."""
        names = [field.name for field in fields(cls)]
        return cls(**{name: given.get(name, "").strip()[:LONGEST] for name in names})

    @property
    def wrong(self) -> tuple[str, ...]:
        """The names of the date filters that are no days."""
        typed = {name: getattr(self, name) for name in DAYS}
        return tuple(name for name, value in typed.items() if value and read_day(value) is None)

    @property
    def given(self) -> list[tuple[str, str]]:
        """The values that ask for something, by name; the days come last."""
        names = sorted((field.name for field in fields(self)), key=DAYS.__contains__)
        values = ((name, getattr(self, name)) for name in names)
        return [(name, value) for name, value in values if value]

    def query_string(self, **changes: str) -> str:
        """Return the filter as the end of an address, some of its values changed."""
        return urlencode(replace(self, **changes).given)
