"""The catalogue of one language against the texts of the source."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import polib
from django.conf import settings

from tasks_admin.translating import in_python, in_registry, in_templates
from tasks_admin.translating.message import Message

PACKAGES = ["background", "tasks_admin", "toolbox", "project"]
FIELD = re.compile(r"%\(\w+\)[sd]|\{\w+[^{}]*\}")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a catalogue."""

    kind: str
    text: str
    where: str = ""

    def __str__(self) -> str:
        return f"{self.kind}: {self.text!r}" + (f" ({self.where})" if self.where else "")


def root() -> Path:
    """Return the folder of the project."""
    folder: Path = settings.BASE_DIR
    return folder


def catalogue_path(language: str) -> Path:
    """Return where the translations into a language are written."""
    return root() / "locale" / language / "LC_MESSAGES" / "django.po"


def found_in_source() -> dict[Message, str]:
    """Return every text that operators read with the first place it stands at."""
    folders = [root() / "templates"]
    folders += [root() / package / "templates" for package in PACKAGES]
    found: dict[Message, str] = {}
    for message, where in chain(
        in_python.messages(root(), PACKAGES),
        in_templates.messages(root(), folders),
        in_registry.messages(PACKAGES),
    ):
        found.setdefault(message, where)
    return found


def faults(language: str) -> list[Fault]:
    """Return what keeps a language from being complete and up to date."""
    path = catalogue_path(language)
    catalogue = polib.pofile(str(path))
    wanted, known = found_in_source(), {_message(entry): entry for entry in catalogue}
    result = [
        Fault("missing", message.text, where)
        for message, where in wanted.items()
        if message not in known or not known[message].translated()
    ]
    result += [
        Fault("obsolete", entry.msgid)
        for message, entry in known.items()
        if message not in wanted or entry.obsolete
    ]
    result += [Fault("fuzzy", entry.msgid) for entry in catalogue if entry.fuzzy]
    result += [Fault("fields differ", entry.msgid) for entry in catalogue if not _fields_fit(entry)]
    if not _is_compiled(catalogue, path):
        result.append(Fault("not compiled", path.with_suffix(".mo").name))
    return result


def update(language: str) -> tuple[int, int]:
    """Add what is missing, untranslated, and drop what is obsolete; return how many of each."""
    catalogue = polib.pofile(str(catalogue_path(language)), wrapwidth=0)
    wanted, known = found_in_source(), {_message(entry): entry for entry in catalogue}
    missing = [message for message in wanted if message not in known]
    obsolete = [entry for message, entry in known.items() if message not in wanted]
    for entry in obsolete:
        catalogue.remove(entry)
    for message in missing:
        catalogue.append(_entry(message))
    catalogue.sort(key=lambda entry: (entry.msgid.lower(), entry.msgctxt or ""))
    catalogue.save()
    return len(missing), len(obsolete)


def compile_catalogue(language: str) -> Path:
    """Write the file that Django reads, and return where."""
    path = catalogue_path(language)
    target = path.with_suffix(".mo")
    target.write_bytes(polib.pofile(str(path)).to_binary())
    return target


def _message(entry: polib.POEntry) -> Message:
    return Message(entry.msgid, entry.msgid_plural or "", entry.msgctxt or "")


def _entry(message: Message) -> polib.POEntry:
    plural = {"msgid_plural": message.plural, "msgstr_plural": {0: "", 1: ""}}
    return polib.POEntry(
        msgid=message.text,
        msgctxt=message.context or None,
        **(plural if message.plural else {"msgstr": ""}),
    )


def _texts(entry: polib.POEntry) -> Iterator[str]:
    if entry.msgid_plural:
        yield from entry.msgstr_plural.values()
    else:
        yield entry.msgstr


def _fields_fit(entry: polib.POEntry) -> bool:
    """A translation fills in what the text does; the singular of a count may leave it out."""
    wanted = set(FIELD.findall(entry.msgid_plural or entry.msgid))
    for text in filter(None, _texts(entry)):
        given = set(FIELD.findall(text))
        if not given <= wanted or (not entry.msgid_plural and given != wanted):
            return False
    return True


def _is_compiled(catalogue: polib.POFile, path: Path) -> bool:
    target = path.with_suffix(".mo")
    return target.exists() and target.read_bytes() == catalogue.to_binary()
