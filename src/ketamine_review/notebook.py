"""The stage notebooks: execute a thin notebook and render it as a page that loads nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ketamine_review.errors import ReviewError
from ketamine_review.tables import write_text

#: Seconds after which a single cell is given up.
CELL_TIMEOUT = 300

#: What nbconvert would load from elsewhere; blank addresses leave the tags out of use.
_NOTHING = {"mathjax_url": "", "require_js_url": "", "jquery_url": "", "mermaid_js_url": ""}


def execute_notebook(
    notebook: str,
    results: str,
    verdicts: str,
    findings: str,
    records: str,
    figures: str,
    queue: str,
    changes: str,
    executed: str,
    html: str,
) -> str:
    """Execute one notebook in the project's folder.

    Args:
        notebook: The notebook in git, without outputs.
        results: results.json; like the next six, read by the notebook through the reader.
        verdicts: verdicts.json.
        findings: findings.jsonl.
        records: records.jsonl.
        figures: figures.json.
        queue: review_queue.tsv.
        changes: changes.json.
        executed: Output, the notebook with its outputs.
        html: Output, the same as a self-contained page.

    Raises:
        ReviewError: a cell failed; names the cell and the error.
    """
    import nbformat

    book = nbformat.read(notebook, as_version=4)
    # The kernel's sockets lie in the file system, so that a run needs no network at all, not even
    # loopback; each kernel has a folder of its own, as their names are the same.
    with TemporaryDirectory(prefix="kernel-") as sockets:
        _execute(book, notebook, sockets)
    _forget_the_machine(book)
    write_text(executed, nbformat.writes(book))
    write_text(html, _as_html(book))
    return f"{Path(notebook).stem} executed"


def _execute(book: Any, notebook: str, sockets: str) -> None:
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError
    from traitlets.config import Config

    client = NotebookClient(
        book,
        timeout=CELL_TIMEOUT,
        kernel_name="python3",
        record_timing=False,
        config=Config({"KernelManager": {"transport": "ipc", "ip": f"{sockets}/socket"}}),
    )
    try:
        client.execute(cwd=str(Path.cwd()))
    except CellExecutionError as error:
        raise ReviewError(
            f"A cell failed ({error.ename}: {error.evalue})",
            where=notebook,
            mend="open the notebook and run its cells one by one",
        ) from None


def _forget_the_machine(book: Mapping) -> None:
    """Drop what differs from run to run and from machine to machine."""
    book["metadata"].pop("widgets", None)
    book["metadata"].get("language_info", {}).pop("version", None)
    for cell in book["cells"]:
        cell.get("metadata", {}).pop("execution", None)


def _as_html(book: Mapping) -> str:
    from nbconvert import HTMLExporter

    exporter = HTMLExporter(template_name="lab", exclude_input_prompt=True, **_NOTHING)
    exporter.exclude_output_prompt = True
    page, _ = exporter.from_notebook_node(book)
    return _without_loading(page)


def _without_loading(page: str) -> str:
    """Remove every script and style sheet that the page would fetch from elsewhere."""
    page = re.sub(r"<script[^>]*\bsrc=[^>]*>\s*</script>", "", page)
    page = re.sub(r"<link[^>]*\bhref=\"https?:[^>]*>", "", page)
    return re.sub(r"@import url\([^)]*\);?", "", page)
