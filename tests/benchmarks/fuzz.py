"""Hostile messages and damaged files: python -m tests.benchmarks.fuzz [--messages N] [--files N].

Messages, random ones and changed questions, go to the assistant, half of them after another
message. Files of the shipped knowledge base, damaged one at a time, are read with the small base
around them. Nothing may be raised, nothing may hang, every message gets a reply. Time is that of
the process, so that a busy machine does not matter. Whatever failed is printed as Python writes it.

Exit code 1 where something failed, or where a message took longer than LIMIT.
"""

from __future__ import annotations

import argparse
import contextlib
import cProfile
import gc
import itertools
import json
import pstats
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
import unicodedata
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.dialogue.assistant import Assistant
from bot.errors import KnowledgeError
from bot.knowledge.loader import read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.dialogue.session import Session
    from bot.dialogue.turn import Turn

ROOT = Path(__file__).parents[2]
LIMIT = 0.05
"""Seconds of processor time that a message may take."""
HANG = 10.0
"""Seconds after which a message or a file is taken to hang."""
MEMORY = 4 << 30
"""Bytes that the process may take: a file that grows when it is read must not stop the machine."""
SHOWN = 40
"""Slowest messages whose time is looked into, and kinds of failures that are shown."""
SMALL = "foreign-trade.yaml"
"""A topic that leans on no other one: with the sources it is a whole, small knowledge base."""
LONGEST = 4096
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)

SHOWN = 300
"""Characters of an input that are printed."""
PIECES = (
    # what people write
    "公租房", "在哪", "多少钱", "定制公交", "周三", "那", "呢", "郑州", "2022年", "百分之五", "两三", "gdp", "gzf",
    "gong zu fang", "公組房", "how many parks", "都不是", "第2个", "1", "还有", "，", "？", "\n", " ",
    # markup, YAML, formats, commands
    "<b>", "</i>", "&amp;", "<script>alert(1)</script>", "{place}", "{0.__class__}", "%s", "%n", "${x}", "../..",
    "/off *", "';DROP TABLE chats;--", "- id: a", "question: ", "!!python/object/apply:os.system [ls]", "&a [*a]",
    "[/red]", "\x1b]0;x\x07", "\x1b[2J",
    # signs that stand for many, or for none
    "ﷺ", "㍿", "½", "①", "ß", "İ", "ﬃ", "ａ", "٣", "३", "〇", "e\u0301", "\u0301" * 5, "각", "\u1100\u1161\u11a8", "👨\u200d👩\u200d👧", "🇨🇳",
    "\u200b", "\u200d", "\ufeff", "\u202e", "\u2066", "\u00ad", "\u2028", "\x00", "\x7f", "\x85", "\ufffe", "\U0010ffff",
    "\ue000", "שלום", "مرحبا", "नमस्ते", "привет", "ｇｄｐ", "𝟓", "龘", "𠀀", "\u3164", "\U000e0041",
)  # fmt: skip
HALVES = ("\ud800", "\udfff", "\udcff", "\ude00\ud83d")
"""Halves of surrogate pairs: JSON can hold them, and so can an argument that is no UTF-8."""
RANGES = (
    (0x20, 0x7E), (0x00, 0x1F), (0x80, 0xFF), (0x300, 0x36F), (0x370, 0x52F), (0x590, 0x6FF), (0x900, 0x97F),
    (0x1100, 0x11FF), (0x2000, 0x206F), (0x2460, 0x24FF), (0x3000, 0x30FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF),
    (0xAC00, 0xD7A3), (0xE000, 0xF8FF), (0xF900, 0xFAFF), (0xFB50, 0xFDFF), (0xFE00, 0xFEFF), (0xFF00, 0xFFEF),
    (0x1D400, 0x1D7FF), (0x1F300, 0x1FAFF), (0x20000, 0x2A6DF), (0xE0000, 0xE007F),
)  # fmt: skip
LINES = (
    "", "  ", "\t- id: a", "- id: a", "  - id: a", "    answer: 12:30", "    question: yes", "    variants: [a",
    "    covers: [count]", "    related: [a]", "entries:", "---", "...", "%YAML 1.1", "? [a]: b", "<<: *a", "x: &a [*a]",
    "    answer: |", "    answer: >-", '    answer: "', "    answer: '", "    answer: !!binary aGk=", "    en: {a: b",
    "    as_of: 2024-02-30", "    review_by: 0001-01-01", "    answer：好", "    valid_until: 99999-01-01", "#", "}", "]",
    "    answer: {place}", "!!python/name:os.system", "- - - - - -", "\ufeff", "\u2028", "\x07",
    "      - &a 好", "      - *a",
)  # fmt: skip
BYTES = (b"\xff", b"\x00", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc0\xaf", b"\r", b"[" * 50,
         b"{" * 50, b"\xe2\x80\xa8", b"&a ", b"*a ", b": ", b"- ", b'"', b"'", b"#", b"%", b"\t", b"\n")  # fmt: skip


class _HangError(Exception):
    """Something took longer than HANG."""


@dataclass(frozen=True)
class Message:
    """What is asked.

    Attributes:
        text: The message.
        session: What the message before left behind; None in a new chat.
        now: When it is asked.
    """

    text: str
    session: Session | None
    now: datetime | None


@dataclass
class Report:
    """What came of a run.

    Attributes:
        done: Messages or files.
        failed: The input of each failure, by what was raised and where; the shortest input.
        failures: How often each came.
        slow: Messages over LIMIT with their seconds.
        slowest: The longest time, and what took it.
    """

    done: int = 0
    failed: dict[str, str] = field(default_factory=dict)
    failures: Counter[str] = field(default_factory=Counter)
    slow: list[tuple[float, Message]] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")

    def fail(self, error: BaseException, given: str) -> None:
        """Takes a failure down."""
        ours = [f for f in traceback.extract_tb(error.__traceback__) if "/bot/" in f.filename]
        where = f"{ours[-1].filename}:{ours[-1].lineno}" if ours else str(error)
        kind = f"{type(error).__name__}: {where}"
        self.failures[kind] += 1
        told = f"{error}\n    {given}"
        if kind not in self.failed or len(told) < len(self.failed[kind]):
            self.failed[kind] = told

    def timed(self, seconds: float, given: str) -> None:
        """Takes a time down."""
        self.done += 1
        if seconds > self.slowest[0]:
            self.slowest = (seconds, given)


# -- messages --------------------------------------------------------------------------------------


def questions() -> list[str]:
    """The labelled questions."""
    files = sorted((ROOT / "tests/questions").glob("*.jsonl"))
    return [
        json.loads(line)["q"] for file in files for line in file.read_text("utf-8").splitlines()
    ]


def shown(message: object) -> str:
    """An input as it is printed; a long one in part, the seed makes it again."""
    text = repr(message)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}… ({len(text)} characters)"


