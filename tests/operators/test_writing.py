"""What is written: only what was meant, as every reader of YAML sees it."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from bot.errors import UsageError
from bot.knowledge.loader import load
from bot.operators.gate import try_out
from bot.operators.yaml_editing import Editor
from bot.operators.yaml_style import remove_item, remove_key, set_value
from tests.operators.conftest import ENTRIES, run


def _city(folder: Path) -> Path:
    return folder / "entries" / "city.yaml"


def test_save_of_another_editor_is_not_overwritten(folder: Path) -> None:
    """Nothing is written, and the message says why."""
    editor = Editor(folder)
    editor.add_variant("parks", "公园总数")
    _city(folder).write_text(ENTRIES + "# mine\n", "utf-8")
    with pytest.raises(UsageError, match="changed meanwhile"):
        editor.save()
    assert _city(folder).read_text("utf-8") == ENTRIES + "# mine\n"


def test_new_file_that_another_editor_made_is_not_overwritten(folder: Path) -> None:
    """A file that was not there when the command began."""
    editor = Editor(folder)
    editor.add_foreign("彩票几点开奖")
    (folder / "foreign.yaml").write_text("topics: []\n", "utf-8")
    with pytest.raises(UsageError, match="changed meanwhile"):
        editor.save()


def test_mode_line_ends_and_links_stay(folder: Path, tmp_path: Path) -> None:
    """As the operator's editor and the repository have them."""
    real = tmp_path / "real.yaml"
    real.write_bytes(ENTRIES.replace("\n", "\r\n").encode())
    real.chmod(0o640)
    _city(folder).unlink()
    _city(folder).symlink_to(real)
    editor = Editor(folder)
    editor.add_variant("parks", "公园总数")
    editor.save()
    raw = real.read_bytes()
    assert _city(folder).is_symlink()
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert raw.count(b"\r\n") == raw.count(b"\n") == ENTRIES.count("\n") + 1
    assert "公园总数" in load(folder).entries["parks"].variants


@pytest.mark.parametrize(
    "text", ["yes", "12:30", "0571", "2024-01-01", "~", "on", "1_000", "null", "a: b", "#x"]
)
def test_texts_stay_texts(folder: Path, text: str) -> None:
    """The reader takes a plain yes or 12:30 for something else."""
    editor = Editor(folder)
    editor.add_variant("parks", text)
    editor.add_entry("city", {"id": "fresh", "question": text + "?", "answer": text})
    editor.save()
    assert load(folder).entries["parks"].variants[-1] == text
    assert load(folder).entries["fresh"].answer == text


SECTIONS = """\
entries:
  - id: parks
    question: 公园有几个?
    answer: 有公园。
    variants:
      - 建了多少公园   # often
      - 公园数量       # eol

  # ---- roads ----
  - id: roads
    question: 路有几条?
    answer: 有路。

# end
"""


def test_new_variant_stands_before_the_next_sections_comment(folder: Path) -> None:
    """Comments stay with what they speak of."""
    _city(folder).write_text(SECTIONS, "utf-8")
    editor = Editor(folder)
    editor.add_variant("parks", "公园总数")
    editor.add_variant("roads", "多少条路")
    editor.save()
    assert _city(folder).read_text("utf-8") == SECTIONS.replace(
        "# eol\n", "# eol\n      - 公园总数\n"
    ).replace("有路。\n", "有路。\n    variants:\n      - 多少条路\n")  # fmt: skip


@pytest.mark.parametrize(
    ("numbers", "left"), [((1,), "      - 建了多少公园   # often\n"), ((0,), "      - 公园数量       # eol\n"),
                          ((1, 0), "")],
)  # fmt: skip
def test_variant_goes_and_comments_of_the_next_section_stay(
    folder: Path, numbers: tuple[int, ...], left: str
) -> None:
    """With the last variant its list goes too."""
    _city(folder).write_text(SECTIONS, "utf-8")
    editor = Editor(folder)
    for number in numbers:
        remove_item(editor.entry("parks"), "variants", number)
    editor.save()
    begin, end = SECTIONS.index("    variants:"), SECTIONS.index("\n  # ---- roads")
    kept = "    variants:\n" + left if left else ""
    assert _city(folder).read_text("utf-8") == SECTIONS[:begin] + kept + SECTIONS[end:]


def test_fields_come_and_go(folder: Path) -> None:
    """The last field of an entry too; a text keeps its quotes."""
    _city(folder).write_text(SECTIONS.replace("有路。", '"有路。"   # told'), "utf-8")
    editor = Editor(folder)
    entry = editor.entry("roads")
    set_value(entry, "answer", "有街。")
    set_value(entry, "covers", ["count"])
    set_value(entry, "covers", ["price"])
    remove_key(entry, "covers")
    editor.save()
    assert _city(folder).read_text("utf-8") == SECTIONS.replace("有路。", '"有街。"   # told')


def test_new_files_name_their_schema(folder: Path) -> None:
    """As the shipped ones do: editors complete and check by it."""
    editor = Editor(folder)
    editor.add_foreign("彩票几点开奖")
    editor.add_entry("fresh", {"id": "fresh", "question": "有鲜花吗", "answer": "有。"})
    editor.save()
    heads = [p.read_text("utf-8").split("\n")[0]
             for p in (folder / "foreign.yaml", folder / "entries" / "fresh.yaml")]  # fmt: skip
    assert heads == [
        "# yaml-language-server: $schema=schema/foreign.schema.json",
        "# yaml-language-server: $schema=../schema/topic.schema.json",
    ]
    assert "fresh" in load(folder).entries


def test_topic_leads_nowhere_else(folder: Path) -> None:
    """An entry is written below the knowledge base or nowhere."""
    for topic in ("../../evil", "/evil", "a b", "", "."):
        with pytest.raises(UsageError, match="no topic"):
            Editor(folder).add_entry(topic, {"id": "x"})


def test_topics_that_end_in_yml_are_seen(folder: Path) -> None:
    """The loader reads them too."""
    _city(folder).rename(folder / "entries" / "city.yml")
    editor = Editor(folder)
    editor.add_variant("parks", "公园总数")
    editor.add_entry("city", {"id": "x", "question": "有花吗", "answer": "有。"})
    assert editor.save() == [folder / "entries" / "city.yml"]
    assert {"parks", "x"} <= set(load(folder).entries)


def test_old_findings_are_not_told_as_new(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However the folder is named; what else lies in it is not copied."""
    monkeypatch.chdir(folder)
    (folder / "unrelated").mkdir()
    (folder / "unrelated" / "pipe").symlink_to("nowhere")
    before = _city(folder).read_text("utf-8").replace("有8条", "有9条")
    _city(folder).write_text(before, "utf-8")  # a figure that no quote states: an old error
    here = Path()
    text = before.replace("公园数量", "公园个数")
    verdict = try_out(here, {here / "entries" / "city.yaml": text})
    assert (verdict.errors, verdict.warnings) == ((), ())
    broken = try_out(here, {here / "entries" / "city.yaml": text.replace("有6个", "有7个")})
    [error] = broken.errors
    assert error.file == str(Path("entries") / "city.yaml")
    assert str(error).startswith(str(Path("entries") / "city.yaml"))


def test_base_that_stays_broken_is_told_with_its_own_paths(folder: Path) -> None:
    """No path of the copy, and no traceback."""
    (folder / "entries" / "bad.yaml").write_text("entries: 5\n", "utf-8")
    output = run(folder, "edit", "parks", typed="5\nn\n")
    assert str(folder / "entries" / "bad.yaml") in output
    assert "not written" in output
