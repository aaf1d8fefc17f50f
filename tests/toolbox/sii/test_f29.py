"""The F29: its nine identities, by code."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolbox.sii.calc.f29 import (
    IDENTITIES,
    Code,
    carried_over,
    code_of,
    completed,
    remarks,
)

TOTALS = {int(one.code) for one in IDENTITIES}
PARTS = sorted({part for one in IDENTITIES for part in one.parts} - TOTALS)
pesos = st.integers(0, 10**9).map(Decimal)
rates = st.integers(0, 500).map(lambda hundredths: Decimal(hundredths) / 100)
forms = st.dictionaries(st.sampled_from([one for one in PARTS if one != Code.PPM_RATE]), pesos)


def form(**values: int | str) -> dict[int, Decimal]:
    """A form of the codes given as `c502=...`."""
    return {code_of(name[1:]): Decimal(value) for name, value in values.items()}


PLAIN = form(
    c502=1_900_000, c510=190_000, c538=1_710_000, c520=950_000, c504=60_000, c537=1_010_000,
    c89=700_000, c563=9_000_000, c115="0.25", c62=22_500, c48=30_000, c151=145_000,
    c595=897_500, c547=897_500, c91=897_500, c94=897_500,
)  # fmt: skip


def failed(codes: dict[int, Decimal]) -> list[int]:
    return [one.fields["code"] for one in remarks(codes)]  # type: ignore[misc]


def test_a_form_that_adds_up_has_no_remark() -> None:
    assert remarks(PLAIN) == ()


@pytest.mark.parametrize("code", sorted(TOTALS & set(PLAIN) - {Code.CARRIED}))
def test_a_total_that_is_one_peso_off_is_told(code: int) -> None:
    assert code in failed(PLAIN | {code: PLAIN[code] + 1})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (form(c538=1_700_000), "Code 538 says 1700000, but 502 - 510 gives 1710000"),
        (form(c77=5), "Code 77 says 5, but 537 - 538 gives 0"),
        (form(c62=22_501), "Code 62 says 22501, but 563 * 115 / 100 gives 22500"),
        (form(c596=1), "Code 547 says 897500, but 595 + 596 gives 897501"),
        (form(c93=4_000), "Code 94 says 897500, but 91 + 93 gives 901500"),
        (form(c795=500), "Code 94 says 897500, but 91 - 795 gives 897000"),
    ],
)
def test_a_remark_says_what_the_codes_on_the_form_give(
    change: dict[int, Decimal], said: str
) -> None:
    assert said in [one.message.format_map(dict(one.fields)) for one in remarks(PLAIN | change)]


def test_half_a_peso_of_the_monthly_payment_is_rounded_up() -> None:
    assert completed(form(c563=1_000, c115="0.25"))[Code.PPM] == 3


def test_a_total_that_is_left_out_though_it_is_not_zero_is_told() -> None:
    without = {code: value for code, value in PLAIN.items() if code != Code.CREDITS}
    assert Code.CREDITS in failed(without)


def test_a_total_without_any_of_its_parts_cannot_be_checked_and_that_is_told() -> None:
    (only,) = remarks(form(c538=500, c89=500, c595=500, c547=500, c91=500))
    assert (only.fields["code"], "cannot be checked" in only.message) == (538, True)


def test_a_return_that_is_paid_in_time_need_not_say_code_94() -> None:
    assert remarks({code: value for code, value in PLAIN.items() if code != 94}) == ()


def test_an_empty_form_adds_up() -> None:
    assert remarks({}) == ()


@given(forms, rates)
def test_what_is_reckoned_for_a_proposal_always_adds_up(
    codes: dict[int, Decimal], rate: Decimal
) -> None:
    whole = completed(codes | {int(Code.PPM_RATE): rate})
    assert remarks(whole) == ()
    assert (whole[Code.VAT_DUE] == 0) or (whole[Code.CARRIED] == 0)
    assert whole[Code.VAT_DUE] - whole[Code.CARRIED] == whole[Code.DEBITS] - whole[Code.CREDITS]


@given(forms, st.sampled_from(sorted(TOTALS)), st.integers(1, 10**6))
def test_no_total_can_be_changed_in_silence(
    codes: dict[int, Decimal], changed: int, by: int
) -> None:
    whole = completed(codes)
    assert changed in failed(whole | {changed: whole[changed] + by})


@given(forms)
def test_a_total_that_the_proposal_has_is_kept(codes: dict[int, Decimal]) -> None:
    assert completed(codes | {538: Decimal(77)})[538] == 77


@pytest.mark.parametrize(
    ("written", "code"), [("091", 91), ("89", 89), (" 0538 ", 538), ("01", 1), (115, 115)]
)
def test_codes_are_numbers_however_they_are_padded(written: str | int, code: int) -> None:
    assert code_of(written) == code


@pytest.mark.parametrize("written", ["", "0", "-5", "9x", "10000", "5.0", "²"])
def test_anything_else_is_no_code(written: str) -> None:
    with pytest.raises(ValueError, match="is no code"):
        code_of(written)


@pytest.mark.parametrize(
    ("left", "taken", "tells"),
    [
        (0, 0, False),
        (1_000_000, 1_000_000, False),
        (1_000_000, 1_012_000, False),
        (1_000_000, 1_031_000, True),
        (1_000_000, 0, True),
        (0, 10, False),
        (0, 11, True),
    ],
)
def test_the_credit_of_last_month_is_carried_over_but_for_its_indexation(
    left: int, taken: int, tells: bool
) -> None:
    assert bool(carried_over(form(c77=left), form(c504=taken))) is tells
