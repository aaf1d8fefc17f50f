"""The words in files of the SII: texts of any kind, yes and no, and how a document stands."""

from enum import StrEnum
from typing import TypeVar

from pydantic_core import PydanticCustomError

from toolbox.sii.calc.books import FeeState, FilingState
from toolbox.sii.calc.cells import is_nothing

LONGEST, SHORT = 255, 40
State = TypeVar("State", bound=StrEnum)


def plain_text(text: str) -> str:
    """Return a text without what does not show, and of a length that the tables hold."""
    if not text.isprintable():
        text = "".join(one if one.isprintable() else " " for one in text)
    text = text.strip()
    if len(text) > LONGEST:
        raise PydanticCustomError("text_long", "Too long", {"most": LONGEST})
    return "" if text == "null" else text


def short_text(text: str) -> str:
    """Return a text of few letters."""
    short = plain_text(text)
    if len(short) > SHORT:
        raise PydanticCustomError("text_long", "Too long", {"most": SHORT})
    return short


def yes_or_no(text: str) -> bool:
    """Return whether a cell says yes; nothing is no."""
    word = text.strip().upper().replace("Í", "I")
    if word not in {"SI", "NO"} and not is_nothing(text):
        raise PydanticCustomError("yes", "Neither yes nor no")
    return word == "SI"


def fee_state(text: str) -> FeeState:
    """Return whether a fee receipt counts; an unknown word is refused."""
    return _state(text, {"VIG": FeeState.VALID, "ANU": FeeState.CANCELLED}, FeeState)


def filing_state(text: str) -> FilingState:
    """Return whether a return is in force; an unknown word is refused."""
    return _state(text, {}, FilingState)


def _state(text: str, short: dict[str, State], states: type[State]) -> State:
    word = text.strip().upper()
    known = {state.value.upper(): state for state in states} | short
    if word not in known:
        raise PydanticCustomError("state", "Unknown state", {"known": ", ".join(states)})
    return known[word]
