"""The page on the factoring jobs tells of tests that exist, and no case is left without one."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "factoring.md").read_text(encoding="utf-8")
TESTS = {
    name
    for path in (ROOT / "tests").rglob("test_*.py")
    for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
}


@pytest.mark.parametrize("number", range(1, 31), ids="P{:02}".format)
def test_a_pain_of_the_former_system_is_cured_where_a_test_shows_it(number: int) -> None:
    [row] = re.findall(rf"^\| P{number} \|.*$", PAGE, re.MULTILINE)
    shown = set(re.findall(r"`(test_\w+)`", row))
    assert shown
    assert shown <= TESTS


@pytest.mark.parametrize("number", range(1, 35), ids="E{:02}".format)
def test_an_odd_case_has_a_test_of_its_name_and_a_line_on_the_page(number: int) -> None:
    assert re.search(rf"^\|[E0-9 ]*\bE{number:02}\b", PAGE, re.MULTILINE)
    assert [name for name in TESTS if f"_e{number:02}" in name]


def test_every_benchmark_that_the_page_names_exists() -> None:
    assert all((ROOT / name).is_file() for name in re.findall(r"`(bench/\w+\.py)`", PAGE))
