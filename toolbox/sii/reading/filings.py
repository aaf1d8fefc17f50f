"""F29 returns: whatever form they came in, texts of a return become one, or say why not."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from pydantic_core import PydanticCustomError

from toolbox.sii.calc.books import FileKind, FilingState
from toolbox.sii.calc.cells import is_nothing, whole_pesos
from toolbox.sii.calc.f29 import Code, code_of
from toolbox.sii.calc.rows import Filing, Reading, RowFault
from toolbox.sii.reading.judging import SENTENCES, SHOWN, Judge
from toolbox.sii.reading.names import Named

WORDS = frozenset({1, 2, 3, 5, 6, 7, 8, 9, 10, 13, 15, 55, 314, 315, 610, 915, 922, 9906})
"""Codes that hold words, days or what identifies the return, and no figures of it."""
RUT, FOLIO, PERIOD, FILED = 3, 7, 15, 315
LARGEST_RATE, RATE_DECIMALS = 1_000, 4
NAMES = {"state": "status", "filed": "filed_on"}
JUDGE = Judge(Filing, lambda name: NAMES.get(name, name))


@dataclass(frozen=True, slots=True)
class Told:
    """A return as its file tells it, in texts by field, and its codes with their values.

    `place` is the line of the file, or the number of the return in a list of several.
    """

    place: int
    values: Mapping[str, str]
    codes: tuple[tuple[str, str], ...] = ()
    faults: tuple[RowFault, ...] = field(default=())


def reading_of(kind: FileKind, returns: Iterable[Told], named: Named) -> Reading:
    """Return the returns of a file; the file's name helps out where one names no month or RUT."""
    rows: dict[tuple[str, int | None], Filing] = {}
    faults: list[RowFault] = []
    for told in returns:
        row = judged(_completed(told, named))
        if isinstance(row, list):
            faults += row
        elif row.folio and (row.rut, row.folio) in rows:
            message = "The same return is in the file already; the first counts."
            faults.append(RowFault(told.place, "folio", str(row.folio), message))
        else:
            rows[row.rut, row.folio] = row
    one = next(iter(rows.values())) if len(rows) == 1 else None
    ruts = {row.rut for row in rows.values()}
    return Reading(
        kind,
        tuple(rows.values()),
        tuple(faults),
        rut=ruts.pop() if len(ruts) == 1 else None,
        period=one.period if one else None,
    )


def judged(told: Told) -> Filing | list[RowFault]:
    """Return the return, or everything that is wrong with it."""
    codes, faults = figures_of(told)
    row = JUDGE.judge(told.place, {**told.values, "codes": codes})
    if isinstance(row, list):
        return [*told.faults, *row, *faults]
    if row.folio is None and row.state is not FilingState.PROPOSED:
        faults.append(RowFault(told.place, "folio", "", SENTENCES["needed"]))
    return [*told.faults, *faults] or row


def figures_of(told: Told) -> tuple[dict[int, Decimal], list[RowFault]]:
    """Return the figures by code, and what is wrong among them; a code without one is left out."""
    codes: dict[int, Decimal] = {}
    faults: list[RowFault] = []
    for written, text in told.codes:
        try:
            code = code_of(written)
            if code in WORDS or is_nothing(text):
                continue
            figure = figure_of(code, text)
        except (ValueError, PydanticCustomError) as error:
            faults.append(_fault(told.place, written, text, error))
            continue
        if codes.setdefault(code, figure) != figure:
            message = "The code is there twice, with different values."
            faults.append(RowFault(told.place, written[:SHOWN], text[:SHOWN], message))
    return codes, faults


def figure_of(code: int, text: str) -> Decimal:
    """Return the value of a code: whole pesos, for 115 a percentage."""
    if code != Code.PPM_RATE:
        return Decimal(whole_pesos(text))
    try:
        rate = Decimal(text.strip().rstrip("%").strip().replace(",", "."))
        if abs(rate) < LARGEST_RATE and rate == round(rate, RATE_DECIMALS):
            return rate
    except InvalidOperation:
        pass
    raise PydanticCustomError("rate", "Not a rate")


def of_codes(codes: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield what the codes of the head say of a return: its RUT, folio, month and day."""
    fields = {RUT: "rut", FOLIO: "folio", PERIOD: "period", FILED: "filed"}
    for written, text in codes:
        try:
            code = code_of(written)
        except ValueError:
            continue
        if code in fields and not is_nothing(text):
            yield fields[code], text


def _completed(told: Told, named: Named) -> Told:
    """A return with what its file's name tells where it says nothing itself."""
    values: dict[str, Any] = {"folio": "", "kind": "", "filed": ""}
    values["state"] = FilingState.VALID.value
    if named.rut:
        values["rut"] = named.rut
    if named.period:
        values["period"] = f"{named.period:%Y-%m}"
    given = {name: text for name, text in told.values.items() if not is_nothing(text)}
    return replace(told, values=values | given)


def _fault(place: int, code: str, text: str, error: Exception) -> RowFault:
    if isinstance(error, PydanticCustomError):
        return RowFault(place, code[:SHOWN], text[:SHOWN], SENTENCES[error.type])
    return RowFault(place, "codes", code[:SHOWN], "Not a code of the F29.")
