"""What no file of the folder may do: stop the program, or be misjudged for another's fault."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING

import pytest

from bot.knowledge import loader
from bot.knowledge.checks import run_checks
from bot.knowledge.findings import Finding, Severity
from bot.knowledge.loader import load, read
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

READ = "import sys; from pathlib import Path; from bot.knowledge.loader import read; " \
    "print([f.code for f in read(Path(sys.argv[1])).findings])"  # fmt: skip


@pytest.mark.parametrize("piece", ["[", "{a: ", "- ", "? "])
def test_deep_nesting_does_not_end_the_process(folder: Path, piece: str) -> None:
    """The composer of libyaml overflows the stack at some 30,000 levels: nothing may get there."""
    (folder / "entries" / "deep.yaml").write_text(piece * 100_000, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", READ, str(folder)], cwd=ROOT, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (0, "['too-deep']\n")


def test_dangling_id_is_reported_beside_a_broken_file(folder: Path) -> None:
    """An id that stands nowhere is told; one that stands in the broken file is not."""
    (folder / "entries" / "broken.yaml").write_text(
        "entries:\n  - id: there\n    question: [\n", encoding="utf-8"
    )
    (folder / "entries" / "z.yaml").write_text(
        "entries:\n  - {id: z, question: 好?, answer: 好, related: [there, nowhere]}\n",
        encoding="utf-8",
    )
    found = read(folder).findings
    assert [f.code for f in found] == ["syntax", "dangling"]
    assert "'nowhere'" in found[1].message


def test_two_files_of_one_topic_are_reported(folder: Path) -> None:
    """library.yaml and library.yml would be one topic: one would hide the other."""
    (folder / "entries" / "library.yml").write_text(
        "entries:\n  - {id: b, question: 好?, answer: 好}\n", encoding="utf-8"
    )
    assert [f.code for f in read(folder).findings] == ["duplicate-id"]


def test_case_that_names_no_entry_is_reported(folder: Path) -> None:
    """Small talk counts as an entry here; a name that exists nowhere does not."""
    (folder / "bot.yaml").write_text(
        "smalltalk:\n  - {id: greeting, variants: [你好], reply: {zh: 您好}}\n", encoding="utf-8"
    )
    (folder / "cases.yaml").write_text(
        "cases:\n  - {q: 你好, expect: smalltalk, entry: greeting}\n"
        "  - {q: 甲, expect: answer, entry: nobody}\n",
        encoding="utf-8",
    )
    [finding] = read(folder).findings
    assert (finding.code, finding.line) == ("dangling", 3)


@pytest.mark.parametrize("content", ["entries: []\n", "entries:\n  - {id: a, question: 好?, "
                                     "answer: 好, enabled: false}\n"])  # fmt: skip
def test_base_without_an_enabled_entry_is_refused(folder: Path, content: str) -> None:
    """A bot that knows nothing must not replace one that does."""
    (folder / "entries" / "library.yaml").write_text(content, encoding="utf-8")
    assert [f.code for f in read(folder).findings] == ["no-entries"]


@pytest.mark.parametrize("text", ["{n", "n}", "{}", "{0}", "{name:d}", "{name.x}", "{name!z}",
                                  "{name:>999999}"])  # fmt: skip
def test_reply_that_could_not_be_filled_is_refused(folder: Path, text: str) -> None:
    """What str.format would stumble over is found on loading, not while a citizen waits."""
    (folder / "bot.yaml").write_text(f'replies:\n  goodbye: {{zh: "{text}"}}\n', encoding="utf-8")
    [finding] = read(folder).findings
    assert (finding.code, finding.line, finding.column) == ("placeholder", 2, 17)


def test_phrasing_of_an_entry_in_smalltalk_or_foreign_is_an_error(folder: Path) -> None:
    """The same words cannot be ours and foreign."""
    (folder / "foreign.yaml").write_text(
        "topics:\n  - {id: f, label: 外, questions: [图书馆几点开门]}\n", encoding="utf-8"
    )
    found = run_checks(read(folder), folder, date(2024, 4, 1))
    assert [f.severity for f in found if f.code == "duplicate-variant"] == ["error"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such file names")
def test_file_name_in_another_encoding_does_no_harm(folder: Path) -> None:
    """A name that is no UTF-8 is read like any other."""
    name = os.fsencode(folder / "entries") + b"/\xff.yaml"
    with open(name, "wb") as file:  # noqa: PTH123 - pathlib has no names of bytes
        file.write("entries:\n  - {id: b, question: 好?, answer: 好}\n".encode())
    assert "b" in load(folder).entries


def test_version_is_that_of_the_content_that_was_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file saved while it is read: the version may not be that of the new content."""
    path = folder / "entries" / "library.yaml"
    before = load(folder).version

    def read_then_change(where: Path, name: str) -> object:
        result = original(where, name)
        if where == path:
            path.write_text("entries:\n  - {id: b, question: 好?, answer: 好}\n", encoding="utf-8")
        return result

    original = loader.read_yaml
    monkeypatch.setattr(loader, "read_yaml", read_then_change)
    assert load(folder).version == before


def test_caret_stands_below_the_offending_column() -> None:
    """Wide characters take two columns of a terminal."""
    finding = Finding("f", 1, 4, Severity.ERROR, "c", "m", "", "问题：x")
    assert str(finding).splitlines()[1:] == ["    | 问题：x", "    |       ^"]


def test_texts_are_not_multiplied_by_aliases(folder: Path) -> None:
    """An alias to a text is refused as one to a list is: 20,000 of them take gigabytes."""
    (folder / "entries" / "bomb.yaml").write_text(
        "entries:\n  - id: bomb\n    question: &q " + "甲" * 1000 + "\n    answer: x\n    variants:\n"
        + "      - *q\n" * 50,
        encoding="utf-8",
    )  # fmt: skip
    findings = read(folder).findings
    assert {finding.code for finding in findings} == {"alias"}


def test_long_lines_are_quoted_in_part() -> None:
    """A finding quotes the part of a long line that it speaks of."""
    line = "x" * 5000 + "错" + "y" * 5000
    shown = str(Finding("f.yaml", 1, 5001, Severity.ERROR, "code", "wrong", "", line))
    quoted, caret = shown.splitlines()[1:3]
    assert len(quoted) < 300
    assert quoted[caret.index("^")] == "错"
