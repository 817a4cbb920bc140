"""Rows as tuples of columns: their order, and which of two languages is shown."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language


def columns(rows: Any, *expressions: Any) -> Any:
    """`rows.values_list(…)` for a union, whose parts must agree in order.

    The querysets of translated models gather their columns in a set, so theirs come in any order.
    """
    return QuerySet.values_list(rows, *expressions)


def spoken(english: str | None, chinese: str | None) -> str:
    """The text in the language of the moment; the English one where there is no Chinese."""
    return (get_language() == "zh-hans" and chinese) or english or ""
