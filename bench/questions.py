"""The questions asked of product and floor, and how long each took."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle, islice
from time import perf_counter
from typing import Any
from urllib.parse import quote

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from bench import floor
from bench.place import today
from bench.site import Ask, ask, cookie_of, product
from measures.models import Measure

Pair = tuple[float, float]
LONGEST = 20  # seconds for one question
SECTORS = (
    "port-and-shipping",
    "industry",
    "new-energy",
    "transportation",
    "talent-introduction",
    "foreign-trade",
)
STATUSES = ("at_risk", "on_track", "delayed", "completed")
LISTS = [f"/measures/?sector={sector}&status={status}" for sector in SECTORS for status in STATUSES]
SEARCHES = {
    "search: one English word": ["/measures/?q=hydrogen", "/measures/?q=wetlands", "/measures/?q=elderly"],
    "search: one Chinese word": [f"/measures/?q={quote(word)}" for word in ("风电", "物流", "养老")],
    "search: two words": [
        "/measures/?q=hydrogen+pilot",
        "/measures/?q=wetlands+coast",
        f"/measures/?q={quote('养老')}+residents",
    ],
}


@dataclass(frozen=True)
class Question:
    """Addresses; `as_analyst`: logged in, internal measures too; `fragment`: asked for by htmx."""

    addresses: Callable[[], list[str]]
    as_analyst: bool = False
    fragment: bool = False

    def pairs(self) -> list[tuple[Ask, Ask]]:
        cookie = cookie_of("analyst") if self.as_analyst else ""
        known = f"today={today()}" + (
            f"&as={User.objects.get(username='analyst').pk}" if self.as_analyst else ""
        )
        return [
            (
                Ask(address, cookie=cookie, fragment=self.fragment),
                Ask(f"{address}{'&' if '?' in address else '?'}{known}", cookie=cookie),
            )
            for address in self.addresses()
        ]


def measure_pages() -> list[str]:
    """Some two dozen public measures from all over the table."""
    codes = (
        Measure.objects.filter(visibility="public", code__startswith="B-")
        .order_by("pk")
        .values_list("code", flat=True)
    )
    return [f"/measures/{code}/" for code in codes[:: max(1, len(codes) // 24)]]


QUESTIONS = {
    "list: sector and status": Question(lambda: LISTS),
    "list: the same, an analyst": Question(lambda: LISTS, as_analyst=True),
    **{name: Question(addresses.copy) for name, addresses in SEARCHES.items()},
    "measure page": Question(measure_pages),
    "numbers behind the options": Question(
        lambda: [f"{address}&numbers=1" for address in LISTS], fragment=True
    ),
}


def timed(name: str, rounds: int) -> list[Pair]:
    """Seconds of product and floor, asked in turn; `rounds` times over all its queries, or for twenty seconds."""
    pairs = QUESTIONS[name].pairs()
    for mine, bare in pairs:  # warm: templates compiled, statements prepared
        check(ask(product(), mine).status, mine)
        ask(floor.application, bare)
    end = perf_counter() + LONGEST
    times: list[Pair] = []
    for mine, bare in islice(cycle(pairs), rounds * len(pairs)):
        times.append((ask(product(), mine).seconds, ask(floor.application, bare).seconds))
        if len(times) >= len(pairs) and perf_counter() > end:
            break
    return times


def check(status: str, request: Ask) -> None:
    if not status.startswith("200"):
        raise RuntimeError(f"{request.address} answered {status}")


def queries(name: str) -> int:
    """The most queries a page of the question takes."""
    return max(_queries(lambda mine=mine: ask(product(), mine)) for mine, _bare in QUESTIONS[name].pairs())  # type: ignore[misc]


def _queries(work: Callable[[], Any]) -> int:
    connection.force_debug_cursor = True
    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)
