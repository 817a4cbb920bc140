"""The words of texts and queries."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measures.rules.search import index_words, is_chinese, query_words

texts = st.text(max_size=200) | st.text(st.sampled_from("青岛港口黄河流域合作 ab-'’5Ｇ_."), max_size=60)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ports, PORTS and ports", "ports and"),
        ("high-end equipment", "high-end high end equipment"),
        ("Qingdao’s strengths", "qingdao's strengths"),
        ("Ｃａｆé ５Ｇ", "cafe 5g"),
        ("共建“一带一路”", "共建 共 建 一带 一路 一 带 路"),
        ("5G网络", "5g 网络 网 络"),
        ("QD-HUB-01", "qd-hub-01 qd hub 01"),
        ("snake_case and — dashes", "snake case and dashes"),
        ("", ""),
    ],
)
def test_index_words(text: str, words: str) -> None:
    assert index_words(text) == words


def test_long_chinese_words_are_found_by_their_parts() -> None:
    assert {"黄河", "流域", "黄河流域"} <= set(index_words("黄河流域合作").split())
    assert query_words("黄河流域") == ["黄河流域"]


@pytest.mark.parametrize(
    "text", ["", " ", "\0", '"\'"', "* ^ ( ) : ! & | <->", "NEAR()", "𠮷" * 9, "_", "--", "'s'"]
)
def test_nasty_queries_are_words_or_nothing(text: str) -> None:
    assert all(word.strip("-'").isalnum() for word in query_words(text))


def test_queries_are_short_whatever_is_typed() -> None:
    words = query_words(" ".join(f"word{number}" for number in range(2_000)))
    assert len(words) == 12
    assert query_words("a" * 10_000) == ["a" * 100]
    assert max(map(len, index_words("b" * 10_000).split())) == 100


def test_words_stay_below_what_postgresql_takes() -> None:
    assert len(index_words("ﷺ" * 200_000).encode()) < 1_000_000
    assert all(len(word.encode()) < 2_046 for word in index_words("𐐷" * 10_000).split())


@given(texts)
def test_a_text_is_found_by_all_it_says(text: str) -> None:
    kept = set(index_words(text).split(" "))
    assert set(query_words(text)) <= kept


@given(texts)
def test_words_carry_nothing_a_query_language_could_read(text: str) -> None:
    for word in [*query_words(text), *filter(None, index_words(text).split(" "))]:
        assert word.replace("-", "").replace("'", "").isalnum()
        assert not word.startswith(("-", "'"))


@given(texts)
def test_letter_case_makes_no_difference(text: str) -> None:
    assert index_words(text) == index_words(text.casefold())


def test_only_chinese_words_are_chinese() -> None:
    assert is_chinese("港口")
    assert not is_chinese("port")
