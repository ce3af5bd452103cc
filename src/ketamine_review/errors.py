"""The one error that a user's slip may raise: what is wrong, where, and how to mend it."""

from __future__ import annotations

from pathlib import Path


class ReviewError(Exception):
    """A mistake in an input that a person can mend; it reaches them without a traceback.

    Args:
        what: What is wrong, in one sentence without a full stop.
        where: The place: a file, or file, row and field, outermost first.
        mend: What to do about it, in one sentence without a full stop.
    """

    def __init__(self, what: str, *, where: str | Path | None = None, mend: str | None = None):
        self.what = what
        self.where = str(where) if where is not None else None
        self.mend = mend
        super().__init__(str(self))

    def __str__(self) -> str:
        """Return the whole message on up to three lines."""
        lines = [self.what]
        if self.where:
            lines.append(f"  where: {self.where}")
        if self.mend:
            lines.append(f"  mend:  {self.mend}")
        return "\n".join(lines)

    def at(self, where: str | Path) -> ReviewError:
        """Return the same error with an outer place put before the present one."""
        inner = f"{where}: {self.where}" if self.where else str(where)
        return ReviewError(self.what, where=inner, mend=self.mend)
