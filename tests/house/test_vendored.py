"""Front-end libraries of others: what lies here is what the list says, byte for byte."""

import hashlib
import json

from tests.house import source

VENDOR = source.ROOT / "static" / "vendor"
LIST = VENDOR / "vendored.json"


def test_every_vendored_file_is_listed_with_its_checksum() -> None:
    listed = {entry["file"]: entry["sha256"] for entry in json.loads(LIST.read_text("utf-8"))}
    present = {
        str(path.relative_to(VENDOR)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path != LIST
    }
    assert present == listed


def test_every_vendored_library_has_a_version_and_a_licence() -> None:
    for entry in json.loads(LIST.read_text("utf-8")):
        assert entry["version"][0].isdigit(), entry
        assert entry["licence"], entry


def test_a_version_that_a_document_names_is_the_one_that_is_vendored() -> None:
    versions = {entry["package"]: entry["version"] for entry in json.loads(LIST.read_text("utf-8"))}
    for path in source.tracked():
        if path.suffix == ".md" and "vendor" not in path.parts:
            text = path.read_text(encoding="utf-8")
            for package, version in versions.items():
                assert f"{package} " not in text or f"{package} {version}" in text, path
