"""The night's flagging as a whole process: the product's command, and a bare script with the same statements."""

import os
import subprocess
import sys
from time import perf_counter
from typing import Any

from bench.bare import connect, dialect
from bench.place import Place, today

CLEAR = """
    UPDATE measures_flag SET cleared_on = ? WHERE cleared_on IS NULL AND rule = 'stale' AND NOT EXISTS (
        SELECT 1 FROM measures_standing s WHERE s.measure_id = measures_flag.measure_id AND s.report_due_on < ?
            AND s.period_end = measures_flag.period_end)"""
RAISE = """
    INSERT INTO measures_flag (measure_id, rule, period_end, due_on, last_report_on, raised_on)
    SELECT s.measure_id, 'stale', s.period_end, s.report_due_on, s.last_report_on, ? FROM measures_standing s
    WHERE s.report_due_on < ? AND NOT EXISTS (
        SELECT 1 FROM measures_flag f
        WHERE f.measure_id = s.measure_id AND f.rule = 'stale' AND f.cleared_on IS NULL)"""


def flag(day: str) -> None:
    """The floor's night."""
    for statement in ("BEGIN", CLEAR, RAISE, "COMMIT"):
        connect().execute(dialect(statement), [day] * statement.count("?"))


def flagged(place: Place, rounds: int) -> tuple[int, list[tuple[float, float]]]:
    """How many flags a night raised, and the seconds of both processes, started in turn on no flags."""
    environment = {**os.environ, **place.environment()}
    commands = ([sys.executable, "manage.py", "nightly", "--date"], [sys.executable, "-m", "bench.night"])
    raised: set[int] = set()
    pairs = []
    for _ in range(rounds):
        times = []
        for command in commands:
            _without_flags(place)
            start = perf_counter()
            subprocess.run([*command, str(today())], env=environment, check=True, capture_output=True)  # noqa: S603
            times.append(perf_counter() - start)
            raised.add(_count(place))
        pairs.append((times[0], times[1]))
    if len(raised) != 1:
        raise RuntimeError(f"product and floor raised different numbers of flags: {raised}")
    return raised.pop(), pairs


def _without_flags(place: Place) -> None:
    for table in ("flag", "notice", "digest", "nightrun"):
        _on(place, f"DELETE FROM measures_{table}")  # noqa: S608
    if place.is_postgresql:
        _on(place, "VACUUM ANALYZE measures_flag")


def _count(place: Place) -> int:
    return int(_on(place, "SELECT COUNT(*) FROM measures_flag").fetchone()[0])


def _on(place: Place, statement: str) -> Any:
    return connect(place.url).execute(statement)


if __name__ == "__main__":
    flag(sys.argv[1])
