"""Text from outside as text: markup is escaped, direction is isolated, what is unseen is shown."""

from __future__ import annotations

import re
import unicodedata

from markupsafe import Markup, escape

#: Stands for a character that nobody would see: a control, or a mark that turns the direction.
UNSEEN = "\N{REPLACEMENT CHARACTER}"

_RIGHT_TO_LEFT = ("R", "AL", "AN")


def plain(text: str) -> str:
    """Return a text whose control, direction and other unseen characters have become visible."""
    return "".join(character if _is_seen(character) else UNSEEN for character in text)


def _is_seen(character: str) -> bool:
    return character in "\n\t" or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co")


def shown(text: str) -> Markup:
    """Return a text for the page; one with right-to-left letters cannot turn what is beside it."""
    clean = plain(str(text))
    if any(unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in clean):
        return Markup("<bdi>{}</bdi>").format(clean)
    return escape(clean)


def anchor(*parts: object) -> str:
    """Return the id of an element, ``row-Doe2019~1``; a space or a number sign cannot stand."""
    return "-".join(re.sub(r"[^\w.-]", "~", str(part)) for part in parts)


def web_address(text: object) -> str | None:
    """Return a text that is an address of the web and nothing else, None for any other."""
    address = str(text).strip()
    return address if re.fullmatch(r"https?://[^\s\"'<>]+", address) else None
