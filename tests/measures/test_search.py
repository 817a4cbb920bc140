"""The search: one lookup, the same answer on both databases."""

import pytest

from measures import actions
from measures.models import Measure, SearchEntry
from measures.rules.search import is_chinese, query_words
from tests.factories import TODAY, make_document, make_measure, make_passage

pytestmark = pytest.mark.django_db

TITLES = [
    ("High-end equipment for the port", "港口的高端装备"),
    ("Belt and Road transport", "共建“一带一路”交通运输"),
    ("Belt-and-Road café, Qingdao’s own", "青岛咖啡馆"),
    ("Ｆｕｌｌ width ５Ｇ networks", "５Ｇ网络"),
    ("O'Brien; DROP TABLE measures_measure --", "黄河流域合作平台"),
]
QUERIES = [
    "port", "POR", "high", "high-end", "end", "equip port", "belt and road", "Belt-and-Road", "road belt",
    "cafe", "CAFÉ", "qingdao", "qingdao's", "qingdao’s", "s", "5g", "full", "o'brien", "obrien", "brien",
    "drop table", "港口", "港", "一带一路", "黄河", "黄河流域", "流域 合作", "网络",
    "港口 port", "港口 road", "网络5G", "不存在",
]  # fmt: skip
NASTY = [
    "", "  ", "\0", "port\0road", "'", '"', '""', "''", "\\", "port\\", "port'", 'port"', "'port' | 'road'",
    "port OR road", "port AND", "NOT port", "NEAR(port road)", "words:port", "port*", "^port", "port:*",
    "!port", "(port", "port)", "{", "-port", "--", "/*", ";", "%", "_", "%s", "%(x)s", "a" * 10_000,
    "港" * 10_000, "port " * 2_000, "𐐷" * 500, "ﷺ", "\ud7ff", "<script>", "\u202eport", "½ ²",
]  # fmt: skip
FINDS: list[tuple[str, list[int]]] = [
    ("港口", [0]),
    ("港", [0]),
    ("一带一路", [1]),
    ("belt road", [1, 2]),
    ("belt-and-road", [2]),
    ("cafe", [2]),
    ("5g", [3]),
    ("brien drop", []),
    ("o'brien drop", [4]),
    ("equipment 港口", [0]),
    ("equipment road", []),
]


@pytest.fixture
def measures() -> list[Measure]:
    return [make_measure(title_en=english, title_zh_hans=chinese) for english, chinese in TITLES]


def says(entry: SearchEntry, text: str) -> bool:
    """Whether the entry has all words of the text; a Latin one also stands for its beginnings."""
    kept, asked = entry.words.split(), query_words(text)
    return bool(asked) and all(
        word in kept or (not is_chinese(word) and any(each.startswith(word) for each in kept))
        for word in asked
    )


def test_index_finds_what_the_words_say(measures: list[Measure]) -> None:
    entries = list(SearchEntry.objects.all())
    for text in QUERIES + NASTY:
        expected = {entry.measure_id for entry in entries if says(entry, text)}
        assert set(Measure.objects.matching(text).values_list("pk", flat=True)) == expected, text


def test_queries_find(measures: list[Measure]) -> None:
    for text, numbers in FINDS:
        found = list(Measure.objects.matching(text).order_by("pk"))
        assert found == [measures[number] for number in numbers], text


def test_code_summary_and_passages_are_found() -> None:
    body = "The city will build a harbour."
    measure = make_measure(
        code="QD-01", summary_en="Cranes", summary_zh_hans="起重机", document=make_document(body=body)
    )
    make_passage(measure, "build a harbour")
    make_measure(code="QD-02")
    actions.settle([measure.pk], today=TODAY)
    for text in ("QD-01", "qd-01", "cranes", "起重机", "harbour"):
        assert list(Measure.objects.matching(text)) == [measure], text
    assert Measure.objects.matching("qd").count() == 2


def test_search_follows_what_changes() -> None:
    measure = make_measure(title_en="Old name")
    Measure.objects.filter(pk=measure.pk).update(title_en="New name")
    actions.settle([measure.pk], today=TODAY)
    assert not Measure.objects.matching("old")
    assert list(Measure.objects.matching("new")) == [measure]
    measure.delete()
    assert not Measure.objects.matching("new")


def test_very_long_words_can_be_kept_and_found() -> None:
    measure = make_measure(summary_en="x" * 50_000 + " " + "𐐷" * 5_000, summary_zh_hans="港口" * 20_000)
    assert list(Measure.objects.matching("x" * 300)) == [measure]
    assert list(Measure.objects.matching("港口")) == [measure]
