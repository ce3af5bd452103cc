"""Render: the templates filled into one file that asks nothing of anybody."""

from __future__ import annotations

import base64
import hashlib
import re
from importlib.resources import files
from typing import Any

import jinja2
from markupsafe import Markup

from ketamine_review.page import numbers
from ketamine_review.page.cited import Count
from ketamine_review.page.rows import informative
from ketamine_review.page.text import anchor, plain, web_address

_HERE = files("ketamine_review.page")


def render_page(view: dict[str, Any]) -> str:
    """Return the page.

    Style and script stand in the file; the policy names their hashes, so that nothing else that
    may have slipped in is applied or run, and lets nothing be fetched.

    Args:
        view: What the templates name.
    """
    style, script = _asset("page.css"), _asset("page.js")
    policy = (
        f"default-src 'none'; style-src {_hash_of(style)}; script-src {_hash_of(script)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    page = _environment().get_template("page.html.j2")
    html = page.render(**view, policy=policy, style=Markup(style), script=Markup(script))
    # Indentation before a tag shows nowhere, and would be a tenth of the file.
    return re.sub(r"\n\s*(?=\n|<)", "\n", html)


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(str(_HERE / "templates")),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_seen,
    )
    environment.filters |= {
        "number": numbers.number,
        "estimate": numbers.estimate,
        "web_address": web_address,
        "informative": informative,
    }
    environment.globals |= {
        "anchor": anchor,
        "interval": numbers.interval,
        "unit_of": numbers.unit_of,
        "Count": Count,
    }
    return environment


def _seen(value: Any) -> Any:
    """Return a value of a template with its unseen characters made visible."""
    return plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _asset(name: str) -> str:
    return (_HERE / "assets" / name).read_text(encoding="utf-8")


def _hash_of(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"
