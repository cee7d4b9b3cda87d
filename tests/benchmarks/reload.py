"""What a reload costs the answers given meanwhile: python -m tests.benchmarks.reload.

One file of a large knowledge base is changed; questions are asked without a pause while the
running bot takes the change in.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from pathlib import Path

from bot.channels.reloading import Reloader
from bot.dialogue.assistant import Assistant
from tests.benchmarks.corpus import make, write

ROOT = Path(__file__).parents[2]
PAUSE = 0.002
"""Seconds between two questions."""


def _change(folder: Path, mark: str) -> None:
    """Gives the first answer of the first file a mark."""
    file = min((folder / "entries").iterdir())
    head, answer, rest = file.read_text("utf-8").partition("    answer: ")
    file.write_text(f"{head}{answer}{mark} {rest}", encoding="utf-8")


async def _answers_meanwhile(
    reloader: Reloader, assistant: Assistant, questions: list[str]
) -> tuple[float, list[float], Assistant]:
    """The seconds of a reload, the milliseconds of each answer meanwhile, the new version."""
    begin = time.perf_counter()
    task = asyncio.create_task(asyncio.to_thread(reloader.load))
    times = []
    while not task.done():
        await asyncio.sleep(PAUSE)
        asked = time.perf_counter()
        assistant.ask(questions[len(times) % len(questions)])
        times.append((time.perf_counter() - asked) * 1e3)
    fresh = task.result()
    if fresh is None:
        raise SystemExit("the change was not seen")
    return time.perf_counter() - begin, times, fresh


async def _run(size: int, runs: int) -> None:
    corpus = make(size, ROOT / "knowledge")
    questions = [text for _, text in corpus.known] + corpus.unknown
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(corpus, folder)
        assistant = Assistant.load(folder)
        reloader = Reloader(folder, assistant)
        for text in questions:
            assistant.ask(text)
        print(
            "| run | reload s | answers | median ms | p99 ms | worst ms |\n|---|---|---|---|---|---|"
        )
        for run in range(1, runs + 1):
            _change(folder, f"第{run}次")
            seconds, times, assistant = await _answers_meanwhile(reloader, assistant, questions)
            times.sort()
            print(f"| {run} | {seconds:.2f} | {len(times)} | {statistics.median(times):.1f} | "
                  f"{times[int(len(times) * 0.99)]:.1f} | {times[-1]:.1f} |")  # fmt: skip


def main() -> None:
    """Changes a file some times and prints a row for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    asyncio.run(_run(arguments.size, arguments.runs))


if __name__ == "__main__":
    main()
