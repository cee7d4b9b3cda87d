"""The README is tested as code: its dialogues, its commands, its example entry."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

import pytest
import yaml

from bot.cli import cli
from bot.knowledge.yaml_models import EntryModel
from tests.conftest import ROOT

if TYPE_CHECKING:
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


def test_every_command_is_in_the_table() -> None:
    """No command without a line in the README, no line without a command."""
    named = set(re.findall(r"^\| `jiyuan-bot ([a-z]+)", README, re.MULTILINE))
    assert named == set(cli.commands)


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
