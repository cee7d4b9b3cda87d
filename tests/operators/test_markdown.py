"""Articles in Markdown: no figure is falsified, no mark is left, no figure is overlooked."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.knowledge.loader import load
from bot.operators.markdown import plain_text
from bot.operators.sources import read_article, with_figures
from tests.operators.conftest import run

ARTICLE = """\
---
title: 新学校
date: 2027-01-05
author: 济源日报
---
# 标题

每亩300*2万元和5*3万元，编号8_00，比上年多10~20%。
第二行**重要**。

- 新建5所学校
- [见此](http://x)有9家医院
  1. 其中3家

> 引文一句

| 项目 | 数量 |
|------|-----:|
| 公园 | 6个 |

2024. 全年无事。
"""


@pytest.mark.parametrize(
    ("written", "plain"),
    [("每亩300*2万元", "每亩300*2万元"), ("300*2万元和5*3万元", "300*2万元和5*3万元"),
     ("2**3和2**4", "2**3和2**4"), ("8_00和9_00", "8_00和9_00"), ("新建**5所**学校", "新建5所学校"),
     ("*5*所", "5所"), ("2023. 全年\n2024. 全年", "2023. 全年\n2024. 全年"),
     ("1. 甲\n2. 乙", "甲\n乙"), ("a\nb\n中\n文", "a b中文"), ("甲<br>乙", "甲\n乙"),
     ("![图](x.png)", "图"), ("    缩进5个", "缩进5个"), ("<div>有3个</div>", "有3个")],
)  # fmt: skip
def test_markdown_as_a_reader_sees_it(written: str, plain: str) -> None:
    """Marks go; a star between figures is no mark."""
    assert plain_text(written) == plain + "\n"


def test_article_in_markdown_becomes_plain_text(tmp_path: Path) -> None:
    """Front matter, lists, quotes, tables and links leave no marks, and every figure stands."""
    file = tmp_path / "a.md"
    file.write_text(ARTICLE, "utf-8")
    article = read_article(file)
    assert article.text.splitlines() == [
        "标题", "每亩300*2万元和5*3万元，编号8_00，比上年多10~20%。第二行重要。", "新建5所学校",
        "见此有9家医院", "其中3家", "引文一句", "项目  数量", "公园  6个", "2024. 全年无事。",
    ]  # fmt: skip
    assert (article.title, article.publisher, article.day) == (
        "新学校",
        "济源日报",
        date(2027, 1, 5),
    )


def test_front_matter_is_not_asked_for(folder: Path, tmp_path: Path) -> None:
    """What it tells is shown; the rest is asked."""
    file = tmp_path / "a.md"
    file.write_text(ARTICLE, "utf-8")
    output = run(folder, "source", "add", str(file), typed="坏 id\npaper\npaper-2\n\n")
    assert "is taken" in output
    source = load(folder).sources["paper-2"]
    assert (source.title, source.publisher, source.date) == (
        "新学校",
        "济源日报",
        date(2027, 1, 5),
    )


@pytest.mark.parametrize(
    "sentence",
    ["新建十所学校", "占百分之九十", "补助五百元", "第三批", "近三十余处", "二〇二四年", "５所", "两条路"],
)  # fmt: skip
def test_chinese_numerals_are_figures(sentence: str) -> None:
    """As the article writes them."""
    assert with_figures(sentence + "。") == [sentence]


@pytest.mark.parametrize(
    "sentence", ["一个好办法", "十分重要", "千家万户", "一一落实", "万一下雨", "统一安排"]
)
def test_manners_of_speaking_are_no_figures(sentence: str) -> None:
    """They would hide the sentences that matter."""
    assert with_figures(sentence + "。") == []
