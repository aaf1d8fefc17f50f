"""Which texts of Python and of templates are taken for texts that operators read."""

from pathlib import Path

import pytest

from tasks_admin.translating import in_python, in_registry, in_templates
from tasks_admin.translating.message import Message

DEFINITIONS = """
class TaskError(Exception):
    def __init__(self, message: str, **fields: object) -> None: ...
class Refused(TaskError): ...
class Late(Refused): ...
class DeclarationError(TaskError): ...
class Context:
    def log_info(self, message: str) -> None: ...
    def progress(self, done: int, total: int, step: str = "") -> None: ...
class Figure:
    label: str
    value: int
def _chart(title: str, labels: list[str]) -> None: ...
REASON = "From a constant"
"""


def in_source(tmp_path: Path, source: str) -> list[str]:
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "kit.py").write_text(DEFINITIONS)
    (tmp_path / "demo" / "job.py").write_text(source)
    return [
        message.text
        for message, where in in_python.messages(tmp_path, ["demo"])
        if where.startswith("demo/job.py")
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('_("Hello")', ["Hello"]),
        ('gettext_lazy("Hel" "lo")', ["Hello"]),
        ('ctx.log_info("Read {rows} rows", rows=1)', ["Read {rows} rows"]),
        ('ctx.progress(1, 2, step="Reading")', ["Reading"]),
        ('ctx.progress(1, 2, "Reading")', ["Reading"]),
        ('Figure("Rows", 1)', ["Rows"]),
        ('Figure(label="Rows", value="Not this")', ["Rows"]),
        ('_chart("By month", ["enero"])', ["By month"]),
        ('raise Late("Too late for {day}")', ["Too late for {day}"]),
        ('raise DeclarationError("For developers")', []),
        ('ctx.log_info("One" if one else "Many")', ["One", "Many"]),
        ("Figure(label=REASON, value=1)", ["From a constant"]),
        ('level, message = 1, "It ends here"', ["It ends here"]),
        ('x = {"code": "Not this", "message": "Unexpected"}', ["Unexpected"]),
        ('FIELD_LABELS = {"a": "First", "b": ("Second", "Third")}', ["First", "Second", "Third"]),
        ('class Reason(StrEnum):\n    BAD = "It is bad"', ["It is bad"]),
        ('ctx.log_info("{text}", text=1)', []),
        ('ctx.log_info(f"Read {rows} rows")', []),
        ('logger.info("Not for operators")', []),
        ('name = "Not this"', []),
    ],
)
def test_texts_in_python(tmp_path: Path, source: str, expected: list[str]) -> None:
    assert in_source(tmp_path, source) == expected


def test_counts_and_contexts_are_kept_apart(tmp_path: Path) -> None:
    (tmp_path / "demo.py").write_text('ngettext("a row", "{n} rows", n)\npgettext("unit", "d")')
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo.py").rename(tmp_path / "demo" / "demo.py")

    assert [message for message, _ in in_python.messages(tmp_path, ["demo"])] == [
        Message("a row", plural="{n} rows"),
        Message("d", context="unit"),
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('{% translate "Runs" %}', Message("Runs")),
        (
            "{% if a %}{% for b in c %}{% translate 'Runs' %}{% endfor %}{% endif %}",
            Message("Runs"),
        ),
        ('{% translate "d" context "unit" %}', Message("d", context="unit")),
        ('{% translate "30 %" as share %}', Message("30 %%")),
        (
            "{% blocktranslate with a=b trimmed %}\n  Run\n  {{ a }}\n{% endblocktranslate %}",
            Message("Run %(a)s"),
        ),
        (
            "{% blocktranslate count n=n %}a row{% plural %}{{ n }} rows{% endblocktranslate %}",
            Message("a row", plural="%(n)s rows"),
        ),
        ('{% include "x.html" with title=_("Rows") %}', Message("Rows")),
        ('{{ value|default:_("None") }}', Message("None")),
        (
            '{% load partials %}{% partialdef a inline %}{% translate "In" %}{% endpartialdef %}',
            Message("In"),
        ),
    ],
)
def test_texts_in_templates(tmp_path: Path, source: str, expected: Message) -> None:
    (tmp_path / "page.html").write_text("{% load i18n %}" + source)

    assert list(in_templates.messages(tmp_path, [tmp_path])) == [(expected, "page.html")]


def test_the_words_of_tasks_and_their_datasets_come_from_the_registry() -> None:
    found = {message.text for message, _ in in_registry.messages(["toolbox"])}

    assert {"Placements", "The last day of the report", "Rates"} <= found
