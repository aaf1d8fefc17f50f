"""The folder behind the stand-in: files of sources, rates by day, tokens that were given out."""

import json
from hashlib import sha256
from pathlib import Path
from secrets import token_urlsafe
from typing import Any
from urllib.parse import quote, unquote

from toolbox.sources.ports import SourceName

PATHS = {
    "/liquidacionCab/subquery-cab": SourceName.SETTLEMENTS,
    "/liquidacionPago/subquery": SourceName.PAYMENTS,
    "/liquidacionDevolucion/subquery": SourceName.REFUNDS,
}
REPORTS = {"0": SourceName.PLACEMENTS_ACCUMULATED, "2": SourceName.PLACEMENTS}


class ServedFolder:
    """What the stand-in serves, and to whom."""

    def __init__(self, folder: Path, user: str, password: str) -> None:
        self.folder = folder
        self._sign_in = (user, password)
        self._tokens: set[str] = set()
        self._rates = self._read_rates()

    def file(self, source: SourceName) -> Path | None:
        """Return the JSON file of a source, None where the folder has none."""
        path = self.folder / f"{source}.json"
        return path if path.is_file() else None

    def rate(self, day: str) -> dict[str, Any] | None:
        """Return the row of a day, the day as ISO text."""
        return self._rates.get(day)

    def sign_in(self, user: str, password: str) -> str | None:
        """Return a new token, None where the sign-in is wrong."""
        if (user, password) != self._sign_in:
            return None
        token = token_urlsafe(16)
        self._tokens.add(token)
        return token

    def knows(self, authorization: str) -> bool:
        """Whether a request's Authorization header holds a token that still works."""
        return authorization.removeprefix("Bearer ") in self._tokens

    def expire_tokens(self) -> None:
        """Forget every token."""
        self._tokens.clear()

    def is_signed(self, authorization: str) -> bool:
        """Whether a request for files of the tax office has the one token that they take."""
        return authorization == f"Bearer {self._sign_in[1]}"

    def tax_files(self, rut: str) -> list[dict[str, Any]]:
        """Return the list of files of a company: those of the folder `tax` with its RUT."""
        folder = self.folder / "tax" / Path(rut).name
        found = sorted(folder.iterdir()) if rut and folder.is_dir() else []
        return [
            {
                "name": path.name,
                "size": path.stat().st_size,
                "sha256": sha256(path.read_bytes()).hexdigest(),
                "url": f"files/{rut}/{quote(path.name)}",
            }
            for path in found
        ]

    def tax_file(self, path: str) -> Path | None:
        """Return the file that the path of a call names, None where there is none."""
        root = (self.folder / "tax").resolve()
        file = (root / unquote(path.removeprefix("/tax/files/"))).resolve()
        return file if file.is_relative_to(root) and file.is_file() else None

    def _read_rates(self) -> dict[str, dict[str, Any]]:
        path = self.file(SourceName.RATES)
        rows = json.loads(path.read_bytes()) if path else []
        return {row["fecha"]: row for row in rows}
