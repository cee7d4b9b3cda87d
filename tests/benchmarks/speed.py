"""Speed and scale beside peers: python -m tests.benchmarks.speed [--sizes 10000 100000].

Each system gets the same phrasings and the same questions in the same run; each figure is a
median. The table can be pasted into the README; --plot writes the growth as a picture.
"""

from __future__ import annotations

import argparse
import json
import platform
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from bisect import bisect_left, bisect_right
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz, process

from bot.dialogue.assistant import Assistant
from bot.knowledge.loader import load
from bot.matching.normalise import fold
from bot.matching.units import pairs, tokens
from tests.benchmarks.corpus import Corpus, make, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Nearest = Callable[[str], tuple[str, float]]

ROOT = Path(__file__).parents[2]
WARM = 20
"""Questions that each system is asked before it is measured."""
SLOW = 100_000
"""Phrasings above which a scan over everything is asked no more questions than these."""


@dataclass(frozen=True)
class Row:
    """What one system did at one size; times in ms, memory in MB, shares in 0..1."""

    system: str
    size: int
    median: float
    p99: float
    accuracy: float
    auc: float
    build: float
    memory: float = 0.0


def _units(text: str) -> list[str]:
    folded = fold(text)
    return tokens(folded) + pairs(folded)


def _bm25s(corpus: Corpus) -> Nearest:
    import bm25s

    index = bm25s.BM25()
    index.index([_units(text) for _, text in corpus.variants], show_progress=False)

    def ask(text: str) -> tuple[str, float]:
        scores = index.get_scores(_units(text))
        best = int(scores.argmax())
        return corpus.variants[best][0], float(scores[best])

    return ask


def _fts5(corpus: Corpus) -> Nearest:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE held USING fts5(text, entry UNINDEXED)")
    database.executemany(
        "INSERT INTO held VALUES (?, ?)",
        ((" ".join(_units(text)), entry) for entry, text in corpus.variants),
    )

    def ask(text: str) -> tuple[str, float]:
        query = " OR ".join(f'"{unit}"' for unit in dict.fromkeys(_units(text)))
        row = database.execute(
            "SELECT entry, -rank FROM held WHERE held MATCH ? ORDER BY rank LIMIT 1", (query,)
        ).fetchone()
        return row or ("", 0.0)

    return ask


def _tantivy(corpus: Corpus) -> Nearest:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text", stored=False, tokenizer_name="whitespace")
    builder.add_integer_field("number", stored=True)
    index = tantivy.Index(builder.build())
    writer = index.writer()
    for number, (_, text) in enumerate(corpus.variants):
        writer.add_document(tantivy.Document(text=" ".join(_units(text)), number=number))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def ask(text: str) -> tuple[str, float]:
        terms = [
            (tantivy.Occur.Should, tantivy.Query.term_query(index.schema, "text", unit))
            for unit in dict.fromkeys(_units(text))
        ]
        hits = searcher.search(tantivy.Query.boolean_query(terms), 1).hits
        if not hits:
            return "", 0.0
        score, address = hits[0]
        return corpus.variants[searcher.doc(address)["number"][0]][0], float(score)

    return ask


def _scan(scorer: Any) -> Callable[[Corpus], Nearest]:
    def build(corpus: Corpus) -> Nearest:
        texts = [fold(text) for _, text in corpus.variants]

        def ask(text: str) -> tuple[str, float]:
            best = process.extractOne(fold(text), texts, scorer=scorer)
            return corpus.variants[best[2]][0], float(best[1])

        return ask

    return build


PEERS: dict[str, tuple[Callable[[Corpus], Nearest], bool]] = {
    "RapidFuzz WRatio scan": (_scan(fuzz.WRatio), True),
    "RapidFuzz ratio scan": (_scan(fuzz.ratio), True),
    "bm25s, characters and pairs": (_bm25s, False),
    "tantivy, characters and pairs": (_tantivy, False),
    "SQLite FTS5, characters and pairs": (_fts5, False),
}


