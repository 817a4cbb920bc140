"""Pages of long lists."""

from typing import Any

from django.core.paginator import Page, Paginator

PAGE_SIZE = 50


def page_of(rows: Any, total: int, number: str | None, size: int = PAGE_SIZE) -> Page[Any]:
    """The page asked for, or the nearest there is. The total is known already: it is not counted again."""
    paginator = Paginator(rows, size)
    paginator.count = total
    return paginator.get_page(number)
