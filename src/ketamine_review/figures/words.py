"""Words that only figures need: ticks, P values, sentences; numbers are in `wording`."""

from __future__ import annotations


def tick(value: float) -> str:
    """Return a number for a tick: three significant digits, no trailing zeros, a true minus."""
    return f"{float(f'{value:.3g}'):g}".replace("-", "−")


def p_value(p: float) -> str:
    """Return a P value as ``P = 0.03`` or ``P < 0.001``."""
    if p < 0.001:
        return "P < 0.001"
    return f"P = {p:.3f}" if p < 0.01 else f"P = {p:.2f}"


def sentence(text: str) -> str:
    """Return a text with a capital at its start and a full stop at its end."""
    text = text.strip()
    if not text:
        return ""
    return text[0].upper() + text[1:] + ("" if text[-1] in ".!?…" else ".")
