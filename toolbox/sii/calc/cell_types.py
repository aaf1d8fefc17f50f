"""The types of cells, by which pydantic judges a row: texts in, values out."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import PlainValidator, SkipValidation

from toolbox.sii.calc import cells, days, words
from toolbox.sii.calc.books import FeeState, FilingState

Pesos = Annotated[int, PlainValidator(cells.whole_pesos)]
PesosNeeded = Annotated[int, PlainValidator(cells.pesos_needed)]
PesosIfAny = Annotated[int | None, PlainValidator(cells.pesos_if_any)]
SumOfPesos = Annotated[int, PlainValidator(cells.sum_of_pesos)]
TypeCode = Annotated[int, PlainValidator(cells.known_type)]
Folio = Annotated[int, PlainValidator(cells.folio_number)]
FolioIfAny = Annotated[int | None, PlainValidator(cells.folio_if_any)]
Count = Annotated[int, PlainValidator(cells.whole_number)]
NumberIfAny = Annotated[int | None, PlainValidator(cells.number_if_any)]
RutIfAny = Annotated[str, PlainValidator(cells.rut_if_any)]
RutNeeded = Annotated[str, PlainValidator(cells.rut_needed)]
Reference = Annotated[int, PlainValidator(cells.reference_code)]
Rate = Annotated[Decimal | None, PlainValidator(cells.percentage)]
Day = Annotated[date, PlainValidator(days.some_day)]
DayIfAny = Annotated[date | None, PlainValidator(days.day_if_any)]
Moment = Annotated[datetime | None, PlainValidator(days.moment_if_any)]
Month = Annotated[date, PlainValidator(days.month)]
Text = Annotated[str, PlainValidator(words.plain_text)]
ShortText = Annotated[str, PlainValidator(words.short_text)]
YesNo = Annotated[bool, PlainValidator(words.yes_or_no)]
StateOfFee = Annotated[FeeState, PlainValidator(words.fee_state)]
StateOfFiling = Annotated[FilingState, PlainValidator(words.filing_state)]
Raw = Annotated[Mapping[str, str], SkipValidation]
