"""Plain text of an XML element with inline markup, such that words and numbers still read right."""

from __future__ import annotations

from lxml import etree

#: Elements that stand apart from the words around them.
_BLOCKS = ("DispFormula", "p", "list", "list-item", "title", "sec", "br")
_SCRIPTS = {"sup": "^", "sub": "_"}
_MATH_SCRIPTS = {"msup": "^", "msub": "_"}


def text_of(element: etree._Element | None) -> str:
    """Return an element's text with single spaces and without markup.

    Italics and the like leave no trace: ``<i>N</i>-methyl`` is ``N-methyl``. A superscript or
    subscript is marked only where plain text would read as another number: ``10<sup>-3</sup>`` is
    ``10^-3``, but ``CO<sub>2</sub>`` is ``CO2`` and ``kg<sup>-1</sup>`` is ``kg-1``.
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
    # Looking is much cheaper than splitting an abstract into its words.
    odd = not text.isascii() or "\n" in text or "  " in text or "\t" in text or "\r" in text
    return " ".join(text.split()) if odd else text.strip()


def _collect(element: etree._Element, pieces: list[str]) -> None:
    pieces.append(element.text or "")
    for child in element:
        name = etree.QName(child).localname
        inner: list[str] = []
        if name == "math":
            inner.append(_formula(child))
        else:
            _collect(child, inner)
        if name in _BLOCKS:
            inner = [" ", *inner, " "]
        before = next((piece for piece in reversed(pieces) if piece), "")
        pieces += [_joint(_SCRIPTS.get(name, ""), before, "".join(inner)), *inner]
        pieces.append(child.tail or "")


def _formula(element: etree._Element) -> str:
    """Return a MathML formula on one line, without the spaces that only lay out its source."""
    text = (element.text or "").strip()
    name = etree.QName(element).localname
    for position, child in enumerate(element):
        inner = _formula(child)
        if name == "mfrac" and position == 1:
            text += "/"
        elif name in _MATH_SCRIPTS and position == 1:
            text += _joint(_MATH_SCRIPTS[name], text, inner)
        text += inner
    return text


def _joint(mark: str, before: str, inner: str) -> str:
    """Return the mark if two numbers would otherwise run together, else nothing."""
    script = inner.strip().lstrip("+-−–")
    return mark if before[-1:].isdigit() and script[:1].isdigit() else ""
