"""What comes back from the processes that measure; imports nothing of the product."""

from dataclasses import dataclass, field


@dataclass
class Exported:
    """Seconds of product and floor; the product's slowest first byte; growth of memory in MB."""

    rows: int
    first_byte: float
    growth: float
    pairs: list[tuple[float, float]]


@dataclass
class Written:
    """Updates a second of product and floor in each round, and how many of all are not found afterwards."""

    rates: list[tuple[float, float]] = field(default_factory=list)
    sent: int = 0
    lost: int = 0
    latencies: list[float] = field(default_factory=list)
