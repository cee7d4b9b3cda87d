"""`check --against`: what a change of the YAML does to questions that were answered before."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import cli

ENTRIES = """\
entries:
  - id: parks
    question: 公园有几个
    answer: 有6个公园。
    variants: [建了多少公园]
  - id: roads
    question: 几条路搞了绿化
    answer: 有8条路。
    variants: [{variant}]
"""


def _base(folder: Path, variant: str) -> Path:
    (folder / "entries").mkdir(parents=True)
    (folder / "entries" / "all.yaml").write_text(ENTRIES.format(variant=variant), encoding="utf-8")
    return folder


def test_stolen_question_is_told(tmp_path: Path) -> None:
    """A variant that takes a question away from another entry shows up, with both endings."""
    old = _base(tmp_path / "old", "道路绿化")
    new = _base(tmp_path / "new", "建了多少公园呀")
    (new / "entries" / "all.yaml").write_text(
        ENTRIES.format(variant="道路绿化").replace("variants: [建了多少公园]", "variants: [园子数]")
        .replace("variants: [道路绿化]", "variants: [道路绿化, 建了多少公园]"), encoding="utf-8",
    )  # fmt: skip
    done = CliRunner().invoke(cli, ["check", "--against", str(old), "--knowledge", str(new)])
    assert done.exit_code == 0
    assert "建了多少公园\n  - answer parks\n  + answer roads" in done.output
    assert "1 questions end differently" in done.output
    done = CliRunner().invoke(cli, ["check", "--against", str(old), "--knowledge", str(old)])
    assert "no question ends differently" in done.output


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_commit_is_compared_with(tmp_path: Path) -> None:
    """The last accepted version may be a commit of the operators' own repository."""
    folder = _base(tmp_path / "repository" / "kb", "道路绿化")
    for arguments in (["init", "-q"], ["add", "."], ["-c", "user.name=o", "-c", "user.email=o@e",
                                                     "commit", "-qm", "first"]):  # fmt: skip
        subprocess.run(["git", *arguments], cwd=folder.parent, check=True)  # noqa: S607
    (folder / "entries" / "all.yaml").write_text(
        ENTRIES.format(variant="道路绿化").replace("建了多少公园", "园子"), encoding="utf-8"
    )
    done = CliRunner().invoke(cli, ["check", "--against", "HEAD", "--knowledge", str(folder)])
    assert done.exit_code == 0, done.output
    assert "question" in done.output
    done = CliRunner().invoke(cli, ["check", "--against", "nowhere", "--knowledge", str(folder)])
    assert done.exit_code == 2
    assert "neither a folder nor a commit" in done.output
