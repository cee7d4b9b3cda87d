"""Where the knowledge base is, if nobody says."""

from __future__ import annotations

from pathlib import Path

PACKAGED = Path(__file__).parent.parent / "_knowledge"
"""The copy inside an installed wheel."""
CHECKOUT = Path(__file__).parent.parent.parent / "knowledge"
"""The folder beside the package in a checkout, for editable installs."""


def default_folder() -> Path:
    """`./knowledge` where it is one, else the copy that came with the program."""
    here = Path("knowledge")
    if (here / "entries").is_dir():
        return here
    return PACKAGED if PACKAGED.is_dir() else CHECKOUT
