"""Save: a figure as SVG and PDF, byte for byte the same from run to run, and readable aloud."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from ketamine_review.figures.sheet import HALO
from ketamine_review.figures.style import BROWSER_FAMILY, CARD, applied, printable
from ketamine_review.tables import whole_file

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "{http://www.w3.org/1999/xlink}href"


def save_figure(figure: Figure, svg: str | Path, pdf: str | Path, title: str, desc: str) -> None:
    """Write a figure as SVG and as PDF.

    Args:
        figure: The figure.
        svg: Where the SVG goes.
        pdf: Where the PDF goes.
        title: Its name, which a screen reader reads first.
        desc: What it shows, in words.

    Raises:
        ReviewError: a file cannot be written.
    """
    with whole_file(svg, "wb") as handle:
        handle.write(svg_of(figure, Path(svg).stem, title, desc))
    with applied(), whole_file(pdf, "wb") as handle:
        figure.savefig(
            handle,
            format="pdf",
            metadata={"CreationDate": None, "Producer": None, "Creator": None,
                      "Title": printable(title), "Subject": printable(desc)},
        )  # fmt: skip


def svg_of(figure: Figure, name: str, title: str, desc: str) -> bytes:
    """Return a figure as SVG: text as text, the same bytes each time, with title and description.

    Args:
        figure: The figure.
        name: Prefix of its ids, unique within a page.
        title: Its name.
        desc: What it shows, in words.
    """
    with applied():
        drawn = io.BytesIO()
        figure.savefig(drawn, format="svg", metadata={"Date": None, "Creator": None})
    return _readable(drawn.getvalue(), name, title, desc)


def _readable(svg: bytes, name: str, title: str, desc: str) -> bytes:
    """Return matplotlib's SVG fit for a page: named, described, and alone in its own words.

    Inline styles become attributes, which a strict Content-Security-Policy lets pass; names that
    nothing refers to go away and the others get the figure's own prefix, so that many figures can
    stand in one page; the family of letters stands once, at the root.
    """
    root = etree.fromstring(svg)
    for element in root.xpath("//svg:metadata | //svg:style", namespaces={"svg": _SVG}):
        element.getparent().remove(element)
    for element in root.iter(etree.Element):
        _style_to_attributes(element)
    _halos(root)
    name = re.sub(r"\W+", "-", name)
    _own_names(root, name)
    _drop_bare_groups(root)
    for side, value in zip(("width", "height"), root.get("viewBox").split()[2:], strict=True):
        root.set(side, value)
    root.attrib.pop("version", None)
    root.set("font-family", BROWSER_FAMILY)
    root.set("stroke-linejoin", "round")
    root.set("role", "img")
    root.set("aria-labelledby", f"{name}-title {name}-desc")
    for position, (tag, text) in enumerate((("title", title), ("desc", desc))):
        element = etree.Element(f"{{{_SVG}}}{tag}", id=f"{name}-{tag}")
        element.text = printable(text)
        root.insert(position, element)
    return etree.tostring(root, encoding="utf-8") + b"\n"


def _style_to_attributes(element: etree._Element) -> None:
    style = element.attrib.pop("style", "")
    for declaration in filter(None, (part.strip() for part in style.split(";"))):
        key, _, value = (part.strip() for part in declaration.partition(":"))
        if key == "font":
            _font_to_attributes(element, value)
        elif key not in ("-webkit-text-stroke", "font-family"):
            element.set(key, value)
    # A rotation by nothing, which matplotlib gives to every text.
    if re.fullmatch(r"rotate\(-?0 [^)]*\)", element.get("transform", "")):
        del element.attrib["transform"]


def _font_to_attributes(element: etree._Element, font: str) -> None:
    """Take the shorthand ``italic bold 13px 'DejaVu Sans'`` apart."""
    match = re.match(r"(.*?)([\d.]+)px", font)
    if match is None:
        return
    element.set("font-size", match[2])
    for word in match[1].split():
        if word in ("italic", "oblique"):
            element.set("font-style", word)
        elif word != "normal":
            element.set("font-weight", word)


def _halos(root: etree._Element) -> None:
    """Put a halo around each text in place of the card behind it.

    The card is cut to the letters that matplotlib measured; a browser's are narrower.
    """
    for card in root.xpath(f"//svg:g[@id='{HALO}']", namespaces={"svg": _SVG}):
        text = card.getparent().find(f"{{{_SVG}}}text")
        card.getparent().remove(card)
        for key, value in (("stroke", CARD), ("stroke-width", "4"), ("paint-order", "stroke")):
            text.set(key, value)


def _drop_bare_groups(root: etree._Element) -> None:
    """Put what a group without attributes holds in its place; trim white space and digits."""
    for group in list(root.iter(f"{{{_SVG}}}g", f"{{{_SVG}}}defs")):
        bare = group.tag.endswith("}g") and not group.attrib
        if bare or (len(group) == 0 and not group.attrib):
            parent, place = group.getparent(), group.getparent().index(group)
            parent[place : place + 1] = list(group)
    for element in root.iter(etree.Element):
        element.tail = "\n"
        if element.text is not None and not element.text.strip():
            element.text = None
        for key in ("d", "x", "y"):
            if element.get(key) is not None:
                element.set(key, _short(" ".join(element.get(key).split())))


def _short(numbers: str) -> str:
    """Return numbers with two decimals, a hundredth of a pixel."""
    return re.sub(r"-?\d+\.\d+", lambda match: f"{float(match[0]):.2f}", numbers)


def _own_names(root: etree._Element, name: str) -> None:
    text = etree.tostring(root).decode()
    used = set(re.findall(r'url\(#([^)]+)\)|href="#([^"]+)"', text))
    wanted = {first or second for first, second in used}
    for element in root.iter(etree.Element):
        if element.get("id") is not None and element.get("id") not in wanted:
            del element.attrib["id"]
        elif element.get("id") is not None:
            element.set("id", f"{name}-{element.get('id')}")
        for key, value in element.attrib.items():
            if key == _XLINK and value.startswith("#"):
                element.set(key, f"#{name}-{value[1:]}")
            elif "url(#" in value:
                element.set(key, value.replace("url(#", f"url(#{name}-"))