def _ours(size: int) -> Iterator[Row]:
    """The engine at one size, in this process: its memory is the engine's."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # Another process makes the phrasings, or what it took would count here.
        subprocess.run(
            [sys.executable, "-m", __spec__.name, "--write", name, str(size)], check=True
        )
        begin = time.perf_counter()
        assistant = Assistant(load(folder))
        built = time.perf_counter() - begin
    memory = float(next(
        line.split()[1] for line in Path("/proc/self/status").read_text("utf-8").splitlines()
        if line.startswith("VmRSS")
    )) / 1e3 if platform.system() == "Linux" else (
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    )  # fmt: skip

    for _ in assistant.warm():
        pass  # as the bot does in the background while it takes its first questions
    corpus = make(size, ROOT / "knowledge")

    def search(text: str) -> tuple[str, float]:
        found = assistant.search(text, 1)
        return (found[0].document.owner, found[0].score) if found else ("", 0.0)

    def ask(text: str) -> tuple[str, float]:
        outcome = assistant.ask(text).outcomes[0]
        told = outcome.entry or next((option.entry for option in outcome.options), "")
        return told, outcome.score

    yield _measure("jiyuan-bot search", corpus, search, built, memory)
    yield _measure("jiyuan-bot ask", corpus, ask, built, memory)


def _measure(
    name: str, corpus: Corpus, ask: Nearest, built: float, memory: float = 0.0, *,
    slow: bool = False,
) -> Row:  # fmt: skip
    known, unknown = corpus.known, corpus.unknown
    if slow and len(corpus.variants) > SLOW:
        known, unknown = known[:WARM], unknown[:WARM]
    for _, text in known[:WARM]:
        ask(text)
    times, right, high, low = [], 0, [], []
    for entry, text in [*known, *(("", text) for text in unknown)]:
        begin = time.perf_counter()
        told, score = ask(text)
        times.append((time.perf_counter() - begin) * 1e3)
        (high if entry else low).append(score)
        right += bool(entry) and told == entry
    times.sort()
    return Row(
        name, len(corpus.variants), statistics.median(times), times[int(len(times) * 0.99)],
        right / len(known), _auc(high, low), built, memory,
    )  # fmt: skip


def _auc(high: list[float], low: list[float]) -> float:
    low = sorted(low)
    below = sum((bisect_left(low, score) + bisect_right(low, score)) / 2 for score in high)
    return below / len(high) / len(low)


def _of_peer(name: str, size: int) -> Row:
    build, slow = PEERS[name]
    corpus = make(size, ROOT / "knowledge")
    begin = time.perf_counter()
    ask = build(corpus)
    return _measure(name, corpus, ask, time.perf_counter() - begin, slow=slow)


def _table(rows: list[Row]) -> str:
    lines = [
        "| phrasings | system | median ms | p99 ms | accuracy@1 | AUC | build s | memory MB |",
        "|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {r.size:,} | {r.system} | {r.median:.2f} | {r.p99:.2f} | {r.accuracy:.3f} | "
        f"{r.auc:.3f} | {r.build:.1f} | {f'{r.memory:.0f}' if r.memory else ''} |"
        for r in rows
    ]
    return "\n".join(lines)


def _plot(rows: list[Row], file: Path) -> None:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 4))
    axes = figure.subplots()
    for system in dict.fromkeys(row.system for row in rows):
        points = [(row.size, row.median) for row in rows if row.system == system]
        axes.loglog(*zip(*points, strict=True), marker="o", label=system)
    axes.set_xlabel("phrasings")
    axes.set_ylabel("median ms a question")
    axes.legend(fontsize=7)
    figure.savefig(file, bbox_inches="tight")


def main() -> None:
    """Runs each system at each size in a process of its own and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--plot", type=Path, metavar="FILE")
    parser.add_argument("--one", nargs=2, metavar=("SYSTEM", "SIZE"), help=argparse.SUPPRESS)
    parser.add_argument("--write", nargs=2, metavar=("FOLDER", "SIZE"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.write:
        folder, size = arguments.write
        write(make(int(size), ROOT / "knowledge"), Path(folder))
        return
    if arguments.one:
        system, size = arguments.one[0], int(arguments.one[1])
        found = list(_ours(size)) if system == "ours" else [_of_peer(system, size)]
        print(json.dumps([asdict(row) for row in found]))
        return
    rows: list[Row] = []
    for size in arguments.sizes:
        for system in ("ours", *PEERS):
            command = [sys.executable, "-m", __spec__.name, "--one", system, str(size)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                print(f"{system} was left out: {done.stderr.splitlines()[-1]}", file=sys.stderr)
                continue
            rows += [Row(**row) for row in json.loads(done.stdout.splitlines()[-1])]
            print(f"{size:,} {system}", file=sys.stderr)
    print(_table(rows))
    if arguments.plot:
        _plot(rows, arguments.plot)


if __name__ == "__main__":
    main()
