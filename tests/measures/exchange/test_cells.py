"""Values in cells."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from measures.exchange.cells import guard, join, parse_date, split, unguard
from measures.exchange.columns import column_of, letter

RISKY = st.text(st.sampled_from("'=+-@＝＋－＠ \t\r\n\u3000ab1"), max_size=6)


@given(RISKY | st.text())
@example("'=1")
@example("''=1")
@example("'")
def test_guard_is_undone_exactly(text: str) -> None:
    assert unguard(guard(text)) == text


@given(RISKY)
def test_guarded_cell_starts_no_formula(text: str) -> None:
    assert not guard(text).lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
    assert not guard(text).startswith(("\t", "\r"))


@given(RISKY, RISKY)
def test_guard_tells_texts_apart(one: str, other: str) -> None:
    assert (guard(one) == guard(other)) == (one == other)


@pytest.mark.parametrize("text", ["Plain", "'quoted' words", "’tis", "5-year plan", "a=b", "港口"])
def test_guard_leaves_harmless_text_alone(text: str) -> None:
    assert guard(text) == text == unguard(text)


@pytest.mark.parametrize(
    "text",
    ["2025-12-31", "2025/12/31", "2025.12.31", "2025年12月31日", " 2025-12-31 ", "2025-12-31 00:00:00"],
)
def test_date_is_read_in_the_ways_offices_write_it(text: str) -> None:
    assert parse_date(text) == date(2025, 12, 31)


@pytest.mark.parametrize(
    "text", ["31/12/2025", "2025-13-01", "2025-02-30", "2025", "46022", "soon", "2025-12-31 10:00:00"]
)
def test_date_that_could_mean_another_day_is_none(text: str) -> None:
    assert parse_date(text) is None


def test_several_values_share_a_cell() -> None:
    assert split("b; a；c;;\na") == ["a", "b", "c"]
    assert split(join(["a", "b"])) == ["a", "b"]


def test_headings_name_columns_in_any_case_and_in_chinese() -> None:
    assert [column_of(text) for text in ("Code", " Due On ", "牵头单位", "\ufeffcode")] == [
        "code",
        "due_on",
        "lead_department",
        "code",
    ]


@pytest.mark.parametrize(("index", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_letters_count_as_spreadsheets_do(index: int, name: str) -> None:
    assert letter(index) == name
