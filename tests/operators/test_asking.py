"""Questions to an operator: every answer a person may give leads somewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput

from bot.dialogue.assistant import Assistant
from bot.errors import UsageError
from bot.knowledge.loader import load
from bot.operators import asking
from bot.operators.adding import propose_id
from bot.operators.sources import read_article
from bot.operators.yaml_editing import Editor
from tests.operators.conftest import run


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> Iterator[PipeInput]:
    """The keys of a terminal."""
    monkeypatch.setattr("sys.stdin", _Terminal())
    with create_pipe_input() as typed, create_app_session(input=typed, output=DummyOutput()):
        yield typed


class _Terminal:
    def isatty(self) -> bool:
        return True


def test_question_is_asked_for_until_there_is_one(folder: Path, keys: PipeInput) -> None:
    """An empty line is none; blanks around it are not kept."""
    keys.send_text("\r  \r 公园有几个 \r")
    assert asking.ask_question(Assistant.load(folder)) == "公园有几个"


@pytest.mark.parametrize("key", ["\x03", "\x04"], ids=["ctrl-c", "ctrl-d"])
def test_person_may_give_up(folder: Path, keys: PipeInput, key: str) -> None:
    """The command ends; nothing is written."""
    keys.send_text(key)
    with pytest.raises(click.Abort):
        asking.ask_question(Assistant.load(folder))


def test_question_that_was_not_given_is_read_from_a_pipe(folder: Path) -> None:
    """As the first of the answers; what resembles it is shown, and its file is proposed."""
    typed = "\n".join(["公交新开了几条线", "", "", "公交新开了3条线。", "1", "", "", ""])
    output = run(folder, "add", typed=typed + "\n")
    assert "topic (file in entries/) [city]" in output
    assert "written" in output
    [fresh] = set(load(folder).entries) - {"parks", "roads"}
    assert load(folder).entries[fresh].question == "公交新开了几条线"


def test_new_topic_gets_a_file_and_numbers_that_do_not_exist_are_asked_again(
    folder: Path,
) -> None:
    """An entry whose evidence is not named is written only if the warning is accepted."""
    answers = ["meeting", "meetings", "每周三开会。", "9, 0", "", ""]
    refused = run(folder, "add", "周三有会吗", typed="\n".join([*answers, "n", ""]))
    assert "warning: no-evidence" in refused
    assert not (folder / "entries" / "meetings.yaml").exists()
    run(folder, "add", "周三有会吗", typed="\n".join([*answers, "y", ""]))
    assert load(folder).entries["meeting"].topic == "meetings"
    assert load(folder).entries["meeting"].evidence == ()


def test_entry_is_taken_out_of_service_and_back(folder: Path) -> None:
    """What nobody is told any more stays in the file."""
    assert "written" in run(folder, "edit", "roads", typed="5\nn\ny\n")
    assert "roads" not in load(folder).entries
    assert "8条道路" in (folder / "entries" / "city.yaml").read_text("utf-8")
    assert "written" in run(folder, "edit", "roads", typed="5\ny\ny\n")
    assert "roads" in load(folder).entries


def test_refused_change_is_not_written(folder: Path) -> None:
    """Questions that end differently are shown first; no is an answer."""
    before = (folder / "entries" / "city.yaml").read_bytes()
    output = run(folder, "edit", "parks", typed="5\nn\nn\n")
    assert "ends differently: 公园有几个?" in output
    assert "not written" in output
    assert (folder / "entries" / "city.yaml").read_bytes() == before


def test_proposed_variants_are_taken_or_left(folder: Path) -> None:
    """Each is asked about; one that another entry has is not even proposed."""
    (folder / "language.yaml").write_text(
        "synonyms:\n  - [道路, 马路, 街道]\n  - [绿化道路, 公园]\n", encoding="utf-8"
    )
    answers = ["green", "city", "有8条道路完成绿化。", "1", "y", "n", "", "y", ""]
    output = run(folder, "add", "绿化道路数量", typed="\n".join(answers))
    assert "variant: 绿化马路数量" in output
    assert "variant: 绿化街道数量" in output
    assert "variant: 公园数量" not in output  # parks has it
    assert load(folder).entries["green"].variants == ("绿化马路数量",)


@pytest.mark.usefixtures("journal")
def test_question_asked_in_vain_becomes_an_entry(folder: Path) -> None:
    """The whole guide runs within the review; what is written is settled."""
    typed = ["n", "公交新开了几条线", "bus", "city", "公交新开了3条线。", "1", "", "", "s", "q"]
    output = run(folder, "review", typed="\n".join(typed) + "\n")
    assert load(folder).entries["bus"].question == "公交新开了几条线"
    assert "2 questions settled" in output


@pytest.mark.usefixtures("journal")
def test_variant_that_is_not_accepted_settles_nothing(folder: Path) -> None:
    """The group comes again with the next review; a key that means nothing changes nothing."""
    taken = "公园数量"  # stands in parks already: an error
    output = run(folder, "review", typed=f"1\n{taken}\n9\nq\n")
    assert "not written: mend this first" in output
    assert "0 questions settled" in output
    assert "asked 3 times" in run(folder, "review", typed="q\n")


def test_foreign_questions_gather_in_one_topic(folder: Path) -> None:
    """Beside what an operator has written there, comments and all."""
    file = folder / "foreign.yaml"
    file.write_text(
        "# ours\ntopics:\n  - {id: weather, label: 天气, questions: [下雨吗]}\n", encoding="utf-8"
    )
    for text in ("彩票几点开奖", "彩票在哪买"):
        editor = Editor(folder)
        editor.add_foreign(text)
        assert editor.save() == [file]
    topics = load(folder).foreign
    gathered = next(topic for topic in topics if topic.id == "asked-in-vain")
    assert gathered.questions == ("彩票几点开奖", "彩票在哪买")
    assert "下雨吗" in next(topic for topic in topics if topic.id == "weather").questions
    assert file.read_text("utf-8").startswith("# ours")


def test_file_that_is_no_yaml_is_named(folder: Path) -> None:
    """With the command that tells what is wrong in it; nothing is written over."""
    broken = folder / "entries" / "a.yaml"
    broken.write_text("entries: [\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"a\.yaml.*jiyuan-bot check"):
        Editor(folder).entry("parks")
    assert broken.read_text("utf-8") == "entries: [\n"


@pytest.mark.parametrize(
    ("spoil", "words"),
    [(lambda path: path.write_bytes("新建5所学校".encode("gbk")), "UTF-8"),
     (lambda path: path.write_text(" \n", "utf-8"), "empty")],
    ids=["gbk", "blank"],
)  # fmt: skip
def test_article_that_cannot_be_read_is_refused(
    tmp_path: Path, spoil: Callable[[Path], object], words: str
) -> None:
    """In words that say what to do."""
    article = tmp_path / "new.md"
    spoil(article)
    with pytest.raises(UsageError, match=words):
        read_article(article)


def test_text_that_is_no_markdown_keeps_its_signs(folder: Path, tmp_path: Path) -> None:
    """A star may be meant; the page that was given is kept."""
    article = tmp_path / "new.txt"
    article.write_text("\ufeff*新建5所学校*。", encoding="utf-8")
    options = ["--id", "paper-2", "--title", "学校", "--publisher", "日报", "--date", "2027-01-05"]
    run(folder, "source", "add", str(article), *options, "--page", "第2版")
    source = load(folder).sources["paper-2"]
    assert (source.text, source.page) == ("*新建5所学校*。\n", "第2版")


def test_proposed_ids_stay_short() -> None:
    """However long the question: they go into links and buttons."""
    assert len(propose_id("济源市今年新建了多少所中小学和幼儿园分别在哪些街道", set())) <= 20


def test_line_editor_shows_nothing_for_a_single_character(folder: Path) -> None:
    """From two characters on there is something to resemble."""
    assistant = Assistant.load(folder)
    assert asking.neighbours(assistant, " 公 ") == []
    assert any("parks" in line for line in asking.neighbours(assistant, "公园"))
