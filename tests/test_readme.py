"""The README is tested as code: its dialogues, its commands, its example entry."""

from __future__ import annotations

import re
import shutil
import tomllib
from datetime import date
from typing import TYPE_CHECKING

import pytest
import yaml
from click.testing import CliRunner

from bot.channels.console.chat import Chat
from bot.cli import cli
from bot.knowledge.checks import run_checks
from bot.knowledge.loader import read
from bot.knowledge.yaml_models import EntryModel
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from bot import Assistant

README = (ROOT / "README.md").read_text(encoding="utf-8")
_BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)


def _blocks(language: str) -> list[str]:
    return [text for name, text in _BLOCK.findall(README) if name == language]


def _dialogues() -> list[tuple[str, str]]:
    found = []
    for part in _blocks("console")[0].split("$ jiyuan-bot ask ")[1:]:
        question, _, reply = part.partition("\n")
        found.append((question, reply.strip()))
    return found


@pytest.mark.parametrize(("question", "reply"), _dialogues())
def test_dialogues_are_real(assistant: Assistant, question: str, reply: str) -> None:
    """What the README shows is what the bot says."""
    assert assistant.ask(question).text == reply


def _walkthrough() -> str:
    return next(block for block in _blocks("text") if block.startswith("$ jiyuan-bot\n"))


def test_walkthrough_is_real(assistant: Assistant) -> None:
    """What the walkthrough types is answered as it shows, but for how old the data is."""
    chat = Chat(assistant)
    turns = re.findall(r"^> (.+)\n((?:  .+\n)+)", _walkthrough(), re.MULTILINE)
    assert len(turns) == 5
    for typed, shown in turns:
        expected = re.sub(r"（距今.*?）", "", shown)
        assert "".join(chat.answer(typed).plain.split()) == "".join(expected.split()), typed


def test_walkthrough_shows_a_real_finding(tmp_path: Path) -> None:
    """The slip that the walkthrough makes is found where and as it says."""
    folder = tmp_path / "knowledge"
    shutil.copytree(ROOT / "knowledge", folder)
    path = folder / "entries" / "greening.yaml"
    path.write_text(path.read_text("utf-8").replace("6个社区公园", "9个社区公园"), "utf-8")
    shown = re.search(r"greening\.yaml:\d+:\d+: error: quote: .*", _walkthrough())
    assert shown is not None
    loaded = read(folder)
    found = [str(f) for f in run_checks(loaded, folder, date(2026, 6, 1)) if f.severity == "error"]
    assert any(shown[0] in finding for finding in found)
    assert len(found) == 4


def test_every_command_is_in_the_table() -> None:
    """No command without a line in the README, no line without a command."""
    named = set(re.findall(r"^\| `jiyuan-bot ([a-z]+)", README, re.MULTILINE))
    assert named == set(cli.commands)


def test_help_is_what_the_program_prints() -> None:
    """The README shows the text of --help as it is."""
    shown = next(block for block in _blocks("text") if block.startswith("$ jiyuan-bot --help\n"))
    printed = CliRunner().invoke(cli, ["--help"], prog_name="jiyuan-bot", terminal_width=78)
    assert shown.partition("\n")[2] == printed.output
    assert "..." not in printed.output.replace("[ARGS]...", "")


def test_example_entry_is_valid() -> None:
    """The YAML example is a valid entry."""
    [block] = _blocks("yaml")
    entry = yaml.safe_load(block)["entries"][0]
    EntryModel.model_validate(
        {k: tuple(v) if isinstance(v, list) else v for k, v in entry.items()} | {"evidence": ()}
    )


def test_library_example_runs(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The Python example prints an answer."""
    monkeypatch.chdir(ROOT)
    [block] = _blocks("python")
    exec(compile(block, "README.md", "exec"), {})  # noqa: S102 - the README's own code
    assert "富士花园三期" in capsys.readouterr().out


def test_version_stands_in_one_place() -> None:
    """The project file reads the version from the package."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "version" in project["project"]["dynamic"]
    assert project["tool"]["hatch"]["version"]["path"] == "bot/__init__.py"
