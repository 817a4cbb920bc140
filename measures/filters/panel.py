"""The filters as they are drawn: groups of options, and a chip for each one chosen."""

from functools import lru_cache
from typing import NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from measures.filters.facets import Numbers
from measures.filters.listing import PARAMETERS, Listing
from measures.filters.options import TAXONOMIES, Option
from measures.rules.words import ANSWERS


class Group(NamedTuple):
    name: str
    label: str
    chosen: int
    options: SafeString


class Heading(NamedTuple):
    """A column's heading; sortable ones have the query string that sorts by it, or the other way round."""

    label: str
    query: str = ""
    direction: str = ""


class Chip(NamedTuple):
    """One chosen value and the query string without it."""

    text: str
    query: str


@lru_cache(maxsize=4096)
def option_html(name: str, option: Option, checked: bool, number: int | None) -> SafeString:  # noqa: FBT001
    """A checkbox with its label and, where known, its number. A list shows over a hundred, so they are kept."""
    return format_html(
        '<div class="tracker-option tracker-option--depth-{depth}">'
        '<input type="checkbox" id="f-{name}-{value}" name="{name}" value="{value}"{checked}>'
        '<label for="f-{name}-{value}">{label}</label>'
        '<span class="tracker-number" id="n-{name}-{value}">{number}</span></div>',
        depth=option.depth,
        name=name,
        value=option.value,
        checked=SafeString(" checked") if checked else "",
        label=option.label,
        number="" if number is None else number,
    )


def groups(listing: Listing, numbers: Numbers) -> list[Group]:
    """The parameters with options, answers first."""
    return [_group(listing, name, numbers.get(name)) for name in (*ANSWERS, *TAXONOMIES)]


def _group(listing: Listing, name: str, numbers: dict[str, int] | None) -> Group:
    chosen = set(listing.chosen.get(name, ()))
    options = SafeString(
        "".join(
            option_html(name, each, each.value in chosen, numbers.get(each.value, 0) if numbers else None)
            for each in listing.options[name]
        )
    )
    return Group(name, str(listing.filter.filters[name].label), len(chosen), options)


def chips(listing: Listing) -> list[Chip]:
    """What narrows the list, each with the way to take it away."""
    found = []
    for name in PARAMETERS:
        for value in listing.chosen.get(name, ()):
            params = listing.params.copy()
            params.setlist(name, [each for each in params.getlist(name) if each != value])
            params.pop("page", None)
            label = listing.filter.filters[name].label
            shown = listing.options.label(name, value) if name in listing.options.by_name else value
            found.append(
                Chip(_("%(filter)s: %(value)s") % {"filter": label, "value": shown}, params.urlencode())
            )
    return found


def headings(listing: Listing) -> list[Heading]:
    """The list's columns, in order."""
    return [
        _heading(listing, _("Measure"), "code"),
        _heading(listing, _("Deadline"), "due"),
        Heading(_("Schedule")),
        _heading(listing, _("Reported"), "percent"),
        Heading(_("Verified")),
        _heading(listing, _("Freshness"), "report"),
    ]


def sorts() -> list[tuple[str, str]]:
    """The orders of the list, in words."""
    return [
        ("code", _("Code")),
        ("due", _("Deadline, earliest first")),
        ("-due", _("Deadline, latest first")),
        ("percent", _("Percent, lowest first")),
        ("-percent", _("Percent, highest first")),
        ("report", _("Last report, oldest first")),
        ("-report", _("Last report, newest first")),
        ("next", _("Next report due")),
    ]


def _heading(listing: Listing, label: str, sort: str) -> Heading:
    direction = {sort: "ascending", f"-{sort}": "descending"}.get(listing.sort, "")
    params = listing.params.copy()
    params["sort"] = f"-{sort}" if direction == "ascending" else sort
    for name in ("page", "numbers"):
        params.pop(name, None)
    return Heading(label, params.urlencode(), direction)
