"""The command line as a process: what scripts and users rely on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import click
import pytest
from click.testing import CliRunner

from bot.cli import cli
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KNOWLEDGE = ["--knowledge", str(ROOT / "knowledge")]


def _run(
    *args: str, stdin: str | bytes = "", **environment: str
) -> subprocess.CompletedProcess[bytes]:
    raw = stdin.encode() if isinstance(stdin, str) else stdin
    env = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "JIYUAN_"))}
    return subprocess.run(
        [sys.executable, "-m", "bot", *args], input=raw, capture_output=True, cwd=ROOT,
        env={**env, **environment}, check=False, timeout=60,
    )  # fmt: skip


def test_ask_prints_the_reply() -> None:
    """One question, one reply, exit code 0, right under LANG=C and without colours."""
    done = _run("ask", "公租房在哪", LANG="C", LC_ALL="C", NO_COLOR="1")
    assert done.returncode == 0
    assert "富士花园三期" in done.stdout.decode("utf-8")
    assert "来源" in done.stdout.decode("utf-8")
    assert b"\x1b" not in done.stdout


def test_lines_of_a_pipe_are_one_chat() -> None:
    """Where stdin is no terminal each line is answered; /quit ends it."""
    done = _run(stdin="去年GDP涨多少\n那工业呢\n/quit\n公租房在哪\n")
    text = done.stdout.decode("utf-8")
    assert "5.4%" in text
    assert "8.4%" in text
    assert "富士花园" not in text


def test_ask_jsonl_keeps_the_contract() -> None:
    """One object a line, in order; history is replayed; what is no object is a question."""
    lines = [
        json.dumps({"q": "那工业呢", "history": ["去年GDP涨多少"], "other": 1}),
        "公租房租金多少", "[1, 2]", '{"q": 5}', json.dumps({"q": ""}),
        json.dumps({"q": "公租房在哪,还有几条路搞绿化了"}),
    ]  # fmt: skip
    done = _run("ask", "--jsonl", stdin="\n".join(lines) + "\n")
    rows = [json.loads(row) for row in done.stdout.decode("utf-8").splitlines()]
    assert [row["q"] for row in rows] == ["那工业呢", "公租房租金多少", "[1, 2]", '{"q": 5}', "",
                                          "公租房在哪,还有几条路搞绿化了"]  # fmt: skip
    assert set(rows[0]) == {"q", "text", "outcomes", "ms"}
    assert set(rows[0]["outcomes"][0]) == {
        "status",
        "entry",
        "matched",
        "score",
        "not_stated",
        "reason",
        "options",
    }
    assert rows[0]["outcomes"][0]["entry"] == "industry-growth"
    assert rows[1]["outcomes"][0]["status"] == "partial"
    assert "租金" in rows[1]["outcomes"][0]["not_stated"]
    assert rows[4]["outcomes"][0]["reason"] == "empty"
    assert len(rows[5]["outcomes"]) == 2
    assert all(row["ms"] > 0 for row in rows)


def test_search_jsonl_ranks_each_entry_once() -> None:
    """Best first, scores in 0..1, at most the limit."""
    done = _run("search", "--jsonl", "--limit", "3", stdin='{"q": "公租房"}\n')
    [row] = [json.loads(line) for line in done.stdout.splitlines()]
    scores = [m["score"] for m in row["matches"]]
    assert row["matches"][0]["entry"] == "public-rental-where"
    assert len({m["entry"] for m in row["matches"]}) == len(scores) == 3
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= s <= 1 for s in scores)


def test_invalid_bytes_on_stdin_are_survived() -> None:
    """What is no UTF-8 is answered like any other nonsense."""
    done = _run("ask", "--jsonl", stdin=b"\xff\xfe\xe5\x85\n")
    assert done.returncode == 0
    assert json.loads(done.stdout)["outcomes"]


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (["ask"], 2, "give a question"),
        (["ask", "--jsonl", "公租房"], 2, "standard input"),
        (["search"], 2, "--jsonl"),
        (["nonsense"], 2, "No such command"),
        (["ask", "--knowledge", "/nowhere", "公租房"], 1, "--knowledge DIR"),
        (["schema", "nonsense"], 2, "topic"),
        (["eval", "--floor", "x=1"], 2, "NAME=SHARE"),
        (["telegram"], 2, "@BotFather"),
    ],
)
def test_wrong_use_gets_one_clear_message(args: list[str], code: int, words: str) -> None:
    """On stderr, with the exit code of the contract, never a traceback."""
    done = _run(*args)
    text = done.stderr.decode("utf-8")
    assert done.returncode == code
    assert words in text
    assert "Traceback" not in text
    assert done.stdout == b""


@pytest.mark.parametrize(
    ("name", "value"),
    [("LOG", "LOUD"), ("API_URL", "not a url"), ("ADMINS", "me")],
)
def test_wrong_setting_is_named_and_its_value_is_not(name: str, value: str) -> None:
    """The variable and the cure; a value may be a secret."""
    done = _run("telegram", **{f"JIYUAN_BOT_{name}": value})
    text = done.stderr.decode("utf-8")
    assert done.returncode == 2
    assert f"JIYUAN_BOT_{name}" in text
    assert value not in text


def test_check_reports_and_exits_1(folder: Path) -> None:
    """Text and JSON forms of the same findings."""
    (folder / "entries" / "bad.yaml").write_text(
        "entries:\n  - id: bad\n    question: 12:30\n", encoding="utf-8"
    )
    runner = CliRunner()
    text = runner.invoke(cli, ["check", "--knowledge", str(folder)])
    assert text.exit_code == 1
    assert "bad.yaml:3:15: error: not-text: " in text.output
    rows = json.loads(
        runner.invoke(cli, ["check", "--format", "json", "--knowledge", str(folder)]).output
    )
    assert {row["code"] for row in rows} == {"not-text", "missing-field"}


def test_broken_knowledge_base_stops_ask_with_all_its_errors(folder: Path) -> None:
    """Exit code 1; each error with file and line."""
    (folder / "entries" / "bad.yaml").write_text("entries: [\n", encoding="utf-8")
    (folder / "entries" / "worse.yaml").write_text("", encoding="utf-8")
    done = _run("ask", "好", "--knowledge", str(folder))
    text = done.stderr.decode("utf-8")
    assert done.returncode == 1
    assert "bad.yaml" in text
    assert "worse.yaml" in text


def _commands(command: click.Command, *names: str) -> Iterator[tuple[str, ...]]:
    """The words that lead to a command and to all below it."""
    yield names
    for name, below in command.commands.items() if isinstance(command, click.Group) else ():
        yield from _commands(below, *names, name)


@pytest.mark.parametrize("names", tuple(_commands(cli)), ids=" ".join)
def test_help_shows_an_example_on_lines_of_its_own(names: tuple[str, ...]) -> None:
    """What can be copied stands as it is typed, and no sign of the layout is shown."""
    rows = CliRunner().invoke(cli, [*names, "--help"]).output.splitlines()
    example = rows[rows.index("  Example:") + 1]
    assert f"jiyuan-bot {' '.join(names)}".strip() in example
    assert example.startswith("    ")
    assert not any("\\b" in row or "\b" in row for row in rows)


def test_knowledge_may_be_named_before_or_after_the_command(folder: Path) -> None:
    """Both places work, and so does the environment."""
    runner = CliRunner()
    for args, env in (
        (["--knowledge", str(folder), "ask", "图书馆几点开门"], {}),
        (["ask", "图书馆几点开门", "--knowledge", str(folder)], {}),
        (["ask", "图书馆几点开门"], {"JIYUAN_BOT_KNOWLEDGE": str(folder)}),
    ):
        assert "九点" in runner.invoke(cli, args, env=env).output
