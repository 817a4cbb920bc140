"""A text cut at every end of the passages marked in it, so that passages may overlap."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

PARAGRAPH = re.compile(r"\S.*?(?=\s*\n\s*\n|\s*\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Span[T]:
    """body[start:end] belongs to `owner`."""

    start: int
    end: int
    owner: T


@dataclass(slots=True)
class Stretch[T]:
    """A piece of the text that lies wholly inside each of its owners' spans.

    `starts`: one of the spans begins here; `ends`: one of them ends here.
    """

    start: int
    text: str
    owners: list[T] = field(default_factory=list)
    starts: bool = False
    ends: bool = False


def stretches[T](body: str, spans: Iterable[Span[T]]) -> list[list[Stretch[T]]]:
    """The body's paragraphs (blank lines part them) as stretches, in order; nothing of a paragraph is lost.

    A span across paragraphs continues in the next one. Owners stand in the order of their spans' starts.
    """
    ordered = sorted(spans, key=lambda span: (span.start, span.end))
    ends = {position for span in ordered for position in (span.start, span.end)}
    return [_paragraph(body, found.start(), found.end(), ordered, ends) for found in PARAGRAPH.finditer(body)]


def _paragraph[T](
    body: str, start: int, end: int, spans: Sequence[Span[T]], ends: set[int]
) -> list[Stretch[T]]:
    inside = [span for span in spans if span.start < end and span.end > start]
    cuts = sorted({start, end} | {position for position in ends if start < position < end})
    found = []
    for first, last in pairwise(cuts):
        covering = [span for span in inside if span.start <= first and span.end >= last]
        owners = list(dict.fromkeys(span.owner for span in covering))
        starts = any(span.start == first for span in covering)
        ends_here = any(span.end == last for span in covering)
        found.append(Stretch(first, body[first:last], owners, starts, ends_here))
    return found
