"""The RUT: how it is written, and what its check character says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolbox.sii.calc.rut import Rut


@pytest.mark.parametrize(
    "text",
    ["12345678-5", "76086428-5", "96874030-K", "77879240-0", "60910000-1", "1-9", "66666666-6"],
)
def test_a_rut_is_kept_in_its_canonical_form(text: str) -> None:
    assert Rut(text) == text


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("76.086.428-5", "76086428-5"),
        ("0076086428-5", "76086428-5"),
        ("760864285", "76086428-5"),
        (" 96.874.030-k ", "96874030-K"),
    ],
)
def test_every_usual_way_of_writing_it_is_taken(written: str, canonical: str) -> None:
    assert Rut(written) == canonical


@pytest.mark.parametrize(
    "text", ["", "-", "12345678-9", "123456789-2", "0-0", "7608642A-5", "76086428", "null"]
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no RUT"):
        Rut(text)


@given(st.integers(1, 99_999_999))
def test_what_is_displayed_is_read_back(number: int) -> None:
    rut = Rut.of(number)
    assert Rut(rut.display) == rut
    assert rut.number == number


@given(st.integers(1, 99_999_999), st.sampled_from("0123456789K"))
def test_one_check_character_alone_is_right(number: int, check: str) -> None:
    right = Rut.of(number)
    if check != right[-1]:
        with pytest.raises(ValueError, match="check digit"):
            Rut(f"{number}-{check}")
