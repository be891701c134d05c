"""Translations as gettext files: reading, bringing up to date, checking, compiling.

``msgctxt`` holds our id, ``msgid`` the English words, ``msgstr`` the translation, so that any
gettext editor shows a translator what to translate and what has changed since. The files carry no
dates: the same words give the same bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from provenance.basics import MisuseError
from provenance.report.catalogue import words as catalogue

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_BROKEN = (OSError, ValueError, IndexError)
"""What the reader of gettext files raises for one that is no such file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One translation: the English that it was made from, its words, whether it is in doubt."""

    source: str
    words: str
    fuzzy: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """What keeps a translation from being complete: which sentence, what, and the words of it.

    ``kind`` is ``missing``, ``stale`` (the English has changed), ``fuzzy`` (the translator marked
    it), ``unknown`` (no such sentence), ``placeholders`` or the name of a rule of the word linter.
    """

    id: str
    kind: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.id}: {self.kind}" + (f": {self.detail}" if self.detail else "")


def read_po(data: bytes, *, place: str = "") -> dict[str, Entry]:
    """Read a gettext file; entries without a context are none of ours.

    Raises:
        MisuseError: it is no gettext file in UTF-8.
    """
    import polib

    try:
        # A path of that name would be opened instead: a line break makes it text for certain.
        held = polib.pofile("\n" + data.decode("utf-8"))
    except _BROKEN as error:
        raise MisuseError(
            f"the translations cannot be read ({error}).",
            place=place,
            remedy="Mend the file with a gettext editor; it has to be in UTF-8.",
        ) from None
    return {
        one.msgctxt: Entry(source=one.msgid, words=one.msgstr, fuzzy=one.fuzzy)
        for one in held
        if one.msgctxt and not one.obsolete
    }


def fresh(source: Mapping[str, str], entries: Mapping[str, Entry]) -> dict[str, str]:
    """Return the translations that can be printed: whole, not in doubt, of the English of today."""
    return {
        id_: one.words
        for id_, one in sorted(entries.items())
        if one.words and not one.fuzzy and one.source == source.get(id_)
        if _places(one.words) == _places(one.source)
    }


def updated(
    source: Mapping[str, str],
    entries: Mapping[str, Entry],
    *,
    language: str,
    given: Mapping[str, str] | None = None,
) -> bytes:
    """Return the gettext file for the English of today, sorted by id.

    What is translated stays; where the English has changed the translation is marked fuzzy;
    sentences that are gone are left out. ``given`` are new translations by id.
    """
    import polib

    new = given or {}
    held = polib.POFile(wrapwidth=0)
    held.metadata = {
        "Project-Id-Version": "provenance",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    for id_, english in sorted(source.items()):
        old = entries.get(id_, Entry(source=english, words=""))
        words = new.get(id_, old.words)
        stale = id_ not in new and bool(words) and (old.fuzzy or old.source != english)
        flags = [*(["fuzzy"] if stale else []), *(["python-brace-format"] * ("{" in english))]
        held.append(polib.POEntry(msgctxt=id_, msgid=english, msgstr=words, flags=flags))
    return (str(held).rstrip("\n") + "\n").encode("utf-8")


def flaws(name: str, room: str) -> Iterator[Flaw]:
    """Say what is missing, stale or wrong in the translation of one room.

    Raises:
        MisuseError: the gettext file cannot be read.
    """
    from provenance.report.lint import lint_catalogue

    folder = catalogue.folder_of(name)
    path = folder / f"{room}.po" if folder else None
    there = path is not None and path.is_file()
    entries = read_po(path.read_bytes(), place=str(path)) if path is not None and there else {}
    source = catalogue.english(room)
    for id_ in sorted(source.keys() | entries.keys()):
        flaw = _flaw(id_, source.get(id_), entries.get(id_))
        if flaw is not None:
            yield flaw
    for problem in lint_catalogue(fresh(source, entries), language=name):
        yield Flaw(id=problem.where, kind=problem.rule, detail=problem.excerpt)


def _flaw(id_: str, english: str | None, entry: Entry | None) -> Flaw | None:
    if english is None:
        return Flaw(id=id_, kind="unknown")
    if entry is None or not entry.words.strip():
        return Flaw(id=id_, kind="missing", detail=english)
    if entry.source != english:
        return Flaw(id=id_, kind="stale", detail=english)
    if entry.fuzzy:
        return Flaw(id=id_, kind="fuzzy", detail=english)
    if _places(entry.words) != _places(english):
        return Flaw(id=id_, kind="placeholders", detail=", ".join(sorted(_places(english))))
    return None


def _places(words: str) -> frozenset[str]:
    return frozenset(PLACEHOLDER.findall(words))


def compile_languages(target: Path) -> tuple[Path, ...]:
    """Write the translations that come along as JSON, which is read in a millisecond."""
    written = []
    for folder in sorted(path for path in catalogue.OWN.iterdir() if path.is_dir()):
        for path in sorted(folder.glob("*.po")):
            po, source = path.read_bytes(), catalogue.english(path.stem)
            held = {
                "made_from": catalogue.made_from(po, source),
                "words": fresh(source, read_po(po, place=path.name)),
            }
            out = target / folder.name / f"{path.stem}.json"
            out.parent.mkdir(parents=True, exist_ok=True)
            data = json.dumps(held, ensure_ascii=False, indent=0, sort_keys=True)
            out.write_bytes(data.encode("utf-8"))
            written.append(out)
    return tuple(written)
