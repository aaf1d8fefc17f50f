"""A board that cannot work fails where it is declared."""

from typing import Any

import pytest

from background import Dataset, Kind
from background.boards import (
    Ages,
    Board,
    Grid,
    Latest,
    Look,
    Mark,
    Panel,
    Periods,
    Ratio,
    Rows,
    Sum,
    Values,
)
from background.errors import DeclarationError, UnknownBoard
from background.registry import Registry

SALES = Dataset("sales", "Sales", "", model=None, currency="Currency")
STATES = Grid("Day", "State", (Mark("open", "Open", Look.WARN),))
RATES = Dataset("rates", "Rates", "", model=None)


def board(*panels: Panel, name: str = "sales", dataset: Dataset = SALES) -> Board:
    return Board(name, "Sales", "", dataset, panels)


@pytest.mark.parametrize(
    "said",
    [
        {"measures": ()},
        {"measures": (Rows(),), "chart": "bar"},
        {"measures": (Rows(),), "share": True},
        {"measures": (Latest("Rate", "Day", "Rate"),), "by": Periods("Day")},
        {"measures": (Latest("Rate", "Day", "Rate"),), "split": "Currency"},
        {
            "measures": (Rows(), Ratio("A", "B", "Part")),
            "by": Values("Who", "Who"),
            "chart": "bar",
            "charted": 2,
        },
        {"measures": (Rows(),), "grid": STATES},
        {"measures": (Rows(),), "by": Periods("Day"), "grid": STATES},
    ],
)
def test_a_panel_that_cannot_be_drawn_is_refused(said: dict[str, Any]) -> None:
    with pytest.raises(DeclarationError, match="Some panel"):
        Panel("Some panel", **said)


def test_a_grid_without_marks_is_refused() -> None:
    with pytest.raises(DeclarationError, match="no marks"):
        Grid("Day", "State", ())


@pytest.mark.parametrize("name", ["", "Two words", "a/b", "9"])
def test_a_name_must_fit_into_an_address(name: str) -> None:
    with pytest.raises(DeclarationError):
        board(Panel("Rows", (Rows(),)), name=name)


@pytest.mark.parametrize("by", [None, Values("Who", "Who"), Periods("Day"), Ages("Due")])
def test_amounts_of_several_currencies_are_never_added_up(by: Any) -> None:
    with pytest.raises(DeclarationError, match="several currencies"):
        board(Panel("Sold", (Sum("Amount", "Sold"),), by))


@pytest.mark.parametrize(
    "panel",
    [
        Panel("Sold", (Sum("AmountInSoles", "Sold", unit="PEN"),)),
        Panel("Sold", (Sum("Amount", "Sold"),), split="Currency"),
        Panel("Sold", (Sum("Amount", "Sold"),), Values("Currency", "Currency")),
        Panel("Rated", (Sum("Amount", "Sold", kind=Kind.COUNT),), dataset=RATES),
    ],
)
def test_amounts_in_one_currency_or_apart_are(panel: Panel) -> None:
    assert board(panel).panels == (panel,)


def test_a_board_knows_every_dataset_it_looks_at_its_own_first() -> None:
    other = Panel("Rates", (Rows(),), dataset=RATES)

    assert [one.name for one in board(other, Panel("Rows", (Rows(),))).datasets] == [
        "sales",
        "rates",
    ]


def test_two_boards_of_one_name_are_an_error_and_the_same_board_twice_is_none() -> None:
    catalogue = Registry()
    first = board(Panel("Rows", (Rows(),)))
    catalogue.add_board(first)
    catalogue.add_board(first)

    with pytest.raises(DeclarationError, match="sales"):
        catalogue.add_board(board(Panel("Other rows", (Rows(),))))
    assert catalogue.boards() == [first]


def test_a_board_that_does_not_exist_is_an_error_of_its_own() -> None:
    with pytest.raises(UnknownBoard):
        Registry().board("nothing")


def test_boards_are_found_in_modules_called_boards() -> None:
    catalogue = Registry()
    catalogue.discover("toolbox")

    assert {"exchange-rate", "placements"} <= {one.name for one in catalogue.boards()}
