"""People's names that were written by hand, brought to one spelling."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

Scorer = Callable[[str, str], float]


@dataclass(frozen=True, slots=True)
class NameMatch:
    """A name that was matched by likeness, to be confirmed by a person.

    `score` is 0 to 100; `matched` is None where nobody was like enough.
    """

    written: str
    matched: str | None
    score: float


def match_executives(
    written: Iterable[str],
    known: Sequence[str],
    aliases: Mapping[str, str],
    least: float,
) -> dict[str, NameMatch]:
    """Find each sheet name among the report's executives; the first of equals wins.

    The shorter text is looked for inside the longer one (partial ratio, lower case).
    Aliases go first where there are any: they score 100.
    """
    return {
        name: _by_alias(name, aliases) or _most_alike(name, known, fuzz.partial_ratio, least)
        for name in written
    }


def match_referrers(
    written: Iterable[str], aliases: Mapping[str, str], least: float
) -> dict[str, NameMatch]:
    """Find each referrer by alias, else the canonical name most like it (ratio, lower case)."""
    canonical = list(dict.fromkeys(aliases.values()))
    return {
        name: _by_alias(name, aliases) or _most_alike(name.strip(), canonical, fuzz.ratio, least)
        for name in written
    }


def _by_alias(name: str, aliases: Mapping[str, str]) -> NameMatch | None:
    wanted = name.strip().lower()
    for alias, canonical in aliases.items():
        if alias.strip().lower() == wanted:
            return NameMatch(name, canonical, 100.0)
    return None


def _most_alike(name: str, known: Sequence[str], scorer: Scorer, least: float) -> NameMatch:
    scores = {other: scorer(name.lower(), other.lower()) for other in known}
    best = max(scores, key=scores.__getitem__, default=None)
    if best is None or scores[best] < least:
        return NameMatch(name, None, scores[best] if best else 0.0)
    return NameMatch(name, best, scores[best])
