"""Who may import whom."""

import subprocess
import sys
from pathlib import Path

from tests.house import source


def test_the_contracts_between_the_packages_hold() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run(
        [str(lint), "--no-cache"], cwd=source.ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_no_other_package_stands_at_the_top() -> None:
    top = {
        path.relative_to(source.ROOT).parts[0]
        for path in source.tracked()
        if path.name == "__init__.py"
    }
    assert top <= {*source.PACKAGES, "tests", "bench"}
