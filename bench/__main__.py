"""`script/bench`: measure the product beside its floor and print the table."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from statistics import median
from time import perf_counter

from bench.place import places, today
from bench.report import Line, compared, machine, milliseconds, p95, table, write
from bench.worker import Worker

PAGE, SEARCH, EXPORT, NIGHT, LOG = 4, 2.5, 3, 2.5, 0.25
PAGES = {
    "list": ("list: sector and status", PAGE),
    "analyst": ("list: the same, an analyst", PAGE),
    "english": ("search: one English word", SEARCH),
    "chinese": ("search: one Chinese word", SEARCH),
    "words": ("search: two words", SEARCH),
    "measure": ("measure page", PAGE),
    "numbers": ("numbers behind the options", None),
}
ROUNDS = 6


def main() -> int:
    options = arguments()
    with places(options.measures, keep=options.keep) as found, ExitStack() as stack:
        workers = []
        for place in found:
            worker = Worker(place)
            stack.callback(worker.close)
            worker("data.prepare")
            if place.is_new:
                start = perf_counter()
                worker("data.fill", place.measures, today())
                say(f"{place.measures:,} measures with ten updates each in {perf_counter() - start:.0f} s")
            workers.append(worker)
        lines = []
        for line in measured(workers, set(options.rows)):
            say(line.markdown())
            lines.append(line)
        sys.stdout.write(f"\n{machine(found[-1])}\n\n{table(lines)}\n")
        if options.write:
            write(found[-1], lines)
    return 0


def arguments() -> Namespace:
    parser = ArgumentParser(prog="script/bench", description=__doc__)
    parser.add_argument(
        "--measures", type=sizes, default=[10_000, 100_000], help="how many, several with commas"
    )
    parser.add_argument(
        "--keep", action="store_true", help="leave the databases for the next run with --keep"
    )
    parser.add_argument("--write", action="store_true", help="put the figures into docs/scaling.md")
    parser.add_argument("rows", nargs="*", choices=[[], *ROWS], help="only these rows of the table")
    return parser.parse_args()


def sizes(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def measured(workers: list[Worker], asked: set[str]) -> Iterator[Line]:
    for name, row in ROWS.items():
        if not asked or name in asked:
            yield from row(workers)


def page(name: str) -> Callable[[list[Worker]], Iterator[Line]]:
    question, target = PAGES[name]

    def row(workers: list[Worker]) -> Iterator[Line]:
        for worker in workers:
            # The search has its target at the largest size.
            wanted = target if worker is workers[-1] or target != SEARCH else None
            yield compared(
                question, worker.place.measures, worker("questions.timed", question, ROUNDS), wanted
            )

    return row


def growth(workers: list[Worker]) -> Iterator[Line]:
    """The list at the largest size against the smallest, asked in turn."""
    if len(workers) < 2:
        return
    small, large = workers[0], workers[-1]
    question = PAGES["list"][0]
    times = [(median(_products(large, question)), median(_products(small, question))) for _ in range(ROUNDS)]
    ratio = median(one / other for one, other in times)
    figures = [milliseconds(median(each)) for each in zip(*times, strict=True)]
    name = f"list: beside {small.place.measures:,} measures"
    yield Line(name, large.place.measures, figures[0], "", figures[1], "", ratio, target=1.5)


def _products(worker: Worker, question: str) -> list[float]:
    return [pair[0] for pair in worker("questions.timed", question, 1)]


def queries(workers: list[Worker]) -> Iterator[Line]:
    """The most queries of any page, which must be the same for every size."""
    for question in (question for question, _target in PAGES.values()):
        counts = [worker("questions.queries", question) for worker in workers]
        same = max(counts) if len(set(counts)) == 1 else float("inf")
        name = f"queries: {question}"
        yield Line(name, workers[-1].place.measures, str(max(counts)), "", "", "", same, unit="", target=6)


def export(workers: list[Worker]) -> Iterator[Line]:
    for worker in workers:
        fresh = Worker(worker.place)
        done = fresh("export.exported", 3)
        fresh.close()
        measures, name = worker.place.measures, f"export of {done.rows:,} rows"
        yield compared(name, measures, done.pairs, EXPORT)
        first = milliseconds(done.first_byte)
        yield Line("export: first byte", measures, first, "", "", "", done.first_byte, unit=" s", target=0.3)
        yield Line("export: growth of memory", measures, "", "", "", "", done.growth, unit=" MB", target=10)


def log(workers: list[Worker]) -> Iterator[Line]:
    for worker in workers:
        done = worker("writers.written", worker.place, 25, 3)
        mine, bare = (median(rates) for rates in zip(*done.rates, strict=True))
        share = median(one / other for one, other in done.rates)
        latency = f"{milliseconds(p95(done.latencies))} each"
        line = Line(
            "eight writers, updates a second", worker.place.measures, f"{mine:.0f}/s", latency, f"{bare:.0f}/s", "",
            share, target=LOG, at_least=True,
        )  # fmt: skip
        yield line
        yield Line(f"lost of {done.sent:,} updates", worker.place.measures, "", "", "", "", done.lost, "", 0)


def night(workers: list[Worker]) -> Iterator[Line]:
    for worker in workers:
        raised, pairs = worker("night.flagged", worker.place, 3)
        yield compared(f"the night, {raised:,} flags", worker.place.measures, pairs, NIGHT)


ROWS: dict[str, Callable[[list[Worker]], Iterator[Line]]] = {
    **{name: page(name) for name in PAGES},
    "growth": growth,
    "queries": queries,
    "export": export,
    "log": log,
    "night": night,
}

if __name__ == "__main__":
    sys.exit(main())
