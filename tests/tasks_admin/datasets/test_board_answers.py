"""What the panels of a board come to, and that every line leads to exactly its rows."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs

import pytest

from background import Dataset, registry
from background.boards import Lowest, Panel, Rows, Values
from tasks_admin.models import DatasetVersion
from tasks_admin.queries import row_filter
from tasks_admin.queries.boards import board as found
from tasks_admin.queries.boards.answers import Line, PanelAnswer
from tests.tasks_admin.datasets.boards import BOARD
from tests.tasks_admin.datasets.conftest import NOW, PLACEMENTS, Add

Publish = Callable[..., DatasetVersion]
AS_OF = date(2024, 7, 27)


@pytest.fixture(autouse=True)
def board(dataset: Dataset) -> Iterator[None]:
    """The board is in the catalogue."""
    registry.add_board(BOARD)
    yield
    registry.remove_board(BOARD.name)


@pytest.fixture
def placements(add: Add, publish: Publish) -> None:
    """Ten documents of three executives and nobody, in two currencies and over three years."""
    for number, (executive, day, amount, currency, paid) in enumerate(
        [
            ("Ana", date(2022, 12, 31), "100", "PEN", AS_OF),
            ("Ana", date(2024, 1, 1), "200.10", "PEN", date(2024, 7, 26)),
            ("Ana", date(2024, 1, 31), "300.20", "USD", date(2024, 6, 27)),
            ("Berta", date(2024, 2, 1), "50", "PEN", date(2024, 6, 26)),
            ("Berta", date(2024, 2, 29), "60", "PEN", date(2024, 5, 28)),
            ("Carla", date(2024, 4, 1), "7", "USD", date(2024, 5, 27)),
            ("Carla", date(2024, 4, 30), "8", "PEN", date(2020, 1, 1)),
            (None, date(2024, 4, 30), "1", "PEN", None),
            ("", date(2023, 6, 15), "2", "PEN", date(2024, 8, 1)),
            ("Ana", date(2024, 2, 29), "-30.30", "PEN", None),
        ]
    ):
        add(
            document=f"D{number}",
            executive=executive,
            placed_on=day,
            amount=Decimal(amount),
            currency=currency,
            paid_on=paid,
            rate=Decimal("0.02") if number % 2 else None,
            is_new=number > 7,
        )
    publish()


def answer(title: str, **given: list[str]) -> PanelAnswer:
    _asked, reckoned = found.reckoned(found.read("placed", given))
    return next(
        one
        for panel, one in zip(BOARD.panels, reckoned.panels, strict=True)
        if panel.title == title
    )


def lines(title: str, **given: list[str]) -> list[tuple[Any, ...]]:
    return [(line.key, *line.values) for line in answer(title, **given).lines]


def rows_of(line: Line) -> list[Any]:
    """The rows that the page of the dataset shows for the line's address."""
    assert line.query is not None
    asked = row_filter.read(PLACEMENTS, parse_qs(line.query))
    assert (asked.errors, asked.unknown) == ((), ())
    return list(asked.rows())


@pytest.mark.usefixtures("placements")
def test_figures_are_reckoned_over_all_rows() -> None:
    rows, placed, executives, rate, smallest, largest, part, last = answer("In short").total.values

    assert (rows, placed, executives) == (10, Decimal("698.00"), 3)
    assert (smallest, largest, last) == (Decimal("-30.30"), Decimal("300.20"), Decimal(1))
    assert (round(rate, 6), round(part, 6)) == (Decimal("0.02"), round(Decimal("0.1") / 698, 6))


@pytest.mark.usefixtures("placements")
def test_months_follow_each_other_without_gaps_and_the_rest_stands_before_them() -> None:
    found = answer("By month")

    assert lines("By month") == [
        ("2024-02", Decimal("79.70"), 3),
        ("2024-03", None, None),
        ("2024-04", Decimal(16), 3),
    ]
    assert found.rest is not None
    assert found.rest.values == (Decimal("602.30"), 4)
    assert len(rows_of(found.rest)) == 4
    assert found.total.values == (Decimal(698), 10)


@pytest.mark.usefixtures("placements")
def test_years_and_days_are_periods_too() -> None:
    assert [line[0] for line in lines("By year")] == ["2022", "2023", "2024"]
    assert ("2024-02-29", Decimal("29.70")) in lines("By day")
    assert len(lines("By day")) == 8


