"""What a check found: where, how bad, what, and how to mend it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

QUOTED = 240
"""Characters of a line that are quoted at most."""


class Severity(StrEnum):
    """How bad a finding is; only an error keeps a knowledge base from being used."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something found in a file of the knowledge base.

    Attributes:
        file: The file, as the reader can open it.
        line: Line, from 1.
        column: Column, from 1.
        severity: How bad it is.
        code: A short stable name of the kind of finding.
        message: What is wrong.
        cure: How to mend it.
        quoted: The offending line as it stands in the file; empty where there is none.
    """

    file: str
    line: int
    column: int
    severity: Severity
    code: str
    message: str
    cure: str = ""
    quoted: str = ""

    def __str__(self) -> str:
        head = (
            f"{self.file}:{self.line}:{self.column}: {self.severity}: {self.code}: {self.message}"
        )
        rows = [head]
        if self.quoted:
            rows += [f"    | {self.shown}", f"    | {self._gap()}^"]
        if self.cure:
            rows.append(f"    cure: {self.cure}")
        return "\n".join(rows)

    @property
    def shown(self) -> str:
        """The offending line, of a long one the part around the column."""
        return self.quoted[self._from : self._from + QUOTED].rstrip()

    @property
    def _from(self) -> int:
        return max(0, self.column - 1 - QUOTED // 2) if len(self.quoted) > QUOTED else 0

    def _gap(self) -> str:
        """What stands before the column, as blanks: two for a wide character, tabs as they are."""
        wide = {"W": "  ", "F": "  "}
        before = self.quoted[self._from : self.column - 1]
        return "".join(
            char if char == "\t" else wide.get(unicodedata.east_asian_width(char), " ")
            for char in before
        )

    @property
    def place(self) -> tuple[str, int, int]:
        """Where it is, for sorting."""
        return (self.file, self.line, self.column)
