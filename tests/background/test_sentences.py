"""Sentences inside of others: kept apart from what fills them, however deep they are."""

import json

from background import JobFailed, Sentence, Table
from background.errors import FieldError, InvalidParams
from background.results import Column, jsonable, readable
from background.sentences import fill, stored_sentence

REASON = Sentence("The row has {count} cells", {"count": 3})


def test_a_sentence_in_a_field_is_stored_as_one_and_filled_as_text() -> None:
    error = JobFailed("Row {row}: {reason}", row=7, reason=REASON)
    assert str(error) == "Row 7: The row has 3 cells"
    stored = json.loads(json.dumps(readable(error.fields)))
    assert stored["reason"] == {"message": REASON.message, "fields": {"count": 3}}
    assert fill(error.message, stored) == str(error)
    assert stored_sentence(stored["reason"]) == REASON


def test_refusals_keep_each_judgement_apart() -> None:
    refusal = InvalidParams(
        [
            FieldError("limit", "Give {ge} or more.", {"ge": 1}),
            FieldError("day", "This value is needed."),
        ]
    )
    told = "Invalid parameters: limit: Give 1 or more.; day: This value is needed."
    assert str(refusal) == fill(refusal.message, readable(refusal.fields)) == told


def test_a_table_of_a_report_may_hold_sentences() -> None:
    table = Table(title="Left", columns=[Column(name="r", label="R")], rows=[[1, REASON, "x"]])
    again = Table.model_validate(jsonable(table))
    assert again == table


def test_a_dictionary_that_is_no_sentence_is_none() -> None:
    assert stored_sentence({"message": "x"}) is None
    assert fill("{value}", {"value": {"message": "x"}}) == "{'message': 'x'}"
