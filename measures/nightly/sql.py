"""Statements that change or read whole sets, for what the ORM cannot say: INSERT … SELECT and windows."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection


def _bind(value: Any) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return value


def _bound(statement: str, values: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The statement with its `%(name)s` bound; a list becomes as many places in brackets."""
    bound: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, list):
            places = {f"{name}_{number}": _bind(each) for number, each in enumerate(value)}
            listed = ", ".join(f"%({place})s" for place in places)
            statement = statement.replace(f"%({name})s", f"({listed})")
            bound |= places
        else:
            bound[name] = _bind(value)
    return statement, bound


def change(statement: str, **values: Any) -> int:
    """Run one statement; how many rows it changed."""
    with connection.cursor() as cursor:
        cursor.execute(*_bound(statement, values))
        return int(cursor.rowcount)


def rows(statement: str, **values: Any) -> Sequence[tuple[Any, ...]]:
    """The rows of one query, as the driver gives them."""
    with connection.cursor() as cursor:
        cursor.execute(*_bound(statement, values))
        found: Sequence[tuple[Any, ...]] = cursor.fetchall()
        return found
