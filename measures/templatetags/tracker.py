"""How answers look on a page: a shape, a word and a tone, never a colour alone.

Lists show hundreds of these, so each is rendered once per value and language and kept.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

from django import template
from django.core.paginator import Page
from django.templatetags.static import static
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from measures.rules.search import is_chinese
from measures.rules.words import ANSWERS, LABELS, Freshness, Schedule, Status, Verified, label

register = template.Library()


class Look(NamedTuple):
    tone: str
    icon: str


# Within one answer no two values share a tone or a shape: circles for what was reported, squares for
# what was verified, calendars and clocks for the schedule, sheets of paper for freshness.
LOOKS: dict[StrEnum, Look] = {
    Status.NOT_REPORTED: Look("outline", "circle-dashed"),
    Status.NOT_STARTED: Look("grey", "circle"),
    Status.ON_TRACK: Look("teal", "circle-arrow-right"),
    Status.AT_RISK: Look("yellow", "triangle-alert"),
    Status.DELAYED: Look("orange", "clock-alert"),
    Status.COMPLETED: Look("green", "circle-check"),
    Status.NOT_PURSUED: Look("slate", "ban"),
    Verified.NOT_ASSESSED: Look("outline", "square-dashed"),
    Verified.NO_EVIDENCE: Look("grey", "square"),
    Verified.LIMITED: Look("sky", "square-part"),
    Verified.SUBSTANTIAL: Look("blue", "square-most"),
    Verified.COMPLETE: Look("green", "square-check-big"),
    Schedule.NO_DEADLINE: Look("outline", "calendar-off"),
    Schedule.IN_TIME: Look("teal", "calendar"),
    Schedule.DUE_SOON: Look("blue", "calendar-clock"),
    Schedule.BEHIND: Look("yellow", "trending-down"),
    Schedule.OVERDUE: Look("red", "calendar-x"),
    Schedule.DONE_IN_TIME: Look("green", "calendar-check"),
    Schedule.DONE_LATE: Look("orange", "clock-check"),
    Schedule.STOPPED: Look("slate", "circle-stop"),
    Freshness.FRESH: Look("teal", "file-check"),
    Freshness.DUE: Look("blue", "file-clock"),
    Freshness.STALE: Look("orange", "file-exclamation-point"),
    Freshness.NEVER_REPORTED: Look("grey", "file-question-mark"),
    Freshness.NOT_OWED: Look("outline", "file-minus"),
}


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """A shape beside a word that says the same, so readers of screens are spared it."""
    return format_html(
        '<svg class="tracker-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
        '<use href="{}#{}"/></svg>',
        static("icons/icons.svg"),
        name,
    )


@cache
def rendered(answer: type[StrEnum], value: str, language: str | None) -> SafeString:
    """The tag of one value; `language` is the one active, and only keys the cache."""
    member = answer(value)
    look = LOOKS[member]
    return format_html(
        '<span class="tracker-tag tracker-tag--{}">{}{}</span>',
        look.tone,
        icon(look.icon),
        LABELS[answer][member],
    )


def tag_filter(answer: type[StrEnum]) -> Callable[[str], SafeString]:
    """The filter for one answer. No value is no tag."""

    def tag(value: str) -> SafeString:
        return rendered(answer, value, get_language()) if value else SafeString("")

    return tag


for name, answer in ANSWERS.items():
    register.filter(f"{name}_tag", tag_filter(answer))


@register.filter
@cache
def tone(value: str) -> str:
    """The tone of any answer's value, for classes: tracker-mark--…, tracker-fill--…."""
    return next((look.tone for member, look in LOOKS.items() if member.value == value), "outline")


@register.filter
def schedule_word(value: str) -> str:
    return str(label(Schedule(value)))


@register.simple_tag
def schedule_icon(value: str) -> SafeString:
    """The shape of a schedule answer, for where a tag would be too much."""
    return icon(LOOKS[Schedule(value)].icon)


@cache
def percent_in(value: int | float | None, language: str | None) -> SafeString:
    if value is None:
        return format_html(
            '<span aria-hidden="true">–</span><span class="govuk-visually-hidden">{}</span>',
            gettext("no percent reported"),
        )
    return format_html('<span class="tracker-number">{}%</span>', f"{value:g}")


@register.filter
def percent(value: int | float | None) -> SafeString:
    """A reported percent. Blank is blank, never zero."""
    return percent_in(value, get_language())


@register.inclusion_tag("components/legend.html")
def tag_legend(name: str) -> dict[str, Any]:
    """Every value of an answer, in order."""
    return {"tags": [rendered(ANSWERS[name], member.value, get_language()) for member in ANSWERS[name]]}


@register.simple_tag(takes_context=True)
def nav_link(context: template.Context, path: str, text: str | Promise) -> SafeString:
    """An entry of the navigation; the section one is in says so."""
    here = context["request"].path
    current = here == path or (path != "/" and here.startswith(path))
    mark = format_html(' aria-current="{}"', "page" if here == path else "true") if current else ""
    return format_html('<li><a href="{}"{}>{}</a></li>', path, mark, text)


@register.filter
def pages_around(page: Page[Any]) -> list[int | None]:
    """The page numbers to offer: the first, the last and those near; None for a gap."""
    last = page.paginator.num_pages
    near = sorted({1, last, *range(max(1, page.number - 1), min(last, page.number + 1) + 1)})
    numbers: list[int | None] = []
    for before, number in zip([0, *near], near, strict=False):
        if number > before + 1:
            numbers.append(None)
        numbers.append(number)
    return numbers


@register.filter
def language_of(text: str) -> str:
    """The language of what somebody wrote, for `lang`: readers of screens then speak it, whatever the page is in."""
    return "zh-Hans" if is_chinese(text) else "en"