@pytest.mark.usefixtures("placements")
def test_the_greatest_values_come_first_and_the_others_are_one_line() -> None:
    found = answer("By executive")

    assert lines("By executive") == [("Ana", Decimal(570), 4), ("Berta", Decimal(110), 2)]
    assert found.rest is not None
    assert (found.rest.values, found.rest.query) == ((Decimal(18), 4), None)


@pytest.mark.usefixtures("placements")
def test_a_blank_text_and_no_text_are_one_line() -> None:
    by_split = answer("By executive and currency")
    [blank] = [line for line in by_split.lines if line.key == ""]

    assert blank.values == (Decimal(3), None)
    assert len(rows_of(blank)) == 2


@pytest.mark.usefixtures("placements")
def test_panels_with_the_same_lines_have_each_its_own_order_and_number_of_them() -> None:
    by_rows = Panel("By rows", (Rows("Rows"),), Values("Ejecutivo", "Executive", 3))
    by_least = Panel("By least", (Lowest("Colocacion", "Least"),), Values("Ejecutivo", "Who", 9))
    alone = {panel.title: _reckoned_alone(panel) for panel in (by_rows, by_least)}

    registry.remove_board(BOARD.name)
    registry.add_board(replace(BOARD, panels=(by_rows, by_least)))

    _asked, both = found.reckoned(found.read("placed", {}))
    assert [one.lines for one in both.panels] == [one.lines for one in alone.values()]
    assert [line.key for line in both.panels[0].lines] == ["Ana", "", "Berta"]
    assert [line.key for line in both.panels[1].lines] == ["Berta", "Carla", "", "Ana"]


def _reckoned_alone(panel: Panel) -> PanelAnswer:
    registry.remove_board(BOARD.name)
    registry.add_board(replace(BOARD, panels=(panel,)))
    _asked, reckoned = found.reckoned(found.read("placed", {}))
    return reckoned.panels[0]


@pytest.mark.usefixtures("placements")
def test_a_value_is_called_by_the_column_that_names_it_where_that_says_anything() -> None:
    names = {line.key: line.name for line in answer("By document").lines}

    assert (names["D0"], names["D7"], names["D8"]) == ("Ana", "", "")


@pytest.mark.usefixtures("placements")
def test_currencies_stand_apart_and_are_not_added_up() -> None:
    by_currency, split = answer("By currency"), answer("By executive and currency")

    assert lines("By currency") == [
        ("PEN", Decimal("390.80"), 8),
        ("USD", Decimal("307.20"), 2),
    ]
    assert by_currency.total.values == (None, 10)
    assert split.splits == ("PEN", "USD")
    assert split.total.values == (Decimal("390.80"), Decimal("307.20"))
    assert split.lines[0].values == (Decimal("269.80"), Decimal("300.20"))


@pytest.mark.usefixtures("placements")
def test_ages_count_from_the_day_that_the_figures_speak_of() -> None:
    by_age = [(key, rows) for key, _placed, rows in lines("By age")]

    assert by_age == [(None, 2), (0, 2), (1, 2), (2, 2), (3, 2)]


@pytest.mark.usefixtures("placements")
def test_a_fixed_condition_goes_with_a_panel_and_its_address() -> None:
    total = answer("In dollars").total

    assert total.values == (Decimal("307.20"),)
    assert {row.currency for row in rows_of(total)} == {"USD"}


@pytest.mark.usefixtures("placements")
def test_a_panel_that_says_its_value_itself_is_not_narrowed_by_that_column_and_tells() -> None:
    in_dollars = answer("In dollars", Moneda__in=["PEN"], Ejecutivo__in=["Ana"])

    assert (in_dollars.total.values, in_dollars.ignored) == ((Decimal("300.20"),), ("Moneda",))


@pytest.mark.usefixtures("placements")
@pytest.mark.parametrize(
    "given",
    [
        {},
        {"Ejecutivo__in": ["Ana", "Berta"]},
        {"Ejecutivo__is": ["filled"], "Moneda__in": ["PEN"]},
        {"FechaOperacion__from": ["2024-01-15"], "FechaOperacion__to": ["2024-04-29"]},
    ],
)
def test_every_line_leads_to_exactly_its_rows(given: dict[str, list[str]]) -> None:
    for panel in BOARD.panels:
        if panel.measures[0].label == "Placed" and not panel.split:
            reckoned = answer(panel.title, **given)
            for line in reckoned.lines:
                placed = [row.amount for row in rows_of(line)]
                assert line.values[0] == (sum(placed) if placed else None), (panel.title, line)


