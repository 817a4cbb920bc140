"""The floor's connection: the driver and nothing else. Imports nothing of the product."""

import os
import sqlite3
from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import psycopg


@cache
def connect(url: str = "") -> Any:
    """One connection a process and address, in autocommit, set up as the product sets up its own."""
    url = url or os.environ["DATABASE_URL"]
    if url.startswith("postgres"):
        return psycopg.connect(url, autocommit=True)
    connection = sqlite3.connect(urlsplit(url).path, timeout=20, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    return connection


def is_postgresql() -> bool:
    return os.environ["DATABASE_URL"].startswith("postgres")


@cache
def dialect(statement: str) -> str:
    """Statements are written with `?`."""
    return statement.replace("?", "%s") if is_postgresql() else statement


def rows(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = connect().execute(dialect(statement), values).fetchall()
    return found


def batches(statement: str, *values: Any) -> Iterator[list[tuple[Any, ...]]]:
    """The rows as they come, two thousand at a time."""
    if is_postgresql():
        with connect().transaction(), connect().cursor("floor") as cursor:
            cursor.execute(dialect(statement), values)
            while found := cursor.fetchmany(2_000):
                yield found
    else:
        cursor = connect().execute(statement, values)
        while found := cursor.fetchmany(2_000):
            yield found


def places(values: list[Any]) -> str:
    """As many places as there are values."""
    return ", ".join("?" * len(values))


def text(found: list[tuple[Any, ...]]) -> bytes:
    """Rows as lines of tab-separated text."""
    return "\n".join(
        "\t".join(["" if value is None else str(value) for value in row]) for row in found
    ).encode()
