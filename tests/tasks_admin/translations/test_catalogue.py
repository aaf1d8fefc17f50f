"""The translations are complete, and what keeps them so finds every gap."""

from pathlib import Path
from typing import Any

import polib
import pytest
from django.core.management import CommandError, call_command

from tasks_admin.translating import catalogue
from tasks_admin.translating.catalogue import compile_catalogue, faults, update

HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


def test_spanish_is_complete_and_compiled() -> None:
    assert [str(fault) for fault in faults("es")] == []


def test_no_translation_is_longer_than_a_page_can_bear() -> None:
    entries = polib.pofile(str(catalogue.catalogue_path("es")))
    labels = [entry for entry in entries if len(entry.msgid) < 20 and not entry.msgid_plural]

    assert [one.msgid for one in labels if len(one.msgstr) > 3 * max(len(one.msgid), 9)] == []


@pytest.fixture
def project(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of one module and one template, with an empty Spanish catalogue."""
    settings.BASE_DIR = tmp_path
    monkeypatch.setattr(catalogue, "PACKAGES", ["demo"])
    for folder in ("demo", "templates", "locale/es/LC_MESSAGES"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "demo" / "job.py").write_text('ctx.log_info("x", message="Read {rows} rows")\n')
    (tmp_path / "templates" / "page.html").write_text(
        "{% load i18n %}{% blocktranslate count n=n %}One row{% plural %}{{ n }} rows"
        "{% endblocktranslate %}"
    )
    catalogue.catalogue_path("es").write_text(HEAD)
    return tmp_path


def translate(**changes: Any) -> None:
    """Fill the catalogue in rightly, but for the changes to the entry of the module."""
    update("es")
    entries = polib.pofile(str(catalogue.catalogue_path("es")))
    for entry in entries:
        if entry.msgid_plural:
            entry.msgstr_plural = {0: "Una fila", 1: "%(n)s filas"}
        else:
            entry.msgstr = changes.get("msgstr", "Se leyeron {rows} filas")
            entry.flags = changes.get("flags", [])
    entries.save()
    compile_catalogue("es")


def kinds() -> list[str]:
    return [fault.kind for fault in faults("es")]


def test_a_complete_catalogue_has_no_fault(project: Path) -> None:
    translate()

    assert kinds() == []


def test_an_empty_catalogue_misses_everything(project: Path) -> None:
    assert kinds() == ["missing", "missing", "not compiled"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"msgstr": ""}, ["missing"]),
        ({"flags": ["fuzzy"]}, ["missing", "fuzzy"]),
        ({"msgstr": "Se leyeron {filas} filas"}, ["fields differ"]),
        ({"msgstr": "Se leyeron filas"}, ["fields differ"]),
    ],
)
def test_a_translation_that_cannot_be_used_is_a_fault(
    project: Path, changes: dict[str, Any], expected: list[str]
) -> None:
    translate(**changes)

    assert kinds() == expected


def test_a_text_that_is_gone_is_obsolete_until_the_next_update(project: Path) -> None:
    translate()
    (project / "demo" / "job.py").unlink()
    assert kinds() == ["obsolete"]

    assert update("es") == (0, 1)
    compile_catalogue("es")
    assert kinds() == []


def test_a_change_after_compiling_is_noticed(project: Path) -> None:
    translate()
    entries = polib.pofile(str(catalogue.catalogue_path("es")))
    entries[1].msgstr = "Leídas {rows} filas"
    entries.save()

    assert kinds() == ["not compiled"]


def test_an_update_keeps_what_was_translated(project: Path) -> None:
    translate()

    assert update("es") == (0, 0)
    compile_catalogue("es")
    assert kinds() == []


def test_the_command_fails_with_a_line_a_fault(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(CommandError, match="3 faults"):
        call_command("translations", "check")

    assert "missing: 'Read {rows} rows' (demo/job.py:1)" in capsys.readouterr().err
