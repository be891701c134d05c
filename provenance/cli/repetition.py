"""What a report folder says about repeating its analysis, read as a stranger's claim.

A report folder is handed over by somebody, the other side perhaps: nothing in it may decide which
command runs, which options it gets, or which files outside the working folder it touches.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from provenance.basics.files import read_regular
from provenance.cli.editions import KEY_NAME, NAMES

MAX_JSON: Final = 1 << 30
_FLAGS: Final = frozenset(("--keep-folders", "--cross-check", "--no-cross-check"))
_FILES: Final = ("--case", "--keys", "--map", "--places", "--supersedes", "--selftest")
_KEY: Final = "--pseudonym-key"
_NAMED: Final = frozenset((*_FILES, "--audit", "--related", "--known", _KEY))
_DNS: Final = "dns.jsonl"
_LANGUAGES: Final = re.compile(r"[A-Za-z0-9]+(?:[-+][A-Za-z0-9]+){0,7}")


@dataclass(frozen=True, slots=True)
class Repetition:
    """Arguments behind ``provenance``, and SHA-256 and name of each file that they need.

    ``folders`` have to be there, empty or not; ``case`` is the name of the case file, or "".
    ``key`` is the fingerprint of the key of the pseudonyms, "" where none was given. ``dns`` is the
    SHA-256 of the DNS answers before anything was replaced in them, "" where nothing was.
    ``program`` is the SHA-256 of the program's files as they were, "" where it was not noted.
    """

    arguments: tuple[str, ...]
    wanted: tuple[tuple[str, str], ...]
    folders: tuple[str, ...] = ()
    case: str = ""
    key: str = ""
    dns: str = ""
    public: bool = False
    program: str = ""


def read_repetition(folder: Path) -> Repetition:
    """Read the command and its files.

    Raises:
        ValueError: it is not a command that this program writes, or a name leads elsewhere.
        OSError: a file cannot be read.
    """
    try:
        report = json.loads(read_regular(folder / "report.json", MAX_JSON))
        run = json.loads(read_regular(folder / "run.json", MAX_JSON))
        command = list(report["repeat"])
        options = _checked(command)
        language = _language(run["inputs"])
        wanted = tuple(_wanted(run["inputs"], options))
        folders = tuple(value for option, value in options if option == "--known")
    except (TypeError, KeyError, IndexError, AttributeError, RecursionError) as error:
        raise ValueError(str(error)) from None
    names = {name for _, name in wanted}
    return Repetition(
        arguments=(*command[1:], *language),
        wanted=wanted,
        folders=tuple(one for one in folders if one not in names),
        case=dict(options).get("--case", ""),
        key=str(run["inputs"]["options"].get("pseudonym_key", "")) if _KEY in dict(options) else "",
        dns=str(run.get("dns_unredacted_sha256", "")),
        public=dict(options).get("--edition") == "public",
        program=_program(run),
    )


def _program(run: Mapping[str, Any]) -> str:
    """SHA-256 of the files of the program that made the report, "" where it is not noted."""
    noted = str(run.get("tool", {}).get("sha256", ""))
    return noted if re.fullmatch(r"[0-9a-f]{64}", noted) else ""


_HIDDEN: Final = re.compile(
    r"\b(?:[QRNU]|domain)-\d{4,}|organisation(?:-\d+)?\.invalid|the account holder|the organisation"
    r"|Person (?:[B-Z]|no\. \d+)|the person who prepared this report|sender \d+"
    r"|the supplier of E\d+"
)


def with_own_names(repetition: Repetition, names: Mapping[str, str]) -> Repetition:
    """The repetition with the files' own names where a pseudonym stands in the one written down.

    ``names`` has the names of files as they are called here, by SHA-256.
    """
    new: dict[str, str] = {}
    wanted: list[tuple[str, str]] = []
    for sha, name in repetition.wanted:
        own = names.get(sha, "")
        if own and _HIDDEN.search(name) and Path(name).name != own:
            # A folder above it may hide a name as well: the file alone is what decides.
            new[name] = _below(own)
        wanted.append((sha, new.get(name, name)))
    if not new:
        return repetition
    arguments = tuple(
        new.get(one, new.get(one.removeprefix("./"), one)) for one in repetition.arguments
    )
    case = new.get(repetition.case, repetition.case)
    return replace(repetition, arguments=arguments, wanted=tuple(wanted), case=case)


def _language(inputs: Mapping[str, Any]) -> tuple[str, ...]:
    """The option for the language of the page: report.json is the same in all of them."""
    wanted = inputs.get("options", {}).get("lang", "en")
    if wanted == "en":
        return ()
    if not isinstance(wanted, str) or not _LANGUAGES.fullmatch(wanted):
        raise ValueError(wanted)
    return ("--lang", wanted)


def maps_of_case(case: bytes) -> tuple[str, ...]:
    """Names of column maps that a case file looks for beside itself, those inside its folder."""
    from provenance.basics import MisuseError
    from provenance.case import parse_case

    try:
        noted = [one.map for one in parse_case(case).audit if one.map]
        return tuple(dict.fromkeys(_inside(name) for name in noted))
    except (MisuseError, ValueError):
        return ()


def _checked(command: Sequence[str]) -> list[tuple[str, str]]:
    """Options with their values; only ``analyze``, offline, with names inside its folder."""
    if list(command[:2]) != ["provenance", "analyze"]:
        raise ValueError("another command")
    found: list[tuple[str, str]] = []
    rest = iter(command[2:])
    for one in rest:
        if one in _FLAGS:
            continue
        if not one.startswith("-"):
            _inside(one)
            continue
        value = next(rest, "")
        _check(one, value)
        found.append((one, value))
    names = [name for name, _ in found]
    if names.count("--dns") != 1 or names.count("--as-of") != 1:
        raise ValueError("without recorded DNS answers or day")
    return found


def _check(option: str, value: str) -> None:
    """Refuse an option that is none of a repetition, or a value that leads elsewhere."""
    if option == "--as-of":
        date.fromisoformat(value)
    elif option == "--jurisdiction":
        from provenance.report.forms import read_jurisdictions

        read_jurisdictions((value,))
    elif option == "--edition":
        if value not in NAMES:
            raise ValueError(value)
    elif (option == "--dns" and value != _DNS) or (option == _KEY and value != KEY_NAME):
        raise ValueError(value)
    elif option in _NAMED:
        _inside(value)
    elif option != "--dns":
        raise ValueError(option)


def _inside(name: str) -> str:
    """The name, if it is one below the folder in which it is used and no option."""
    path = Path(name)
    outside = path.is_absolute() or path.drive or ".." in path.parts
    if not name or name.startswith("-") or outside or "\0" in name:
        raise ValueError(name)
    return name


def _wanted(
    inputs: Mapping[str, Any], options: Sequence[tuple[str, str]]
) -> Iterator[tuple[str, str]]:
    for name, sha in inputs["evidence"]:
        yield str(sha), _below(name)
    known = [value for option, value in options if option == "--known"]
    for name, sha in inputs.get("known", ()):
        # A folder of known messages counts by its files; which of several folders is not kept.
        place = "" if name in known else f"{known[0]}/" if known else ""
        yield str(sha), _below(f"{place}{name}")
    files = inputs["files"]
    for option, value in options:
        sha = files.get(option.removeprefix("--"), "") if option in _FILES else ""
        if sha:
            yield str(sha), value
    for part in sorted(files):
        if part.startswith("map:") and files[part]:
            yield str(files[part]), _below(part.removeprefix("map:"))


def _below(name: object) -> str:
    """A file name as it is written into the working folder; one that begins with - may stand."""
    if not isinstance(name, str):
        raise TypeError(name)
    return _inside(f"./{name}" if name.startswith("-") else name)
