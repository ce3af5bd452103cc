"""Plain text of an XML element with inline markup, such that words and numbers still read right."""

from __future__ import annotations

from lxml import etree

#: Elements that stand apart from the words around them.
_BLOCKS = ("DispFormula", "p", "list", "list-item", "title", "sec", "br")
_SCRIPTS = {"sup": "^", "sub": "_"}


class UnreadableTextError(ValueError):
    """The text holds an entity that nothing defines, so that part of it is lost."""


def text_of(element: etree._Element | None) -> str:
    """Return an element's text with single spaces and without markup.

    Italics and the like leave no trace: ``<i>N</i>-methyl`` is ``N-methyl``. A superscript or
    subscript is marked only where plain text would read as another number: ``10<sup>-3</sup>`` is
    ``10^-3``, but ``CO<sub>2</sub>`` is ``CO2`` and ``kg<sup>-1</sup>`` is ``kg-1``.

    Raises:
        UnreadableTextError: an undefined entity stands in the text.
    """
    if element is None:
        return ""
    if len(element) == 0:
        return single_spaced(element.text or "")
    pieces: list[str] = []
    _collect(element, pieces)
    return single_spaced("".join(pieces))


def single_spaced(text: str) -> str:
    """Return a text with each run of white space, of whatever kind, as one space."""
    # isprintable is false for line ends, tabs and every space but the common one; asking is much
    # cheaper than splitting an abstract into its words.
    if text.isprintable() and "  " not in text:
        return text.strip()
    return " ".join(text.split())


def _collect(element: etree._Element, pieces: list[str]) -> None:
    pieces.append(element.text or "")
    for child in element:
        if child.tag is etree.Entity:
            raise UnreadableTextError(f"the entity {child.text} is not defined")
        name = etree.QName(child).localname
        inner: list[str] = []
        _collect(child, inner)
        pieces += [_joint(name, pieces, inner), *inner, " " if name in _BLOCKS else ""]
        pieces.append(child.tail or "")


def _joint(name: str, before: list[str], inner: list[str]) -> str:
    """Return what has to stand between the text before an element and the element's own."""
    if name in _BLOCKS:
        return " "
    last = next((piece[-1] for piece in reversed(before) if piece), "")
    first = "".join(inner).lstrip("+-−–")[:1]
    return _SCRIPTS.get(name, "") if last.isdigit() and first.isdigit() else ""