def texts(chosen: random.Random, *, halves: bool = True) -> Iterator[str]:
    """Hostile messages, for ever.

    Args:
        chosen: Chooses.
        halves: Whether some hold halves of surrogate pairs.
    """
    asked = questions()
    pieces = (*PIECES, *HALVES) if halves else PIECES
    ways: tuple[Callable[[], str], ...] = (
        lambda: _changed(chosen.choice(asked), chosen, pieces),
        lambda: _changed(chosen.choice(asked), chosen, pieces),
        lambda: "".join(chosen.choices(pieces, k=chosen.randrange(1, 20))),
        lambda: "".join(_sign(chosen) for _ in range(chosen.randrange(1, 60))),
        lambda: chosen.choice(("", ",", "。")).join(chosen.sample(asked, chosen.randrange(2, 6))),
    )
    while True:
        text = chosen.choice(ways)()
        if chosen.random() < 0.06 and text:
            longest = chosen.choice((200, 1000, LONGEST, LONGEST, LONGEST + 1))
            text = _long(text, longest, chosen, asked)
        yield text


def _sign(chosen: random.Random) -> str:
    first, last = chosen.choice(RANGES)
    return chr(chosen.randint(first, last))


def _changed(text: str, chosen: random.Random, pieces: tuple[str, ...]) -> str:
    """A text with a few characters or pieces left out, added, doubled, turned round."""
    for _ in range(chosen.randrange(5)):
        at = chosen.randrange(len(text) + 1)
        to = min(len(text), at + chosen.randrange(1, 5))
        match chosen.randrange(7):
            case 0:
                text = text[:at] + text[to:]
            case 1:
                text = text[:at] + chosen.choice(pieces) + text[at:]
            case 2:
                text = text[:to] + text[at:]
            case 3:
                text = text[:at] + text[at:to][::-1] + text[to:]
            case 4:
                text = text[:at] + _sign(chosen) + text[to:]
            case 5:
                form = chosen.choice(("NFD", "NFKD"))
                text = unicodedata.normalize(form, text)
            case _:
                between = chosen.choice((" ", "\u200b", "，", "\u0301"))
                text = between.join(text)
    return text


def _long(text: str, longest: int, chosen: random.Random, asked: list[str]) -> str:
    """A text that is as long as it may be, or one character longer."""
    match chosen.randrange(4):
        case 0:
            text *= longest // len(text) + 1
        case 1:
            text += "".join(_sign(chosen) for _ in range(longest))
        case 2:
            sign = _sign(chosen)
            text += sign * longest
        case _:
            while len(text) < longest:
                text += chosen.choice(asked)
    return text[:longest]


