"""Environment variables: a good value is typed, a bad one stops the start by its name."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from project import env

Reader = Callable[[], Any]


@pytest.mark.parametrize(
    ("value", "read", "expected"),
    [
        ("yes", lambda: env.flag("X", default=False), True),
        ("Off", lambda: env.flag("X", default=True), False),
        ("", lambda: env.flag("X", default=True), True),
        (" 12 ", lambda: env.number("X", 1), 12),
        ("", lambda: env.number("X", 1), 1),
        ("a, b,,c ", lambda: env.words("X", []), ["a", "b", "c"]),
        ("", lambda: env.words("X", ["d"]), ["d"]),
        ("red", lambda: env.choice("X", ("red", "blue"), "blue"), "red"),
        ("", lambda: env.choice("X", ("red", "blue"), "blue"), "blue"),
        ("  text ", lambda: env.text("X"), "text"),
        ("20/hour", lambda: env.rate("X", "1/s"), (20, 3600)),
        ("", lambda: env.rate("X", "600/min"), (600, 60)),
    ],
)
def test_a_good_value_is_read(
    monkeypatch: pytest.MonkeyPatch, value: str, read: Reader, expected: object
) -> None:
    monkeypatch.setenv("X", value)
    assert read() == expected


@pytest.mark.parametrize(
    ("value", "read", "sentence"),
    [
        ("maybe", lambda: env.flag("X", default=False), "X must be true or false, not 'maybe'"),
        ("600", lambda: env.rate("X", "1/s"), "X must be a rate such as 600/min, not '600'"),
        ("1.5", lambda: env.number("X", 1), "X must be a whole number, not '1.5'"),
        ("green", lambda: env.choice("X", ("red",), "red"), "X must be one of red, not 'green'"),
    ],
)
def test_a_bad_value_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, value: str, read: Reader, sentence: str
) -> None:
    monkeypatch.setenv("X", value)
    with pytest.raises(ImproperlyConfigured) as refusal:
        read()
    assert str(refusal.value) == sentence


def test_a_secret_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("from the file\n", encoding="utf-8")
    monkeypatch.setenv("X", "from the variable")
    assert env.secret("X") == "from the variable"
    monkeypatch.setenv("X_FILE", str(file))
    assert env.secret("X") == "from the file"
    monkeypatch.setenv("X_FILE", str(tmp_path / "gone"))
    with pytest.raises(ImproperlyConfigured, match="X_FILE cannot be read"):
        env.secret("X")
