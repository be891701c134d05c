"""Which languages there are, which one is spoken now, and the words of a sentence in it.

English stands in ``en/<room>.json``. Every other language is a folder of gettext files,
``<language>/<room>.po``: here, or in a folder that :data:`FOLDERS` (an environment variable) names.
A translation counts only while the English that it was made from is the English of today.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from provenance.basics import MisuseError

ENGLISH = "en"
FOLDERS = "PROVENANCE_LANGUAGES"
"""Environment variable: a folder with folders of languages, beside those that come along."""
LANGUAGE: ContextVar[str] = ContextVar("LANGUAGE", default=ENGLISH)
"""Name of the language that sentences are printed in."""
OWN = Path(__file__).parent
COMPILED = Path(__file__).parents[2] / "_compiled" / "catalogue"
_NAME = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")


@contextmanager
def speaking(name: str) -> Iterator[None]:
    """Print every sentence in this language, as long as the context lasts."""
    token = LANGUAGE.set(name)
    try:
        yield
    finally:
        LANGUAGE.reset(token)


def places() -> tuple[Path, ...]:
    """Return the folders that may hold folders of languages; the first that has one counts."""
    named = os.environ.get(FOLDERS, "")
    return (OWN, *(Path(one) for one in named.split(os.pathsep) if one))


def languages() -> tuple[str, ...]:
    """Return the names of all languages that are there: English first, the rest by name."""
    found = {
        folder.name
        for place in places()
        if place.is_dir()
        for folder in place.iterdir()
        if _NAME.fullmatch(folder.name) and any(folder.glob("*.po"))
    }
    return (ENGLISH, *sorted(found - {ENGLISH}))


def folder_of(name: str) -> Path | None:
    """Return the folder of a language, ``None`` if there is none."""
    if not _NAME.fullmatch(name):
        return None
    return next((place / name for place in places() if (place / name).is_dir()), None)


def split_languages(wanted: str) -> tuple[str, ...]:
    """Return one or two languages: ``zh`` or ``en+zh``, the language of the report first.

    Raises:
        MisuseError: one of them is not there, or they are more than two or the same.
    """
    there = languages()
    names = tuple(wanted.split("+"))
    for name in names:
        if name not in there:
            raise MisuseError(
                f"there is no language `{name}`.",
                place="--lang",
                remedy=f"Use one of: {', '.join(there)}; or two, as in en+zh.",
            )
    if len(names) > 2 or len(set(names)) < len(names):
        raise MisuseError(
            f"`{wanted}` does not name one language or two different ones.",
            place="--lang",
            remedy="Use zh, or en+zh for a report in English with a summary in both.",
        )
    return names


def one_language(wanted: str) -> str:
    """Return the language of something that is in one alone, such as a letter or a sheet.

    Raises:
        MisuseError: it is not there, or they are two.
    """
    names = split_languages(wanted)
    if len(names) > 1:
        raise MisuseError(
            "this is made in one language at a time.",
            place="--lang",
            remedy=f"Run it once with --lang {names[0]} and once with --lang {names[1]}.",
        )
    return names[0]


@cache
def english(room: str) -> Mapping[str, str]:
    """Return the English sentences of one room by id; ``rule`` gives those of the rules."""
    if room == "rule":
        from provenance.reasoning.rules import rule_texts

        return rule_texts()
    path = OWN / ENGLISH / f"{room}.json"
    if not path.is_file():
        return {}
    loaded: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def all_rooms() -> tuple[str, ...]:
    """Return every room that has English sentences, the rules too, in order of name."""
    return tuple(sorted({path.stem for path in (OWN / ENGLISH).glob("*.json")} | {"rule"}))


def made_from(po: bytes, source: Mapping[str, str]) -> str:
    """Return the SHA-256 over a gettext file and the English that it translates."""
    words = json.dumps(dict(source), sort_keys=True, ensure_ascii=False).encode("utf-8")
    return hashlib.sha256(po + b"\0" + words).hexdigest()


@cache
def translated(name: str, room: str) -> Mapping[str, str]:
    """Return the translations of one room that are up to date, by id.

    Raises:
        MisuseError: the gettext file cannot be read.
    """
    folder = folder_of(name)
    path = folder / f"{room}.po" if folder else None
    if path is None or not path.is_file():
        return {}
    po, source = path.read_bytes(), english(room)
    if folder == OWN / name:
        compiled = COMPILED / name / f"{room}.json"
        if compiled.is_file():
            held = json.loads(compiled.read_bytes())
            if held["made_from"] == made_from(po, source):
                words: dict[str, str] = held["words"]
                return words
    from provenance.report.catalogue.po import fresh, read_po

    return fresh(source, read_po(po, place=str(path)))


def spoken(id_: str, name: str) -> tuple[str | None, str]:
    """Return the words of a sentence and the language that they are in.

    They are English where the language has no translation that is up to date, and ``None`` for an
    id that nobody knows.
    """
    room = id_.partition(".")[0]
    if name != ENGLISH:
        words = translated(name, room).get(id_)
        if words is not None:
            return words, name
    return english(room).get(id_), ENGLISH


def tag(name: str | None = None) -> str:
    """Return the name of a language for ``lang`` attributes: ``zh-Hans`` for ``zh``."""
    wanted = LANGUAGE.get() if name is None else name
    words, of = spoken("report.language.tag", wanted)
    return words if words and of == wanted and _NAME.fullmatch(words) else wanted


def direction(name: str | None = None) -> str:
    """Return ``rtl`` for a language that is written from right to left, else ``ltr``."""
    wanted = LANGUAGE.get() if name is None else name
    return "rtl" if spoken("report.language.direction", wanted)[0] == "rtl" else "ltr"


def title(name: str) -> str:
    """Return what a language calls itself, or its short name."""
    words, of = spoken("report.language.name", name)
    return words if words and of == name else name