def _message(
    text: str, left: Session | None, entries: list[str], chosen: random.Random
) -> Message:
    """A text as a message: in a new chat, or after another one, with choices open or without."""
    session = left
    match chosen.randrange(6):
        case 0 | 1 | 2:
            session = None
        case 3 if left is not None:
            options = (*chosen.sample(entries, 3), "gone")
            session = replace(left, question=text, options=options, at=NOON, offered_for=text)
    return Message(
        text, session, chosen.choice((None, NOON, NOON + timedelta(minutes=chosen.randrange(20))))
    )


def fuzz_messages(assistant: Assistant, number: int, seed: int, *, halves: bool = True) -> Report:
    """Asks so many hostile messages.

    Args:
        assistant: Is asked.
        number: How many.
        seed: The same seed gives the same messages.
        halves: Whether some hold halves of surrogate pairs.
    """
    report, chosen = Report(), random.Random(seed)  # noqa: S311 - a sample, no secret
    entries = list(assistant.base.entries)
    left: Session | None = None
    for text in itertools.islice(texts(chosen, halves=halves), number):
        message = _message(text, left, entries, chosen)
        seconds = 0.0
        try:
            with _no_hang():
                turn, seconds = _timed(assistant, message)
                _check(turn)
                assistant.search(text, 3)
                left = turn.session
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # noqa: BLE001 - Rust's panics are no Exceptions
            report.fail(error, shown(message))
        report.timed(seconds, shown(message))
        if seconds > LIMIT:
            report.slow.append((seconds, message))
    return report


def _timed(assistant: Assistant, message: Message) -> tuple[Turn, float]:
    """The reply and its processor time; a message that is over the limit gets a second try."""
    times = []
    for _ in range(2):
        begin = time.process_time()
        turn = assistant.ask(message.text, message.session, message.now)
        times.append(time.process_time() - begin)
        if times[-1] <= LIMIT:
            break
    return turn, min(times)


def _check(turn: Turn) -> None:
    """AssertionError where a reply is none."""
    if not (1 <= len(turn.outcomes) <= 3 and turn.text.strip()):
        raise AssertionError("no reply, or too many")
    if not all(0 <= outcome.score <= 1 for outcome in turn.outcomes):
        raise AssertionError("a score is outside 0..1")


def _hot(assistant: Assistant, message: Message) -> str:
    """The function of ours in which a message spends most of its time."""
    profile = cProfile.Profile()
    profile.runcall(assistant.ask, message.text, message.session, message.now)
    own: Counter[str] = Counter()
    stats = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    for (file, line, name), (_, _, alone, _, callers) in stats.items():
        if "/bot/" in file:
            own[f"{Path(file).relative_to(ROOT)}:{line} {name}"] += alone
        for (caller, at, by), (_, _, share, _) in callers.items() if file == "~" else ():
            if "/bot/" in caller:  # a built-in function works for whoever calls it
                own[f"{Path(caller).relative_to(ROOT)}:{at} {by}"] += share
    return own.most_common(1)[0][0]


# -- files -----------------------------------------------------------------------------------------


def _small_base(folder: Path) -> list[Path]:
    """Writes the small base; its files."""
    shipped = ROOT / "knowledge"
    (folder / "entries").mkdir(parents=True)
    shutil.copytree(shipped / "sources", folder / "sources")
    shutil.copy(shipped / "entries" / SMALL, folder / "entries" / SMALL)
    shutil.copy(shipped / "calibration.json", folder)
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _damaged(raw: bytes, chosen: random.Random, others: list[bytes]) -> bytes:
    """A file with a few bytes or lines changed."""
    for _ in range(chosen.randrange(1, 5)):
        raw = chosen.choice((_other_bytes, _other_lines))(raw, chosen, others)
    return raw


def _other_bytes(raw: bytes, chosen: random.Random, others: list[bytes]) -> bytes:
    at = chosen.randrange(len(raw) + 1)
    to = min(len(raw), at + chosen.choice((1, 1, 3, 40, 4000)))
    match chosen.randrange(6):
        case 0:
            return (
                raw[:at]
                + bytes(b ^ (1 << chosen.randrange(8)) for b in raw[at : at + 1])
                + raw[at + 1 :]
            )
        case 1:
            return raw[:at] + raw[to:]
        case 2:
            return raw[:at] + chosen.choice(BYTES) + raw[at:]
        case 3:
            return raw[:to] + raw[at:]
        case 4:
            return raw[:at]
        case _:
            other = chosen.choice(others)
            start = chosen.randrange(len(other) + 1)
            return raw[:at] + other[start : start + 500] + raw[to:]


