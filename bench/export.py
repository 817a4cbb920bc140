"""The export of a filter, in a process of its own."""

from bench import floor, memory
from bench.place import today
from bench.results import Exported
from bench.site import Ask, ask, product

PATH = "/measures/export.csv"
# A little more than half of all measures.
QUERY = "status=on_track&status=not_started&status=at_risk"


def exported(rounds: int) -> Exported:
    """Product and floor in turn. The product's first whole export tells the memory: only a small one came before."""
    mine, bare = Ask(f"{PATH}?{QUERY}"), Ask(f"{PATH}?{QUERY}&today={today()}")
    small = ask(product(), Ask(f"{PATH}?status=completed&sector=new-energy&q=hydrogen"))
    if not small.status.startswith("200"):
        raise RuntimeError(f"{PATH} answered {small.status}")
    memory.forget_peak()
    before = memory.resident()
    first = ask(product(), mine, keep=False)
    growth = memory.peak() - before
    ask(floor.application, bare, keep=False)
    times = [
        (ask(product(), mine, keep=False), ask(floor.application, bare, keep=False)) for _ in range(rounds)
    ]
    rows = ask(floor.application, bare).body.count(b"\r\n")
    first_byte = max(first.first_byte, *(mine.first_byte for mine, _bare in times))
    return Exported(rows, first_byte, growth, [(mine.seconds, bare.seconds) for mine, bare in times])
