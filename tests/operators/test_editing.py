"""add, edit, source add: the YAML changes as asked and in no other place."""

from __future__ import annotations

import difflib
import io
import threading
import time
from pathlib import Path

from click.testing import CliRunner
from prompt_toolkit import PromptSession
from prompt_toolkit.application import create_app_session
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output.vt100 import Vt100_Output

from bot.cli import cli
from bot.dialogue.assistant import Assistant
from bot.knowledge.loader import load
from bot.operators.adding import propose_id
from bot.operators.asking import neighbours, type_question
from bot.operators.phrasing import propose_variants
from tests.conftest import ROOT
from tests.operators.conftest import ENTRIES, run


def _changed(folder: Path) -> tuple[list[str], list[str]]:
    """Lines that went and lines that came."""
    now = (folder / "entries" / "city.yaml").read_text("utf-8")
    rows = list(difflib.ndiff(ENTRIES.splitlines(), now.splitlines()))
    return [r[2:] for r in rows if r[0] == "-"], [r[2:] for r in rows if r[0] == "+"]


def test_new_entry_is_guided_and_written(folder: Path) -> None:
    """Neighbours, id, evidence by number, variants; comments and quotes stay."""
    typed = "\n".join([
        "bus-lines", "city", "公交新开了3条线。", "1", "公交线开了几条", "新公交有多少条", "", "",
    ])  # fmt: skip
    output = run(folder, "add", "公交新开了几条线", typed=typed)
    assert "near (" in output
    assert "paper: 公交新开了3条线" in output
    assert "written" in output
    gone, come = _changed(folder)
    assert gone == []
    assert "  - id: bus-lines" in come
    entry = load(folder).entries["bus-lines"]
    assert entry.evidence[0].quote == "公交新开了3条线"
    assert entry.variants == ("公交线开了几条", "新公交有多少条")
    assert "3条线" in CliRunner().invoke(
        cli, ["ask", "公交新开了几条线", "--knowledge", str(folder)]
    ).output  # fmt: skip


def test_variant_that_collides_is_refused(folder: Path) -> None:
    """The entry that has it is named."""
    output = run(folder, "edit", "roads", typed="6\n建了多少公园\n绿化道路有几条\n\ny\n")
    assert "almost the same stands already: parks" in output
    gone, come = _changed(folder)
    assert gone == []
    assert come == ["      - 绿化道路有几条"]


def test_answer_with_a_figure_that_is_not_quoted_is_not_written(folder: Path) -> None:
    """It is told at once, and evidence is asked for; who gives up has changed nothing."""
    output = run(folder, "edit", "parks", typed="2\n有7个公园。\n")
    assert "the figure 7 stands in no quote" in output
    assert "evidence (numbers" in output
    assert _changed(folder) == ([], [])


def test_date_is_written_as_a_date(folder: Path) -> None:
    """A review day can be set; nonsense is refused in plain words."""
    run(folder, "edit", "parks", typed="4\n2030-01-31\ny\n")
    assert load(folder).entries["parks"].review_by is not None
    assert "no day" in run(folder, "edit", "parks", typed="4\nsoon\n")
    assert "there is no entry" in run(folder, "edit", "nothing")


def test_source_is_taken_in(folder: Path, tmp_path: Path) -> None:
    """Its sentences with figures are listed; Markdown's marks go."""
    article = tmp_path / "new.md"
    article.write_text(
        "# 标题\n\n新建**5所**学校。天气很好。[见此](http://x)有9家医院。\n", "utf-8"
    )
    options = ["--id", "paper-2", "--title", '他说"好"', "--publisher", "日报", "--date", "2027-01-05",
               "--page", ""]  # fmt: skip
    output = run(folder, "source", "add", str(article), *options)
    assert "not yet told: 新建5所学校" in output
    assert "天气" not in output
    source = load(folder).sources["paper-2"]
    assert source.title == '他说"好"'
    assert "见此有9家医院" in source.text
    assert "exists already" in run(folder, "source", "add", str(article), *options)
    options[1] = "新"
    assert "no id" in run(folder, "source", "add", str(article), *options)


def test_ids_and_variants_are_proposed() -> None:
    """By sound, never one that is taken; variants by synonyms."""
    assert propose_id("公租房在哪?", set()) == "gong-zu-fang-zai-na"
    assert propose_id("公租房在哪?", {"gong-zu-fang-zai-na"}) == "gong-zu-fang-zai-na-2"
    assert propose_id("?", set()) == "entry"
    proposed = propose_variants(load(ROOT / "knowledge"), "公租房租金多少?")
    assert proposed
    assert all(text != "公租房租金多少" for text in proposed)


def test_neighbours_follow_what_is_typed(folder: Path) -> None:
    """The nearest entries stand below the line before it is sent."""
    assistant = Assistant.load(folder)
    screen = io.StringIO()
    output = Vt100_Output(screen, lambda: Size(rows=24, columns=100))
    seen: list[bool] = []

    def read_and_send() -> None:
        end = time.monotonic() + 10
        while "parks" not in screen.getvalue() and time.monotonic() < end:
            time.sleep(0.02)
        seen.append("公园有几个" in screen.getvalue())
        keys.send_text("\r")

    with create_pipe_input() as keys, create_app_session(input=keys, output=output):
        keys.send_text("\x1b[1;1R公园有几")  # a terminal tells where its cursor is
        reader = threading.Thread(target=read_and_send)
        reader.start()
        assert type_question(assistant, PromptSession()) == "公园有几"
        reader.join()
    assert seen == [True]
    assert neighbours(assistant, "公") == []
