"""A text cut into stretches: nothing lost, every stretch wholly inside its owners' spans."""

from hypothesis import given
from hypothesis import strategies as some

from measures.rules.stretches import Span, stretches

TEXTS = some.text("ab \n<", max_size=60)
ENDS = some.tuples(some.integers(0, 60), some.integers(1, 20))


@given(TEXTS, some.lists(ENDS, max_size=8))
def test_stretches_keep_every_word_and_know_their_owners(body: str, ends: list[tuple[int, int]]) -> None:
    spans = [Span(start, start + length, number) for number, (start, length) in enumerate(ends)]
    paragraphs = stretches(body, spans)
    words = " ".join("".join(each.text for each in paragraph) for paragraph in paragraphs).split()
    assert words == body.split()
    for stretch in (each for paragraph in paragraphs for each in paragraph):
        end = stretch.start + len(stretch.text)
        assert body[stretch.start : end] == stretch.text
        inside = {span.owner for span in spans if span.start <= stretch.start and span.end >= end}
        touching = {span.owner for span in spans if span.start < end and span.end > stretch.start}
        assert set(stretch.owners) == inside == touching


def test_overlapping_spans_make_a_stretch_of_both() -> None:
    ((first, both, second),) = stretches("abcdef", [Span(0, 4, "A"), Span(2, 6, "B")])
    assert [each.owners for each in (first, both, second)] == [["A"], ["A", "B"], ["B"]]
    assert [each.starts for each in (first, both, second)] == [True, True, False]
    assert [each.ends for each in (first, both, second)] == [False, True, True]


def test_span_continues_over_a_blank_line() -> None:
    one, two = stretches("ab\n\ncd", [Span(1, 5, "A")])
    assert [each.owners for each in one + two] == [[], ["A"], ["A"], []]
