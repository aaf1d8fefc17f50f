"""What must never be written into the repository."""

import re

import pytest

from tests.house import source

# Written in pieces, so that this file does not break its own rule.
HOSTS = ["py" + "pi.org", "pythonhos" + "ted", "registry." + "npmjs", "unp" + "kg.com"]
HOSTS += ["jsde" + "livr", "cdn" + "js", "gh" + "cr.io", "qua" + "y.io", "docker" + ".io"]
MACHINE = re.compile("|".join(["/ro" + "ot/", "/wo" + "rk/", "/ho" + r"me/\w", "/Us" + "ers/"]))
KEYS = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY|AKIA[0-9A-Z]{16}|xox[bp]-")


def texts() -> list[tuple[str, str]]:
    """Our own text files; libraries of others, pictures and golden data apart."""
    own = [
        path
        for path in source.tracked()
        if not {"vendor", "golden", "pictures"} & set(path.relative_to(source.ROOT).parts)
        and path.suffix not in {".mo", ".png", ".ico", ".woff2"}
    ]
    return [(source.name(path), path.read_text(encoding="utf-8")) for path in own]


@pytest.mark.parametrize("host", HOSTS)
def test_no_file_names_a_registry(host: str) -> None:
    assert [name for name, text in texts() if host in text] == []


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    assert [name for name, text in texts() if MACHINE.search(text)] == []


def test_no_file_holds_a_key() -> None:
    assert [name for name, text in texts() if KEYS.search(text)] == []


def test_what_a_console_writes_is_ignored() -> None:
    state = [source.name(path) for path in source.tracked() if path.suffix in {".sqlite3", ".pyc"}]
    assert state == []
