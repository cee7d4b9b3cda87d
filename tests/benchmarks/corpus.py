"""Large knowledge bases for benchmarks, made of halves of the shipped phrasings."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.knowledge.loader import load
from bot.matching import segmentation
from bot.matching.documents import Documents, Kind

if TYPE_CHECKING:
    from pathlib import Path

VARIANTS = 12
"""Phrasings of an entry."""
IN_FILE = 10_000
"""Phrasings in a file."""
QUERIES = 200
"""Questions of each kind: known and unknown."""
SEED = 1
_FILLERS = ("", "", "请问", "我想问下", "那个")


@dataclass(frozen=True)
class Corpus:
    """Phrasings with the entries they belong to, and questions.

    Attributes:
        variants: Entry and phrasing.
        known: Questions with the entry that they ask for: a phrasing with a character left out,
            every second one with its halves in the other order, and a few words before it.
        unknown: Questions that no entry is about.
    """

    variants: list[tuple[str, str]]
    known: list[tuple[str, str]]
    unknown: list[str]


def make(size: int, shipped: Path) -> Corpus:
    """A corpus of so many phrasings, always the same.

    Args:
        size: Phrasings.
        shipped: The knowledge base that they are made of.
    """
    chosen = random.Random(SEED)  # noqa: S311 - a sample, no secret
    base = load(shipped)
    held = [d for d in Documents(base) if d.text.isprintable() and not set(d.text) & set('"\\')]
    ours = [segmentation.cut(d.text) for d in held if d.kind in (Kind.ENTRY, Kind.GAP)]
    seen: set[str] = set()
    variants: list[tuple[str, str]] = []
    while len(variants) < size:
        first, second = chosen.choice(ours), chosen.choice(ours)
        text = "".join(first[: len(first) // 2 + 1] + second[len(second) // 2 :])
        text = f"{text}{len(seen)}" if text in seen else text
        seen.add(text)
        variants.append((f"e{len(variants) // VARIANTS}", text))
    known = []
    for number, (entry, text) in enumerate(chosen.sample(variants, QUERIES)):
        gone = chosen.randrange(len(text))
        asked = text[:gone] + text[gone + 1 :]
        if number % 2:
            words = segmentation.cut(asked)
            asked = "".join(words[len(words) // 2 :] + words[: len(words) // 2])
        known.append((entry, chosen.choice(_FILLERS) + asked))
    foreign = [d.text for d in held if d.kind is Kind.FOREIGN]
    return Corpus(variants, known, chosen.sample(foreign, QUERIES))


def write(corpus: Corpus, folder: Path) -> None:
    """Writes a corpus as a knowledge base."""
    (folder / "entries").mkdir(parents=True, exist_ok=True)
    rows: list[str] = []
    for number, (entry, text) in enumerate(corpus.variants):
        if number % VARIANTS == 0:
            if len(rows) >= IN_FILE:
                _write(folder, number, rows)
                rows = []
            rows += [f"  - id: {entry}", f'    question: "{text}"', f"    answer: 答案{entry}"]
            if number + 1 < len(corpus.variants):
                rows.append("    variants:")
        else:
            rows.append(f'      - "{text}"')
    _write(folder, len(corpus.variants), rows)


def _write(folder: Path, number: int, rows: list[str]) -> None:
    text = "\n".join(["entries:", *rows, ""])
    (folder / "entries" / f"to-{number}.yaml").write_text(text, encoding="utf-8")
