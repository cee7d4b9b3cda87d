"""What an operator can get wrong in a YAML file, and what the operator is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import KnowledgeError
from bot.knowledge.loader import load, read

if TYPE_CHECKING:
    from pathlib import Path

GOOD = "entries:\n  - id: a\n    question: 问题?\n    answer: 回答。\n"

TRAPS = {
    # name: (content, code, line, column, a word of the cure)
    "time": ("entries:\n  - id: a\n    question: 12:30\n    answer: 好\n", "not-text", 3, 15, '"12:30"'),
    "leading zero": ("entries:\n  - id: a\n    question: 0571\n    answer: 好\n", "not-text", 3, 15, '"0571"'),
    "yes": ("entries:\n  - id: a\n    question: 好?\n    answer: yes\n", "not-text", 4, 13, '"yes"'),
    "number": ("entries:\n  - id: a\n    question: 好?\n    answer: 5.4\n", "not-text", 4, 13, '"5.4"'),
    "nothing": ("entries:\n  - id: a\n    question:\n    answer: 好\n", "no-value", 3, 14, "delete"),
    "duplicate key": (GOOD + "    answer: 又一个\n", "duplicate-key", 5, 5, "keep one"),
    "unknown field": (GOOD + "    varaints: [x]\n", "unknown-field", 5, 5, "'variants'"),
    "missing field": ("entries:\n  - id: a\n    question: 好?\n", "missing-field", 2, 5, "answer"),
    "list for text": ("entries:\n  - id: a\n    question: [好]\n    answer: 好\n", "string-type", 3, 15, "text"),
    "text for list": (GOOD + "    variants: 一个\n", "not-a-list", 5, 15, "list"),
    "wide colon": ("entries:\n  - id: a\n    question：好?\n    answer: 好\n", "wide-colon", 3, 13, "colon"),
    "tab": ("entries:\n\t- id: a\n", "tab", 2, 1, "spaces"),
    "colon in text": ("entries:\n  - id: a\n    question: 问: 好?\n    answer: 好\n", "syntax", 3, 16, "quotes"),
    "bad id": ("entries:\n  - id: 公交\n    question: 好?\n    answer: 好\n", "id", 2, 9, "lower-case"),
    "long id": (f"entries:\n  - id: {'a' * 49}\n    question: 好?\n    answer: 好\n", "id-length", 2, 9, "shorten"),
    "bad date": (GOOD + "    as_of: 2024-13-45\n", "not-a-date", 5, 12, "2024-03-28"),
    "alias": ("x: &a [1]\nentries: [*a, *a]\n", "alias", 1, 4, "write the part out"),
    "date in a text": ("entries:\n  - id: a\n    question: 2024-03-28\n    answer: 好\n",
                       "not-text", 3, 15, '"2024-03-28"'),
    "number for a date": (GOOD + "    as_of: 2024\n", "not-a-date", 5, 12, "2024-03-28"),
    "words for a date": (GOOD + "    as_of: 三月\n", "not-a-date", 5, 12, "2024-03-28"),
    "yes for a switch": (GOOD + "    enabled: yes\n", "not-a-switch", 5, 14, "true or false"),
    "number for list": (GOOD + "    variants: 12\n", "not-a-list", 5, 15, "list"),
    "number for fields": (GOOD + "    en: 12\n", "not-fields", 5, 9, "fields"),
    "only wide colons": ("entries:\n  - id：a\n    question：好?\n", "wide-colon", 2, 7, "colon"),
    "open quote": ('entries:\n  - id: a\n    question: "好?\n    answer: 好\n',
                   "syntax", 3, 15, "closing"),
    "text after quote": ('entries:\n  - id: a\n    question: "好" 吗\n    answer: 好\n',
                         "syntax", 3, 19, "single quotes"),
    "at sign": ("entries:\n  - id: a\n    question: @好\n", "syntax", 3, 15, "quotes"),
    "second document": (GOOD + "---\n" + GOOD, "syntax", 5, 1, "---"),
    "related to itself": (GOOD + "    related: [a]\n", "self-related", 5, 15, "another"),
    "sleeping gist": ("subjects: [{id: s, name: 事, gist: a}]\n" + GOOD + "    enabled: false\n",
                      "gist-disabled", 1, 35, "enabled"),
    "conflict": (GOOD + "<<<<<<< HEAD\n    subject: a\n=======\n    subject: b\n>>>>>>> other\n",
                 "conflict", 5, 1, "delete this mark"),
    "star in a list": (GOOD + "    variants:\n      - *绿化\n", "syntax", 6, 9, "quotes"),
    "ampersand": (GOOD + "    subject: &绿化\n", "syntax", 5, 14, "quotes"),
    "bracket": ("entries:\n  - id: a\n    question: 好?\n    answer: [重要]有8条\n", "syntax", 4, 13, "quotes"),
    "bracket in a list": (GOOD + "    variants:\n      - [重要]有8条\n      - 乙\n", "syntax", 6, 9, "quotes"),
    "brace": ("entries:\n  - id: a\n    question: {重要}吗\n    answer: 好\n", "syntax", 3, 15, "quotes"),
    "bar": ("entries:\n  - id: a\n    question: |好?\n    answer: 好\n", "syntax", 3, 15, "quotes"),
    "exclamation mark": ("entries:\n  - id: a\n    question: !好 吗\n", "syntax", 3, 15, "quotes"),
    "hyphen": ("entries:\n  - id: a\n    question: - 好\n", "syntax", 3, 15, "quotes"),
    "only brackets": ("entries:\n  - id: a\n    question: 好?\n    answer: [重要]\n", "string-type", 4, 13, "quotes"),
    "only a comment": ("entries:\n  - id: a\n    question: 好?\n    answer: #绿化\n", "no-value", 4, 12, "quotes"),
    "text after single quote": ("entries:\n  - id: a\n    question: '好'吗\n    answer: 好\n",
                                "syntax", 3, 18, "double quotes"),
    "backslash": ('entries:\n  - id: a\n    question: "好\\d"\n', "syntax", 3, 17, "single quotes"),
    "no space": ("entries:\n  - id: a\n    question: 好?\n    answer:开\n    subject: b\n",
                 "no-space", 4, 11, "a space after the colon"),
    "no space in the last line": ("entries:\n  - id: a\n    question: 好?\n    answer:开\n",
                                  "no-space", 4, 11, "a space after the colon"),
    "no space in the first line": ("entries:\n  - id:a\n    question: 好?\n", "no-space", 2, 7, "a space"),
    "only without spaces": ("entries:\n  - id:a\n", "no-space", 2, 7, "a space after the colon"),
    "line without a field": (GOOD + "  续行\n", "syntax", 5, 3, "name: value"),
    "too deep": ("entries:\n  - id: a\n    question: 好?\n      answer: 好\n", "syntax", 4, 13, "like the fields"),
    "wide spaces": (GOOD + "　　subject: b\n", "wide-space", 5, 1, "ordinary spaces"),
    "wide spaces behind others": (GOOD + "    　subject: b\n", "wide-space", 5, 5, "ordinary spaces"),
    "no-break spaces": (GOOD + "\u00a0\u00a0\u00a0 subject: b\n", "wide-space", 5, 1, "ordinary spaces"),
    "wide spaces before items": (GOOD + "    variants:\n　　　- 甲\n", "wide-space", 6, 1, "ordinary spaces"),
    "wide spaces that join items": (GOOD + "    variants:\n      - 甲\n      　- 乙\n",
                                    "wide-space", 7, 1, "ordinary spaces"),
    "empty": ("", "empty", 1, 1, "content"),
    "only comments": ("# nothing\n", "empty", 1, 1, "content"),
    "dangling": (GOOD + "    related: [b]\n", "dangling", 5, 15, "exists"),
    "unknown aspect": (GOOD + "    covers: [colour]\n", "dangling", 5, 14, "exists"),
    "unknown subject": (GOOD + "    subject: nobody\n", "dangling", 5, 14, "exists"),
}  # fmt: skip


@pytest.mark.parametrize("name", TRAPS)
def test_trap_is_reported_with_place_line_and_cure(folder: Path, name: str) -> None:
    """Each trap gives file, line, column, the offending line and a cure."""
    content, code, line, column, cure = TRAPS[name]
    path = folder / "entries" / "trap.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(KnowledgeError) as caught:
        load(folder)
    finding = next(f for f in caught.value.findings if f.code == code)
    assert (finding.file, finding.line, finding.column) == (str(path), line, column)
    assert cure in finding.cure
    assert str(finding).startswith(f"{path}:{line}:{column}: error: {code}: ")
    if content:
        assert finding.quoted == content.splitlines()[line - 1]


@pytest.mark.parametrize(
    ("raw", "code"),
    [(b"\xef\xbb\xbf" + GOOD.encode(), "bom"), (GOOD.encode("gbk"), "encoding"),
     (GOOD.encode("utf-16"), "encoding"), (b"entries: \x00\n", "character")],
)  # fmt: skip
def test_wrong_encoding_is_reported(folder: Path, raw: bytes, code: str) -> None:
    """A file in another encoding is named, with the way to save it."""
    (folder / "entries" / "trap.yaml").write_bytes(raw)
    assert code in [f.code for f in read(folder).findings]


def test_all_errors_of_a_run_come_together(folder: Path) -> None:
    """A syntax error in one file hides no error of another, nor the second error of a file."""
    (folder / "entries" / "a.yaml").write_text("entries: [\n", encoding="utf-8")
    (folder / "entries" / "b.yaml").write_text(
        "entries:\n  - id: b\n    question: 12:30\n    answer: no\n    extra: 1\n",
        encoding="utf-8",
    )
    codes = [f.code for f in read(folder).findings]
    assert sorted(codes) == ["not-text", "not-text", "syntax", "unknown-field"]


def test_duplicate_id_names_the_other_file(folder: Path) -> None:
    """Two entries of one id: the second is reported and the first one's file named."""
    path = folder / "entries" / "z.yaml"
    path.write_text(
        "entries:\n  - {id: library-card, question: 好?, answer: 好}\n", encoding="utf-8"
    )
    [finding] = read(folder).findings
    assert finding.code == "duplicate-id"
    assert "library.yaml" in finding.message


