"""Lock files: exact versions, hashes, one truth, no host."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.house import source

FILES = sorted((source.ROOT / "requirements").glob("*.txt"))
PIN = re.compile(r"^(?P<name>[a-z0-9][a-z0-9.-]*)==(?P<version>\S+)", re.MULTILINE)
WANTED = tomllib.loads((source.ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def pins(name: str) -> dict[str, set[str]]:
    """Versions by package; one that depends on the Python has several."""
    found: dict[str, set[str]] = {}
    text = (source.ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    for match in PIN.finditer(text):
        found.setdefault(match["name"], set()).add(match["version"])
    return found


def requirements(lines: list[str]) -> list[Requirement]:
    return [Requirement(line) for line in lines]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_line_is_a_pin_with_hashes_and_names_no_host(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    packages = re.split(r"\n(?=\S)", text.strip())
    assert all(PIN.match(package) and "--hash=sha256:" in package for package in packages)
    assert "://" not in text
    assert "index" not in text


@pytest.mark.parametrize(
    ("file", "wanted"),
    [
        ("run", WANTED["project"]["dependencies"]),
        ("dev", WANTED["project"]["dependencies"] + WANTED["dependency-groups"]["dev"]),
        ("bench", WANTED["dependency-groups"]["bench"]),
        ("mysql", WANTED["project"]["optional-dependencies"]["mysql"]),
    ],
)
def test_the_lock_satisfies_what_the_project_asks_for(file: str, wanted: list[str]) -> None:
    locked = pins(file)
    for requirement in requirements(wanted):
        versions = locked[requirement.name.lower()]
        assert all(requirement.specifier.contains(version) for version in versions), requirement


def test_the_locks_agree_with_one_another() -> None:
    development = pins("dev")
    for name in ("run", "mysql", "bench"):
        both = pins(name).keys() & development.keys()
        assert {package: pins(name)[package] for package in both} == {
            package: development[package] for package in both
        }


def test_only_the_mysql_lock_holds_a_package_that_compiles() -> None:
    holders = [path.stem for path in FILES if "mysqlclient" in pins(path.stem)]
    assert holders == ["mysql"]
