"""`.env.example` names exactly the variables that the code reads."""

import ast
import re

from tests.house import source

READERS = {"text", "secret", "flag", "number", "rate", "words", "choice"}
EXAMPLE = source.ROOT / ".env.example"


def read_by_the_code() -> set[str]:
    """The names given to the readers of `project.env`."""
    return {
        call.args[0].value
        for path in source.modules()
        for call in source.calls(path)
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in READERS
        and ast.unparse(call.func.value) == "env"
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
    }


def test_the_example_names_every_variable_and_no_other() -> None:
    listed = re.findall(r"^#?([A-Z][A-Z_]+)=", EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(listed) == len(set(listed))
    assert set(listed) == read_by_the_code()


def test_settings_read_the_environment_through_typed_readers_alone() -> None:
    direct = [
        source.name(path)
        for path in source.modules()
        if source.name(path) != "project/env.py"
        and re.search(r"os\.(getenv|environ\[\"[A-Z_]+\"\](?! =))", path.read_text("utf-8"))
    ]
    assert direct == []
