"""Fetch the front-end libraries again, by name and version, into static/vendor/.

Run `python .ci/renew_vendor.py` after changing a version below. It needs npm, which fetches and
verifies the packages; nothing else here needs Node. What is stored, under which licence and with
which SHA-256, is written to static/vendor/vendored.json; a test compares the files with it.
"""

import hashlib
import json
import re
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

VENDOR = Path(__file__).resolve().parent.parent / "static" / "vendor"
SOURCE_MAP = re.compile(rb"\n?(/\*# sourceMappingURL=\S+ \*/|//# sourceMappingURL=\S+)\s*$")

FILES = (
    ("@tabler/core", "1.6.1", "dist/css/tabler.min.css", "tabler/tabler.min.css"),
    ("chart.js", "4.6.1", "dist/chart.umd.min.js", "chartjs/chart.umd.min.js"),
    ("chart.js", "4.6.1", "LICENSE.md", "chartjs/LICENSE.md"),
    ("@tabler/icons", "3.51.0", "LICENSE", "tabler-icons/LICENSE"),
)
ICONS = (
    "adjustments", "alert-circle", "alert-triangle", "arrow-right", "ban", "bug", "calendar-event",
    "chart-bar", "check", "checklist", "chevron-down", "chevron-left", "chevron-right",
    "chevron-up", "circle-check", "circle-dashed", "circle-dot", "circle-half-2", "circle-minus",
    "circle-x", "clock", "clock-pause", "columns", "database", "database-off", "dots", "download",
    "external-link", "file", "file-spreadsheet", "filter", "heart-rate-monitor", "help-circle",
    "hourglass", "info-circle", "language", "layout-dashboard", "list-check", "list-details",
    "lock", "login", "logout", "menu-2", "moon", "player-play", "player-skip-forward",
    "player-stop", "plus", "progress", "refresh", "repeat", "search", "settings", "sort-ascending",
    "sort-descending", "subtask", "sun", "sun-moon", "table", "terminal-2", "user", "x",
)  # fmt: skip
ICONS_FROM = ("@tabler/icons", "3.51.0")


def unpack(package: str, version: str, folder: Path) -> Path:
    """Let npm fetch one package into `folder`; return where it lies unpacked."""
    target = folder / package.replace("/", "-").lstrip("@")
    if not target.exists():
        target.mkdir()
        command = ["npm", "pack", f"{package}@{version}", "--silent", "--pack-destination", target]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
        with tarfile.open(next(target.glob("*.tgz"))) as archive:
            archive.extractall(target, filter="data")
    return target / "package"


def sprite(icons: Path) -> bytes:
    """Return one SVG in which each icon is a symbol under its own name."""
    symbols = []
    for name in ICONS:
        drawing = (icons / f"{name}.svg").read_text(encoding="utf-8")
        paths = "".join(re.findall(r"<path [^>]*/>", drawing))
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{paths}</symbol>')
    body = "\n".join(symbols)
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{body}\n</svg>\n'.encode()


def store(path: str, content: bytes, package: str, version: str, licence: str) -> dict[str, Any]:
    """Write one file below static/vendor and return its entry for vendored.json."""
    target = VENDOR / path
    target.parent.mkdir(parents=True, exist_ok=True)
    # The map files are not stored, and collectstatic refuses a reference to a missing file.
    target.write_bytes(SOURCE_MAP.sub(b"\n", content))
    return {
        "file": path,
        "package": package,
        "version": version,
        "licence": licence,
        "sha256": hashlib.sha256(target.read_bytes()).hexdigest(),
    }


def main() -> None:
    """Fetch everything and write the list."""
    entries = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for package, version, source, path in FILES:
            found = unpack(package, version, folder)
            licence = json.loads((found / "package.json").read_text(encoding="utf-8"))["license"]
            content = (found / source).read_bytes()
            entries.append(store(path, content, package, version, licence))
        icons = unpack(*ICONS_FROM, folder) / "icons" / "outline"
        drawn = sprite(icons)
        entries.append(store("tabler-icons/sprite.svg", drawn, *ICONS_FROM, "MIT"))
    listed = json.dumps(entries, indent=2) + "\n"
    (VENDOR / "vendored.json").write_text(listed, encoding="utf-8")


if __name__ == "__main__":
    main()
