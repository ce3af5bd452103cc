"""PubMed's XML as a stream of records: replies of efetch, NLM's baseline and update files."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from lxml import etree

from ketamine_review.archive.article import record_of
from ketamine_review.archive.item import Deleted, Item, SetAside
from ketamine_review.errors import ReviewError

ROOTS = ("PubmedArticleSet", "PubmedBookArticleSet")
RECORDS = ("PubmedArticle", "PubmedBookArticle")
DELETIONS = ("DeleteCitation", "DeleteDocument")
_CHUNK = 1 << 16


class NotPubmedXmlError(ValueError):
    """The bytes are not PubMed's XML.

    Attributes:
        line: Where the trouble is, 0 where it is the whole.
    """

    def __init__(self, what: str, line: int = 0):
        super().__init__(what)
        self.line = line


def read_pubmed_xml(path: str | Path, archive: str) -> Iterator[Item]:
    """Yield what a file holds, in order, in memory that does not grow with the file.

    Args:
        path: An ``.xml`` or ``.xml.gz`` file.
        archive: Name of the archive, carried by each record.

    Raises:
        ReviewError: the file is not whole and well-formed XML of PubMed's, with the line; or it
            declares entities, which PubMed never does and which could be a trap.
    """
    try:
        with Path(path).open("rb") as handle:
            for element in elements_of(chunks_of(handle, gzipped=str(path).endswith(".gz"))):
                yield from _items(element, str(path), archive)
    except NotPubmedXmlError as error:
        raise ReviewError(
            f"The file is not PubMed's XML: {error}",
            where=f"{path}: line {error.line}" if error.line else path,
            mend="restore the file, or correct it at this place",
        ) from None


def chunks_of(handle: Iterable[bytes], gzipped: bool) -> Iterator[bytes]:
    """Yield a file's bytes in pieces, unzipped where needed.

    zlib is used directly because it spares a tenth of the whole parse that the gzip module's
    layers cost.

    Raises:
        NotPubmedXmlError: the gzip stream is damaged or ends too early.
    """
    pieces = iter(lambda: handle.read(_CHUNK), b"")
    if not gzipped:
        yield from pieces
        return
    unzip = None
    for piece in pieces:
        while piece:
            unzip = unzip or zlib.decompressobj(wbits=31)
            try:
                yield unzip.decompress(piece)
            except zlib.error as error:
                raise NotPubmedXmlError(f"its compression is damaged ({error})") from None
            # A gzip file may be several streams one after the other.
            piece, unzip = (unzip.unused_data, None) if unzip.eof else (b"", unzip)
    if unzip is not None:
        raise NotPubmedXmlError("its compression ends too early")


class _Nowhere(etree.Resolver):
    """Answers each request for something outside the file with nothing."""

    def resolve(self, url: str, public_id: str, context: object) -> object:
        """Return an empty document, whatever was asked for."""
        return self.resolve_empty(context)


def elements_of(chunks: Iterable[bytes]) -> Iterator[etree._Element]:
    """Yield each child of the root once it is whole; it is dropped when the next one is asked for.

    A record that stands inside another one, as it never should, is yielded on its own before it.

    No DTD is loaded, no entity is resolved, nothing outside the bytes is read.

    Raises:
        NotPubmedXmlError: not well-formed, another root than PubMed's, or entities are declared.
    """
    # lxml's collect_ids=False would make libxml2 load the external DTD (2.14): leave it alone.
    parser = etree.XMLPullParser(
        events=("end",),
        tag=(*RECORDS, *DELETIONS),
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
    )
    parser.resolvers.add(_Nowhere())
    root = None
    try:
        for chunk in chunks:
            parser.feed(chunk)
            _refuse_entities(parser)
            for _, element in parser.read_events():
                if root is None:
                    root = _checked_root(element)
                if element.getparent() is root:
                    yield from _whole_children(root, until=element)
                else:
                    yield element
        yield from _whole_children(_checked_root(parser.close()))
    except etree.XMLSyntaxError as error:
        raise NotPubmedXmlError(error.msg or "not well-formed", error.lineno or 0) from None


def _checked_root(element: etree._Element) -> etree._Element:
    tree = element.getroottree()
    if tree.getroot().tag not in ROOTS:
        raise NotPubmedXmlError("it has another root than PubmedArticleSet")
    dtd = tree.docinfo.internalDTD
    if dtd is not None and next(dtd.iterentities(), None) is not None:
        raise NotPubmedXmlError("it declares entities, which are refused", 1)
    return tree.getroot()


def _refuse_entities(parser: etree.XMLPullParser) -> None:
    """Refuse an entity that nothing defines: its text would be missing, which libxml2 lets pass."""
    for entry in parser.feed_error_log:
        if entry.type == etree.ErrorTypes.WAR_UNDECLARED_ENTITY:
            raise NotPubmedXmlError(entry.message.lower(), entry.line)


def _whole_children(
    root: etree._Element, until: etree._Element | None = None
) -> Iterator[etree._Element]:
    """Yield and then drop the root's children, also those of a name that was not asked for."""
    while len(root):
        child = root[0]
        yield child
        last = child is until
        root.remove(child)
        if last:
            return


def _items(element: etree._Element, file: str, archive: str) -> Iterator[Item]:
    if element.tag in RECORDS:
        try:
            if element.getparent().getparent() is not None:
                raise ValueError("it stands inside another record")
            yield record_of(element, archive)
        except ValueError as error:
            yield _set_aside(element, file, str(error))
    elif element.tag in DELETIONS:
        for pmid in element.iter("PMID"):
            yield Deleted(pmid=(pmid.text or "").strip())
    else:
        yield _set_aside(element, file, f"'{element.tag}' is no element of PubMed's")


def _set_aside(element: etree._Element, file: str, reason: str) -> SetAside:
    pmid = next(element.iter("PMID"), None)
    return SetAside(
        file=file,
        place=f"line {element.sourceline}",
        name="" if pmid is None else (pmid.text or "").strip(),
        reason=reason.splitlines()[0],
    )
