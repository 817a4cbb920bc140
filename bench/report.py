"""The table of a run, on the screen and in docs/scaling.md."""

import os
import platform
import sqlite3
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median

import psycopg

from bench.place import Place, today

HEAD = "| Question | Measures | Product, median | p95 | Floor, median | p95 | Ratio | Target | Reached |"
RULE = "|---|--:|--:|--:|--:|--:|--:|--:|---|"
DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "scaling.md"


@dataclass(frozen=True)
class Line:
    """One row of the table. Without a target it is for information."""

    question: str
    measures: int
    product: str
    product_p95: str
    floor: str
    floor_p95: str
    value: float
    unit: str = "×"
    target: float | None = None
    at_least: bool = False

    @property
    def reached(self) -> bool:
        if self.target is None:
            return True
        return self.value >= self.target if self.at_least else self.value <= self.target

    def markdown(self) -> str:
        wanted = "" if self.target is None else f"{'≥' if self.at_least else '≤'} {self.target:g}{self.unit}"
        reached = "" if self.target is None else "yes" if self.reached else "**no**"
        cells = (
            self.question, f"{self.measures:,}", self.product, self.product_p95, self.floor, self.floor_p95,
            f"{self.value:.2f}{self.unit}", wanted, reached,
        )  # fmt: skip
        return "| " + " | ".join(cells) + " |"


def p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


def milliseconds(seconds: float) -> str:
    return f"{1000 * seconds:.1f} ms" if seconds < 1 else f"{seconds:.2f} s"


def compared(question: str, measures: int, pairs: list[tuple[float, float]], target: float | None) -> Line:
    """The line of a question both were asked in turn; its ratio is the median of the pairs' ratios."""
    mine, bare = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    ms = milliseconds
    ratio = median(pair[0] / pair[1] for pair in pairs)
    return Line(
        question,
        measures,
        ms(median(mine)),
        ms(p95(mine)),
        ms(median(bare)),
        ms(p95(bare)),
        ratio,
        target=target,
    )


def machine(place: Place) -> str:
    """What the figures were measured on."""
    info = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    names = [line.split(":")[1].strip() for line in info.splitlines() if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    load = os.getloadavg()[1]
    return (
        f"{today()}, {os.cpu_count()} cores ({names[0] if names else platform.processor()}), {memory:.0f} GB of memory,"
        f" load {load:.1f}; {database(place)}; Python {platform.python_version()}, Django {version('django')}"
    )


def database(place: Place) -> str:
    if place.is_postgresql:
        with psycopg.connect(place.url) as connection:
            return f"PostgreSQL {connection.info.server_version // 10000}, psycopg {psycopg.__version__}"
    return f"SQLite {sqlite3.sqlite_version}"


def table(lines: list[Line]) -> str:
    return "\n".join([HEAD, RULE, *(line.markdown() for line in lines)])


def write(place: Place, lines: list[Line]) -> None:
    """Replace the figures of this database in the document."""
    name = "postgresql" if place.is_postgresql else "sqlite"
    start, end = f"<!-- figures: {name} -->", "<!-- end of figures -->"
    before, _, rest = DOCUMENT.read_text().partition(start)
    after = rest.partition(end)[2]
    DOCUMENT.write_text(f"{before}{start}\n{machine(place)}\n\n{table(lines)}\n{end}{after}")
