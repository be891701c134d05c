"""Program and way in of a record in plain words, from a table of known tokens.

A program writes its own name, so all of it is what the program calls itself. What the table does
not know stays as the record has it. Sources of the tokens: Microsoft, "Detect Microsoft Edge from
your website" (learn.microsoft.com/microsoft-edge/web-platform/user-agent-guidance: ``Edg/``,
``EdgA/``, ``EdgiOS/``, ``Edge/``); MDN, "Browser detection using the user agent" (``Firefox/``,
``Chrome/``, ``Safari/``, ``OPR/``, and the systems); Chromium, "User agent in Chrome for iOS"
(``CriOS/``); the ways in are those of :mod:`provenance.audit.values.clients`.
"""

from __future__ import annotations

from typing import Final

from provenance.audit.records import Client, ClientFamily
from provenance.basics import Text, known, text

_BROWSERS: Final = (
    (("Edg/", "EdgA/", "EdgiOS/", "Edge/"), "edge"),
    (("OPR/", "OPT/"), "opera"),
    (("SamsungBrowser/",), "samsung"),
    (("Firefox/", "FxiOS/"), "firefox"),
    (("Chrome/", "CriOS/"), "chrome"),
    (("Safari/",), "safari"),
)
"""Tokens of browsers, in this order: each later one may stand in the text of an earlier one."""
_SYSTEMS: Final = (
    (("Windows NT",), "windows"),
    (("iPhone", "iPad", "iPod"), "ios"),
    (("Android",), "android"),
    (("CrOS",), "chromeos"),
    (("Macintosh", "Mac OS X"), "macos"),
    (("Linux", "X11"), "linux"),
)
"""Tokens of systems; the text of a telephone names "Mac OS X" or "Linux" as well."""
_WAYS: Final = {
    ClientFamily.OWA: "web-mail",
    ClientFamily.WEBMAIL: "web-mail",
    ClientFamily.ACTIVESYNC: "activesync",
    ClientFamily.OUTLOOK_DESKTOP: "mapi",
    ClientFamily.OUTLOOK_MOBILE: "outlook-mobile",
    ClientFamily.EWS: "ews",
    ClientFamily.IMAP: "imap",
    ClientFamily.POP: "pop",
    ClientFamily.SMTP: "smtp",
    ClientFamily.POWERSHELL: "powershell",
}
_LONGEST: Final = 2000


def program_words(client: Client) -> Text | None:
    """What a record names as program, in plain words; ``None`` where the table knows nothing."""
    browser = _browser((known(client.user_agent) or "")[:_LONGEST])
    way = _WAYS.get(client.family)
    if way is None:
        return browser
    words = text(f"reasoning.program.way.{way}")
    return text("reasoning.program.by-way", program=browser, way=words) if browser else words


def _browser(agent: str) -> Text | None:
    if not agent.startswith("Mozilla/"):
        return None
    name, system = _first(agent, _BROWSERS), _first(agent, _SYSTEMS)
    if not name:
        return None
    named = text(f"reasoning.program.name.{name}")
    if not system:
        return text("reasoning.program.browser", name=named)
    return text(
        "reasoning.program.browser-on", name=named, system=text(f"reasoning.program.on.{system}")
    )


def _first(agent: str, table: tuple[tuple[tuple[str, ...], str], ...]) -> str:
    return next((name for tokens, name in table if any(one in agent for one in tokens)), "")
