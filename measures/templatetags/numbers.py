"""Numbers of a set of measures on one line: a bar and its counts, each leading to the rows behind it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import template

from measures.rules.words import ANSWERS, label
from measures.templatetags.tracker import LOOKS

register = template.Library()
# Under this many, a percentage says more than the numbers can carry.
FEWEST_FOR_PERCENT = 6


@dataclass(frozen=True, slots=True)
class Part:
    """One value's piece of a bar of width 100."""

    tone: str
    icon: str
    label: str
    count: int
    x: str
    width: str
    percent: str
    url: str


def parts(name: str, counts: Mapping[str, int], url: str = "") -> list[Part]:
    """The values that occur, in order."""
    total = sum(counts.values())
    found, x = [], 0.0
    for member in ANSWERS[name]:
        count = counts.get(member.value, 0)
        if not count:
            continue
        width = 100 * count / total
        found.append(
            Part(
                LOOKS[member].tone,
                LOOKS[member].icon,
                str(label(member)),
                count,
                f"{x:.2f}",
                f"{width:.2f}",
                f"{width:.0f}%" if total >= FEWEST_FOR_PERCENT else "",
                f"{url}{'&' if '?' in url else '?'}{name}={member.value}" if url else "",
            )
        )
        x += width
    return found


@register.inclusion_tag("measures/numbers_line.html")
def answer_line(name: str, counts: Mapping[str, int], title: str, url: str) -> dict[str, Any]:
    """One answer of a set on a line: title, bar, counts that link to their rows."""
    return {"parts": parts(name, counts, url), "title": title}


@register.inclusion_tag("measures/numbers_bar.html")
def answer_strip(name: str, counts: Mapping[str, int]) -> dict[str, Any]:
    """Only the bar, with its counts as the text behind it, for the rows of a table."""
    return {"parts": parts(name, counts)}