def test_nested_aliases_do_not_explode(folder: Path) -> None:
    """A bomb of aliases is refused at once."""
    rows = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40)]
    (folder / "entries" / "bomb.yaml").write_text("\n".join(rows), encoding="utf-8")
    assert "alias" in [f.code for f in read(folder).findings]


def test_deep_nesting_is_refused(folder: Path) -> None:
    """Thousands of brackets give a finding and no crash."""
    (folder / "entries" / "deep.yaml").write_text("[" * 500 + "]" * 500, encoding="utf-8")
    assert {f.code for f in read(folder).findings} & {"too-deep", "syntax"}


def test_folder_without_entries_says_how_to_name_one(tmp_path: Path) -> None:
    """A wrong folder is a data error with the option to use."""
    with pytest.raises(KnowledgeError, match="--knowledge DIR"):
        load(tmp_path)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(raw=st.binary(max_size=300))
def test_any_bytes_give_findings_and_never_an_exception(folder: Path, raw: bytes) -> None:
    """Whatever stands in a file, reading ends with findings or with a knowledge base."""
    (folder / "entries" / "any.yaml").write_bytes(raw)
    loaded = read(folder)
    assert loaded.findings or loaded.base is not None


_SNIPPETS = st.lists(
    st.sampled_from(["entries:", "- id: a", "  ", "\n", "question: 好", "answer: ", "[", "]", "{", "}",
                     "- ", "&a", "*a", "'", '"', "|", ">", "：", "\t", "12:30", "yes", "? ", "!!python/name"]),
    max_size=30,
).map("".join)  # fmt: skip


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=_SNIPPETS)
def test_any_yaml_like_text_gives_findings_and_never_an_exception(folder: Path, text: str) -> None:
    """The same for text made of YAML's own signs."""
    (folder / "entries" / "any.yaml").write_text(text, encoding="utf-8")
    loaded = read(folder)
    assert loaded.findings or loaded.base is not None
