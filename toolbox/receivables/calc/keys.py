"""Identifiers for what the ERP does not know: the same for the same deal, whatever the order."""

from hashlib import blake2b

FIRST = 10**14
SPAN = 9 * 10**14
"""Fifteen digits: far above any identifier of the ERP, and exact in a spreadsheet."""


def stable_id(*parts: str) -> int:
    """Return the identifier of a settlement (code) or a document (code and number)."""
    digest = blake2b("\x1f".join(parts).encode(), digest_size=8).digest()
    return FIRST + int.from_bytes(digest) % SPAN