def _other_lines(raw: bytes, chosen: random.Random, others: list[bytes]) -> bytes:
    lines = raw.split(b"\n")
    at = chosen.randrange(len(lines))
    match chosen.randrange(7):
        case 0:
            del lines[at : at + chosen.randrange(1, 4)]
        case 1:
            lines.insert(at, chosen.choice(LINES).encode())
        case 2:
            lines[at:at] = [lines[at]] * chosen.choice((1, 2, 200))
        case 3:
            lines[at] = b" " * chosen.randrange(1, 9) + lines[at].lstrip()
        case 4:
            lines[at : at + 2] = [b" ".join(lines[at : at + 2])]
        case 5:
            other = chosen.choice(others).split(b"\n")
            lines[at] = chosen.choice(other)
        case _:
            key, colon, _ = lines[at].partition(b":")
            lines[at] = key + colon + b" " + chosen.choice(LINES).encode().strip()
    return b"\n".join(lines)


def fuzz_files(number: int, seed: int) -> Report:
    """Reads so many damaged files.

    Args:
        number: How many.
        seed: The same seed gives the same files.
    """
    report, chosen = Report(), random.Random(seed)  # noqa: S311 - a sample, no secret
    shipped = ROOT / "knowledge"
    whole = {p.relative_to(shipped): p.read_bytes() for p in sorted(shipped.rglob("*.yaml"))}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "base"
        own = {path.relative_to(folder): path.read_bytes() for path in _small_base(folder)}
        if read(folder).base is None:
            raise SystemExit(f"the small base has errors: choose another topic than {SMALL}")
        for _ in range(number):
            chosen_from = own if chosen.random() < 0.8 else whole
            file = chosen.choice(list(chosen_from))
            raw = _damaged(chosen_from[file], chosen, list(whole.values()))
            (folder / file).write_bytes(raw)
            begin = time.process_time()
            try:
                with _no_hang():
                    _check_reading(folder)
            except (KeyboardInterrupt, SystemExit):
                raise
            except BaseException as error:  # noqa: BLE001 - Rust's panics are no Exceptions
                report.fail(error, f"{file}: {raw!r}")
            report.timed(time.process_time() - begin, f"{file}: {raw[:2000]!r}")
            (folder / file).unlink()
            if file in own:
                (folder / file).write_bytes(own[file])
    return report


def _check_reading(folder: Path) -> None:
    """Reads; AssertionError where there is neither a base nor what is wrong."""
    loaded = read(folder)
    if (loaded.base is None) != bool(loaded.findings):
        raise AssertionError("a base with errors, or none without any")
    if any(finding.line < 1 or finding.column < 1 for finding in loaded.findings):
        raise AssertionError("a finding without a place")
    str(KnowledgeError(loaded.findings))


# -- the run ---------------------------------------------------------------------------------------


@contextlib.contextmanager
def _no_hang() -> Iterator[None]:
    """Raises _HangError in what takes too long, where the system can."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def end(*_: Any) -> None:
        raise _HangError(f"longer than {HANG} s")

    before = signal.signal(signal.SIGPROF, end)
    signal.setitimer(signal.ITIMER_PROF, HANG)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _tell(what: str, report: Report) -> None:
    print(f"{what}: {report.done}, failed {report.failures.total()}, slowest "
          f"{report.slowest[0] * 1e3:.1f} ms: {report.slowest[1][:200]}")  # fmt: skip
    for kind, count in report.failures.most_common(SHOWN):
        print(f"  {count} x {kind}\n    {report.failed[kind]}")


def _tell_slow(assistant: Assistant, report: Report) -> None:
    """The slowest messages by where their time goes; the shortest of each place in full."""
    worst = sorted(report.slow, key=lambda pair: -pair[0])[:SHOWN]
    print(f"over {LIMIT * 1e3:.0f} ms: {len(report.slow)}")
    places: dict[str, list[tuple[float, Message]]] = {}
    for seconds, message in worst:
        places.setdefault(_hot(assistant, message), []).append((seconds, message))
    for place, found in places.items():
        print(
            f"  {place}: {len(found)} of the {len(worst)} slowest, up to {found[0][0] * 1e3:.0f} ms"
        )
        print(f"    {shown(min((m for _, m in found), key=lambda m: len(m.text)))}")


def main() -> None:
    """Runs both and prints what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=200_000)
    parser.add_argument("--files", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    _limit_memory()
    assistant = Assistant.load(ROOT / "knowledge")
    for _ in assistant.warm():
        pass
    gc.freeze()
    messages = fuzz_messages(assistant, options.messages, options.seed)
    _tell("messages", messages)
    _tell_slow(assistant, messages)
    files = fuzz_files(options.files, options.seed)
    _tell("files", files)
    sys.exit(1 if messages.failures or messages.slow or files.failures else 0)


if __name__ == "__main__":
    main()