@pytest.mark.usefixtures("placements")
def test_a_grid_counts_the_states_of_each_line_and_month_by_the_names_of_the_lines() -> None:
    grid = answer("Currencies by month").grid
    assert grid is not None
    assert grid.periods == ("2024-02", "2024-03", "2024-04")
    counts = [
        (line.key, *(cell.counts if cell else None for cell in cells)) for line, cells in grid.lines
    ]
    assert counts == [
        ("", None, None, (0, 1)),
        ("Ana", (0, 1), None, None),
        ("Berta", (0, 2), None, None),
        ("Carla", None, None, (1, 1)),
    ]


@pytest.mark.usefixtures("placements")
@pytest.mark.parametrize("given", [{}, {"Moneda__in": ["PEN"], "Ejecutivo__is": ["filled"]}])
def test_every_cell_of_a_grid_leads_to_exactly_its_rows(given: dict[str, list[str]]) -> None:
    grid = answer("Currencies by month", **given).grid
    assert grid is not None
    cells = [cell for _line, cells in grid.lines for cell in cells if cell]
    assert cells
    for cell in cells:
        assert len(rows_of(Line(None, (), cell.query))) == sum(cell.counts)


@pytest.mark.usefixtures("placements")
def test_the_total_leads_to_all_rows_of_the_filters() -> None:
    given = {"Ejecutivo__in": ["Ana"], "FechaOperacion__from": ["2024-01-01"]}

    assert {row.document for row in rows_of(answer("By month", **given).total)} == {
        "D1",
        "D2",
        "D9",
    }


@pytest.mark.usefixtures("placements")
def test_lines_rest_and_total_tie() -> None:
    for panel in BOARD.panels:
        reckoned = answer(panel.title)
        if panel.by and panel.measures[-1].label == "Rows":
            counted = [line.values[-1] or 0 for line in reckoned.lines]
            rest = reckoned.rest.values[-1] if reckoned.rest else 0
            assert sum(counted) + rest == reckoned.total.values[-1] == 10, panel.title


def test_a_board_of_no_rows_has_no_lines(publish: Publish) -> None:
    publish()

    assert answer("By month").lines == ()
    assert answer("By executive and currency").total.values == (None,)
    assert answer("In short").total.values[:3] == (0, None, 0)


@pytest.mark.usefixtures("placements")
def test_the_same_version_has_the_same_figures_without_asking_again(
    publish: Publish, add: Add, django_assert_num_queries: Any
) -> None:
    _asked, reckoned = found.reckoned(found.read("placed", {}))
    add(amount=Decimal(1000))
    with django_assert_num_queries(2):
        assert found.known_answer(found.read("placed", {})) == reckoned

    publish(NOW)
    assert found.known_answer(found.read("placed", {})) is None
    assert answer("In short").total.values[1] == Decimal(1698)


@pytest.mark.usefixtures("placements")
def test_figures_of_a_table_that_is_written_in_place_are_never_those_of_before(add: Add) -> None:
    in_place = replace(PLACEMENTS, in_place=True)
    registry.remove_board(BOARD.name)
    registry.add_board(replace(BOARD, dataset=in_place))
    before = answer("In short").total.values[0]
    add()

    assert found.known_answer(found.read("placed", {})) is None
    assert answer("In short").total.values[0] == before + 1


@pytest.mark.usefixtures("placements")
def test_a_version_that_comes_while_figures_are_reckoned_is_the_one_that_is_shown(
    publish: Publish,
) -> None:
    before = found.read("placed", {})
    newest = publish(NOW)

    asked, _reckoned = found.reckoned(before)

    assert asked.cards["colocaciones"].version == newest
    assert found.known_answer(before) is None


@pytest.mark.usefixtures("placements")
def test_what_no_filter_of_the_board_names_is_passed_over() -> None:
    asked = found.read("placed", {"Nuevo": ["yes"], "sort": ["Nuevo"], "Moneda": ["USD"]})

    assert [one.parameter for one in asked.asked.conditions] == ["Moneda"]
